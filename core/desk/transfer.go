package desk

import (
	"context"
	"errors"

	"tgdesk/core"
)

// Handed is what became of a chat that was handed to somebody, or is about to be.
type Handed struct {
	Chat     core.Chat
	Transfer core.Transfer // zero unless there is one
	// Warning is what whoever hands it over should know, nil for nothing: that the other
	// one is away.
	Warning error
}

// AskTransfer asks another operator, or with 0 anybody of the brand, to take over op's chat.
// op keeps it until somebody accepts. The note, which may be "", is for whoever is asked;
// it also becomes an internal note of the chat, and calls those whom it mentions.
func (d *Desk) AskTransfer(ctx context.Context, op core.OperatorID, chat core.ChatID, to core.OperatorID, note string) (Handed, error) {
	note, err := checkOptionalText(note)
	if err != nil {
		return Handed{}, err
	}
	return onChat(ctx, d, op, chat, core.MayTransfer, func(t *tx, by core.Operator, c core.Chat, _ core.Rules) (handed Handed, err error) {
		asked, warning, err := t.checkAsked(ctx, by, c, to)
		if err != nil {
			return handed, err
		}
		if c.Handover.Transfer != 0 {
			return handed, core.NewError(core.CodeConflict, "transfer_open")
		}
		b, err := t.Brand(ctx, c.BrandID)
		if err != nil {
			return handed, err
		}
		tr, err := t.InsertTransfer(ctx, core.Transfer{
			Chat: chat, From: op, To: to, Note: note, AskedAt: t.Now(), ExpiresAt: t.Now().Add(b.Options.TransferLimit), State: core.TransferAsked,
		})
		if err != nil {
			return handed, err
		}
		if err := t.AddLineBetween(ctx, c, core.KindTransferAsked, by, asked.Name); err != nil {
			return handed, err
		}
		if note != "" {
			if _, err := t.appendNote(ctx, c, by, note); err != nil {
				return handed, err
			}
		}
		next := c.TransferAskedUntil(tr.ID, tr.ExpiresAt)
		handed = Handed{Chat: next, Transfer: tr, Warning: warning}
		t.Emit(core.Event{Kind: core.EventTransfer, Brand: c.BrandID, Chat: chat, To: to, Alert: true})
		if err := t.SaveChat(ctx, next); err != nil {
			return handed, err
		}
		return handed, t.Audit(ctx, core.AuditEntry{Act: core.ActTransfer, Brand: c.BrandID, Chat: chat, Subject: string(core.TransferAsked), After: asked.Name})
	})
}

// AcceptTransfer makes op, who was asked, the owner of the chat.
func (d *Desk) AcceptTransfer(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return inTx(ctx, d, func(t *tx) (core.Chat, error) {
		by, c, rules, tr, err := t.transferToAnswer(ctx, op, chat, core.MayAcceptTransfer)
		if err != nil {
			return c, err
		}
		if tr.From == op {
			return c, core.NewError(core.CodeConflict, "chat_is_yours")
		}
		if err := t.mayHoldMore(ctx, by); err != nil {
			return c, err
		}
		b, err := t.Brand(ctx, c.BrandID)
		if err != nil {
			return c, err
		}
		next := c.AssignedTo(op, t.Now(), b.Options.AssignedAnswer, rules)
		if err := t.EndTransfer(ctx, c, next, core.TransferAccepted); err != nil {
			return next, err
		}
		return next, t.TellTaken(ctx, c, next, by)
	})
}

// RejectTransfer says that op, who was asked, does not take the chat over.
func (d *Desk) RejectTransfer(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return inTx(ctx, d, func(t *tx) (core.Chat, error) {
		_, c, _, _, err := t.transferToAnswer(ctx, op, chat, core.MayRejectTransfer)
		if err != nil {
			return c, err
		}
		next := c.WithoutTransfer()
		return next, t.EndTransfer(ctx, c, next, core.TransferRejected)
	})
}

// WithdrawTransfer takes the request back that somebody take the chat over.
func (d *Desk) WithdrawTransfer(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return onChat(ctx, d, op, chat, core.MayWithdrawTransfer, func(t *tx, _ core.Operator, c core.Chat, _ core.Rules) (core.Chat, error) {
		next := c.WithoutTransfer()
		return next, t.EndTransfer(ctx, c, next, core.TransferWithdrawn)
	})
}

// transferToAnswer is chatAsItStands with the open transfer, for those who are asked.
func (t *tx) transferToAnswer(ctx context.Context, op core.OperatorID, chat core.ChatID, may func(core.Operator, core.Chat, core.Transfer) error) (by core.Operator, c core.Chat, rules core.Rules, tr core.Transfer, err error) {
	by, c, rules, err = t.chatAsItStands(ctx, op, chat)
	if err == nil && c.Handover.Transfer != 0 {
		tr, err = t.Transfer(ctx, c.Handover.Transfer)
	}
	if err != nil {
		return by, c, rules, tr, err
	}
	refusal := may(by, c, tr)
	if e, ok := errors.AsType[*core.Error](refusal); ok && e.ID == "chat_not_active" {
		return by, c, rules, tr, core.NewError(core.CodeConflict, "no_transfer") // to pick it up would not help
	}
	if tr.To != 0 && refusal != nil {
		asked, err := t.Operator(ctx, tr.To)
		if err != nil {
			return by, c, rules, tr, err
		}
		refusal = core.NameHolder(refusal, asked.Name)
	}
	return by, c, rules, tr, refusal
}

// checkAsked returns the operator to whom by wants to hand c, nobody for 0, or why that
// cannot be; and what by should know.
func (t *tx) checkAsked(ctx context.Context, by core.Operator, c core.Chat, to core.OperatorID) (asked core.Operator, warning, err error) {
	if to == 0 {
		online, err := t.SomebodyElseOnline(ctx, c.BrandID, by.ID)
		if err == nil && !online {
			err = core.NewError(core.CodeConflict, "nobody_else_there")
		}
		return asked, nil, err
	}
	if asked, err = t.existingOperator(ctx, to); err != nil {
		return asked, nil, err
	}
	if warning, err = t.mayBeAsked(ctx, c, asked); err != nil {
		return asked, nil, err
	}
	held, err := t.HeldCount(ctx, to)
	if err == nil && core.MayHoldMore(asked, held) != nil {
		err = core.NewError(core.CodeConflict, "operator_at_limit", asked.Name, held, asked.MaxChats)
	}
	return asked, warning, err
}

// mayBeAsked returns why an operator cannot be asked to take c over or to take part in
// it, and what whoever asks should know.
func (t *tx) mayBeAsked(ctx context.Context, c core.Chat, asked core.Operator) (warning, err error) {
	if c.Owner.Is(asked.ID) {
		return nil, core.NewError(core.CodeConflict, "operator_holds_it", asked.Name)
	}
	all, err := t.Availabilities(ctx)
	if err != nil {
		return nil, err
	}
	a := core.AvailabilityOf(all, asked.ID)
	if err := core.MayBeAsked(asked, c.BrandID, a); err != nil {
		return nil, err
	}
	if a.State == core.Away {
		warning = core.NewError(core.CodeConflict, "operator_away", asked.Name)
	}
	return warning, nil
}
