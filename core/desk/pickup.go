package desk

import (
	"context"

	"tgdesk/core"
)

// PickUp gives the chat to op. Of several operators who try, one wins and the
// others get CodeConflict with the winner's name, as do those to whom routing does not
// offer it while it offers it to somebody. Picking up again does nothing. An
// operator who holds as many chats as they may is refused.
func (d *Desk) PickUp(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatPickedUp, core.KindPickedUp, func(t *tx, c core.Chat, by core.Operator, rules core.Rules) (core.Chat, bool, error) {
		next, moved, err := c.PickedUp(by, t.Now(), rules)
		if err != nil || !moved {
			return next, moved, err
		}
		if c.Handover.OfferedTo == op { // it was assigned by that
			b, err := t.Brand(ctx, c.BrandID)
			if err != nil {
				return next, false, err
			}
			next = c.AssignedTo(op, t.Now(), b.Options.AssignedAnswer, rules)
		}
		return next, true, t.mayHoldMore(ctx, by)
	})
}

// mayHoldMore returns why op cannot take another chat.
func (t *tx) mayHoldMore(ctx context.Context, op core.Operator) error {
	held, err := t.HeldCount(ctx, op.ID)
	if err != nil {
		return err
	}
	return core.MayHoldMore(op, held)
}
