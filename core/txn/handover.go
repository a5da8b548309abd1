package txn

import (
	"context"
	"time"

	"tgdesk/core"
)

// settleHandover stores what a change of a chat ends between operators: an open
// transfer, in the given state, and the parts of those who are participants no more.
func (t *Tx) settleHandover(ctx context.Context, before, after core.Chat, state core.TransferState) error {
	if before.Handover.Transfer != 0 && after.Handover.Transfer != before.Handover.Transfer {
		if err := t.closeTransfer(ctx, before, state); err != nil {
			return err
		}
	}
	for _, op := range before.Participants.IDs() {
		if after.Participants.Has(op) {
			continue
		}
		if err := t.EndParticipation(ctx, after.ID, op, t.Now()); err != nil {
			return err
		}
	}
	if before.State != after.State || before.Owner != after.Owner || before.Handover.OfferedTo != after.Handover.OfferedTo {
		t.WakeTimers(t.Now()) // somebody may be free for another chat, or this chat for somebody else
	}
	return nil
}

// closeTransfer ends the open transfer of c, and says so to who asked and in the
// transcript.
func (t *Tx) closeTransfer(ctx context.Context, c core.Chat, state core.TransferState) error {
	tr, err := t.Transfer(ctx, c.Handover.Transfer)
	if err != nil {
		return err
	}
	tr.State, tr.ClosedAt, tr.ClosedBy = state, t.Now(), t.Actor
	at := t.Now()
	if state == core.TransferExpired {
		tr.ClosedAt, tr.ClosedBy, at = tr.ExpiresAt, 0, tr.ExpiresAt
	}
	if err := t.CloseTransfer(ctx, tr); err != nil {
		return err
	}
	from, err := t.Operator(ctx, tr.From)
	if err != nil {
		return err
	}
	by := from
	if tr.ClosedBy != 0 {
		if by, err = t.Operator(ctx, tr.ClosedBy); err != nil {
			return err
		}
	}
	line := core.Message{From: core.FromDesk, OperatorID: by.ID, Author: by.Name, SentAt: at}
	switch state {
	case core.TransferAccepted:
		line.Kind, line.Text = core.KindTransferAccepted, from.Name
	case core.TransferRejected:
		line.Kind, line.Text = core.KindTransferRejected, from.Name
	case core.TransferExpired:
		line.Kind = core.KindTransferExpired
	default:
		line.Kind = core.KindTransferWithdrawn
	}
	if _, err := t.AppendMessage(ctx, c, line); err != nil {
		return err
	}
	alert := state != core.TransferWithdrawn && tr.ClosedBy != tr.From
	t.Emit(core.Event{Kind: core.EventTransfer, Brand: c.BrandID, Chat: c.ID, To: tr.From, Alert: alert})
	return nil
}

// EndTransfer stores that the open transfer of before was answered, withdrawn or expired,
// which made it after.
func (t *Tx) EndTransfer(ctx context.Context, before, after core.Chat, state core.TransferState) error {
	if err := t.saveMoved(ctx, before, after, state); err != nil {
		return err
	}
	return t.Audit(ctx, core.AuditEntry{Act: core.ActTransfer, Brand: after.BrandID, Chat: after.ID, Subject: string(state)})
}

// SaveMoved stores a change between operators that is no transition of the chat's life. A
// transfer that is open no more was withdrawn by that.
func (t *Tx) SaveMoved(ctx context.Context, before, after core.Chat) error {
	return t.saveMoved(ctx, before, after, core.TransferWithdrawn)
}

// saveMoved stores what became of a chat, ends what that ends between operators, and tells
// a chatbot from whom an operator takes the chat.
func (t *Tx) saveMoved(ctx context.Context, before, after core.Chat, state core.TransferState) error {
	if err := t.SaveChat(ctx, after); err != nil {
		return err
	}
	if err := t.noteMove(ctx, before, after); err != nil {
		return err
	}
	if before.HeldByChatbot() && after.Owner.Kind == core.OwnedByOperator {
		if err := t.AskChatbot(ctx, after, core.BotOperatorJoined, 0); err != nil {
			return err
		}
	}
	return t.settleHandover(ctx, before, after, state)
}

// applyLapse applies one part of c's handover that ended by itself, if one has.
func (t *Tx) applyLapse(ctx context.Context, c core.Chat, rules core.Rules) (_ core.Chat, lapsed bool, err error) {
	next, what := c.Lapsed(t.Now(), rules)
	if what == core.LapseNone {
		return c, false, nil
	}
	actor := t.Actor
	t.Actor = 0
	defer func() { t.Actor = actor }()
	b, err := t.Brand(ctx, c.BrandID)
	if err != nil {
		return c, false, err
	}
	switch what {
	case core.LapseTransfer:
		err = t.EndTransfer(ctx, c, next, core.TransferExpired)
	case core.LapseOffer:
		err = t.SaveMoved(ctx, c, next)
	case core.LapseAnswer:
		if b.Options.AssignedAnswer == 0 { // since it was assigned
			next = c
			next.Handover.AnswerBy = time.Time{}
			err = t.SaveChat(ctx, next)
			break
		}
		err = t.lose(ctx, c, next, core.KindNotAnswered)
	case core.LapseGone:
		if b.Options.OwnerGone == 0 {
			next = c
			next.Handover.GoneBy = time.Time{}
			err = t.SaveChat(ctx, next)
			break
		}
		next, err = t.ownerGone(ctx, c, next)
	}
	return next, true, err
}

// ownerGone gives up a chat whose owner is offline for too long, if somebody else is there
// to take it. Otherwise it stays with its owner: [Tx.SetAvailable] looks at it again when
// somebody comes in.
func (t *Tx) ownerGone(ctx context.Context, c, released core.Chat) (core.Chat, error) {
	online, err := t.SomebodyElseOnline(ctx, c.BrandID, c.Owner.Operator)
	if err != nil {
		return c, err
	}
	if online {
		return released, t.lose(ctx, c, released, core.KindOwnerGone)
	}
	c.Handover.AnswerBy, c.Handover.GoneBy = time.Time{}, time.Time{}
	return c, t.SaveChat(ctx, c)
}

// lose stores that a chat waits again because of what its owner did not do.
func (t *Tx) lose(ctx context.Context, before, after core.Chat, line core.Kind) error {
	owner, err := t.Operator(ctx, before.Owner.Operator)
	if err != nil {
		return err
	}
	if err := t.Move(ctx, core.ActChatLost, before, after); err != nil {
		return err
	}
	t.Emit(core.Event{Kind: core.EventAssigned, Brand: after.BrandID, Chat: after.ID, To: owner.ID, Alert: true})
	return t.AddSystemLine(ctx, after, after.WaitingSince, line, owner)
}
