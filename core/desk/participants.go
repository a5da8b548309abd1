package desk

import (
	"context"

	"tgdesk/core"
)

// Invite lets another operator write in the chat beside its owner.
func (d *Desk) Invite(ctx context.Context, op core.OperatorID, chat core.ChatID, who core.OperatorID) (Handed, error) {
	return onChat(ctx, d, op, chat, core.MayInvite, func(t *tx, by core.Operator, c core.Chat, _ core.Rules) (handed Handed, err error) {
		guest, err := t.existingOperator(ctx, who)
		if err != nil {
			return handed, err
		}
		if c.Participants.Has(who) {
			return handed, core.NewError(core.CodeConflict, "operator_takes_part", guest.Name)
		}
		if handed.Warning, err = t.mayBeAsked(ctx, c, guest); err != nil {
			return handed, err
		}
		t.Emit(core.Event{Kind: core.EventAssigned, Brand: c.BrandID, Chat: chat, To: who, Alert: true})
		handed.Chat, err = t.addParticipant(ctx, c, core.Participant{Operator: who, Kind: core.ParticipantInvited, InvitedBy: op}, core.ActInvited, guest.Name)
		if err != nil {
			return handed, err
		}
		return handed, t.AddLineBetween(ctx, c, core.KindInvited, by, guest.Name)
	})
}

// Join lets op, who supervises, write in the chat beside its owner. Joining again does
// nothing.
func (d *Desk) Join(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return onChat(ctx, d, op, chat, core.MayJoin, func(t *tx, by core.Operator, c core.Chat, _ core.Rules) (core.Chat, error) {
		if c.Participants.Has(op) {
			return c, nil
		}
		next, err := t.addParticipant(ctx, c, core.Participant{Operator: op, Kind: core.ParticipantSupervisor}, core.ActJoined, by.Name)
		if err != nil {
			return next, err
		}
		return next, t.AddSystemLine(ctx, c, t.Now(), core.KindJoined, by)
	})
}

func (t *tx) addParticipant(ctx context.Context, c core.Chat, p core.Participant, act core.Act, name string) (core.Chat, error) {
	p.Chat, p.JoinedAt = c.ID, t.Now()
	if err := t.InsertParticipant(ctx, p); err != nil {
		return c, err
	}
	c.Participants = c.Participants.With(p.Operator)
	if err := t.SaveChat(ctx, c); err != nil {
		return c, err
	}
	return c, t.Audit(ctx, core.AuditEntry{Act: act, Brand: c.BrandID, Chat: c.ID, Subject: name})
}

// LeaveChat ends op's part in a chat that somebody else owns.
func (d *Desk) LeaveChat(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return onChat(ctx, d, op, chat, core.MayLeave, func(t *tx, by core.Operator, c core.Chat, _ core.Rules) (core.Chat, error) {
		return t.leave(ctx, c, by)
	})
}

// leave ends the part that an operator takes in a chat.
func (t *tx) leave(ctx context.Context, c core.Chat, op core.Operator) (core.Chat, error) {
	next := c
	next.Participants = c.Participants.Without(op.ID)
	if err := t.Move(ctx, core.ActLeft, c, next); err != nil {
		return c, err
	}
	return next, t.AddSystemLine(ctx, next, t.Now(), core.KindLeft, op)
}
