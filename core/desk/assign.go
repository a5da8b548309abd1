package desk

import (
	"context"

	"tgdesk/core"
)

// Assign gives the chat to an operator, whoever holds it. It is for those who supervise.
func (d *Desk) Assign(ctx context.Context, op core.OperatorID, chat core.ChatID, to core.OperatorID) (Handed, error) {
	return onChat(ctx, d, op, chat, core.MayAssign, func(t *tx, by core.Operator, c core.Chat, rules core.Rules) (handed Handed, err error) {
		asked, warning, err := t.checkAssigned(ctx, by, c, to)
		if err != nil {
			return handed, err
		}
		b, err := t.Brand(ctx, c.BrandID)
		if err != nil {
			return handed, err
		}
		answer := b.Options.AssignedAnswer
		if to == op {
			answer = 0
		}
		next := c.AssignedTo(to, t.Now(), answer, rules)
		handed = Handed{Chat: next, Warning: warning}
		if err := t.Move(ctx, core.ActChatAssigned, c, next); err != nil {
			return handed, err
		}
		for _, who := range []core.OperatorID{to, c.Owner.Operator} {
			if who != 0 && who != op {
				t.Emit(core.Event{Kind: core.EventAssigned, Brand: c.BrandID, Chat: chat, To: who, Alert: true})
			}
		}
		if err := t.AddLineBetween(ctx, next, core.KindAssigned, by, asked.Name); err != nil {
			return handed, err
		}
		return handed, t.TellTaken(ctx, c, next, asked)
	})
}

// checkAssigned is checkAsked, but whoever supervises may take a chat without a screen.
func (t *tx) checkAssigned(ctx context.Context, by core.Operator, c core.Chat, to core.OperatorID) (core.Operator, error, error) {
	if to == 0 {
		return core.Operator{}, nil, core.NewError(core.CodeInvalid, "assign_to_nobody")
	}
	if to != by.ID || c.Owner.Is(to) {
		return t.checkAsked(ctx, by, c, to)
	}
	return by, nil, t.mayHoldMore(ctx, by)
}
