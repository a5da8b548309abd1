package desk

import (
	"context"
	"fmt"
	"slices"
	"tgdesk/core"
	"tgdesk/core/markup"
	"time"
)

// reviseLimit ends a request that changes or deletes a message.
const reviseLimit = 30 * time.Second

// EditReply gives a reply another text (or, of a file, another caption), at
// Telegram too; the version before stays for the desk. What has not gone out
// is only changed here. text is the whole text, as [WriteMarkup] gives it. A
// chat must be open for it: nothing is said in one that is completed.
func (d *Desk) EditReply(ctx context.Context, op core.OperatorID, msg core.MessageID, text string) (core.Message, error) {
	by, m, b, chat, err := d.ownReply(ctx, op, msg)
	if err != nil {
		return m, err
	}
	if err := core.MayEditReply(by, m, chat); err != nil {
		return m, err
	}
	c, err := revised(m, b.Options, text)
	if err != nil {
		return m, err
	}
	if m.Delivery == core.DeliverySent && (c.Plain != m.Text || c.Markup != m.Markup) {
		err := d.atTelegram(ctx, b, func(ctx context.Context, link core.Link) error {
			v, err := d.store.Visitor(ctx, m.VisitorID)
			if err != nil {
				return err
			}
			d.engine.CountRequest(b.ID, v.ID)
			return link.Edit(ctx, core.Revision{
				VisitorTelegramID: v.TelegramID, MessageTelegramID: m.TelegramID,
				Text: c.Plain, Markup: c.Markup, Caption: m.Attachment != nil,
			})
		})
		if err != nil {
			return m, err
		}
	}
	return d.storeRevision(ctx, b, m, c)
}

// revised returns the new content of m.
func revised(m core.Message, manner core.BrandOptions, text string) (markup.Text, error) {
	limit := markup.MaxText
	if m.Attachment != nil {
		limit = markup.MaxCaption
	}
	check := checkText
	if m.Attachment != nil {
		check = checkCaption
	}
	text, err := check(text)
	if err != nil {
		return markup.Text{}, err
	}
	c := compose(manner, text)
	if n := markup.Len(c.Plain); n > limit {
		return c, core.Errorf(core.CodeInvalid, "edit_too_long", "The text is too long for this message: %d characters; at most %d fit.", n, limit)
	}
	return c, nil
}

// ownReply reads a reply with its brand and chat, and who wants to change it.
func (d *Desk) ownReply(ctx context.Context, op core.OperatorID, msg core.MessageID) (by core.Operator, m core.Message, b core.Brand, c core.Chat, err error) {
	by, err = d.store.Operator(ctx, op)
	if err == nil {
		m, err = d.store.Message(ctx, msg)
	}
	if err == nil {
		c, err = d.store.Chat(ctx, m.ChatID)
	}
	if err == nil {
		b, err = d.store.Brand(ctx, c.BrandID)
	}
	return by, m, b, c, err
}

// storeRevision writes a new content down, unless m became another meanwhile.
func (d *Desk) storeRevision(ctx context.Context, b core.Brand, m core.Message, c markup.Text) (core.Message, error) {
	return d.change(ctx, b, m, func(w *tx, now *core.Message) error {
		if now.Text == c.Plain && now.Markup == c.Markup {
			return nil
		}
		if now.Delivery == core.DeliverySent {
			if err := w.InsertEdit(ctx, now.ID, core.Edit{Text: now.Text, Markup: now.Markup, Kind: now.Kind, Replaced: w.Now()}); err != nil {
				return err
			}
			now.EditedAt = w.Now()
		}
		now.Text, now.Markup = c.Plain, c.Markup
		return nil
	})
}

// change lets fn change a message whose delivery is still what it was when
// somebody decided to.
func (d *Desk) change(ctx context.Context, b core.Brand, m core.Message, fn func(*tx, *core.Message) error) (core.Message, error) {
	err := d.write(context.WithoutCancel(ctx), func(w *tx) error {
		now, err := w.Message(ctx, m.ID)
		if err != nil {
			return err
		}
		if now.Delivery != m.Delivery || !now.DeletedAt.Equal(m.DeletedAt) {
			return core.Errorf(core.CodeConflict, "changed_meanwhile", "This message changed in the meantime. Look again.")
		}
		if err := fn(w, &now); err != nil {
			return err
		}
		m = now
		c := core.Chat{ID: m.ChatID, BrandID: b.ID}
		w.EmitMessage(c)
		w.EmitChat(c) // its preview may have
		return w.SaveMessage(ctx, m)
	})
	return m, err
}

// DeleteReply takes a reply back, at Telegram too; the desk keeps what it said.
// What has not gone out never will.
func (d *Desk) DeleteReply(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	by, m, b, _, err := d.ownReply(ctx, op, msg)
	if err != nil {
		return err
	}
	if err := core.MayDeleteReply(by, m); err != nil {
		return err
	}
	if m.Delivery == core.DeliverySent {
		err := d.atTelegram(ctx, b, func(ctx context.Context, link core.Link) error {
			v, err := d.store.Visitor(ctx, m.VisitorID)
			if err != nil {
				return err
			}
			return link.Delete(ctx, v.TelegramID, m.TelegramID)
		})
		if err != nil {
			return err
		}
	}
	_, err = d.change(ctx, b, m, func(w *tx, now *core.Message) error {
		now.DeletedAt = w.Now()
		if now.Delivery == core.DeliveryQueued {
			now.Delivery, now.Error = core.DeliveryFailed, "Deleted before it was sent."
		}
		return nil
	})
	return err
}

// atTelegram runs a request that may be repeated without harm.
func (d *Desk) atTelegram(ctx context.Context, b core.Brand, run func(context.Context, core.Link) error) error {
	if !b.Enabled || !b.RemovedAt.IsZero() {
		return core.Errorf(core.CodeConflict, "channel_off", "The channel of %s is disabled: nothing can be changed at Telegram.", b.Name)
	}
	link, err := core.Connect(d.messenger, b)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reviseLimit)
	defer cancel()
	err = run(ctx, link)
	if err == nil || core.CodeOf(err) != core.CodeInternal {
		return err
	}
	failure := core.SendFailure(err)
	switch failure.Outcome {
	case core.OutcomeRefused:
		return core.Errorf(core.CodeConflict, "telegram_refused", "%s", failure.Detail).Because(err)
	case core.OutcomeBlocked:
		return core.ErrBlocked()
	case core.OutcomeUnauthorized:
		return core.Errorf(core.CodeUnauthorized, "telegram_unauthorized", "%s", failure.Detail).Because(err)
	case core.OutcomeLater:
		wait := fmt.Sprint(failure.RetryAfter.Round(time.Second))
		return core.Errorf(core.CodeUnavailable, "telegram_later", "Telegram asks to wait %s. Nothing was changed.", wait).Because(err)
	case core.OutcomeNotSent:
		return core.Errorf(core.CodeUnavailable, "telegram_down", "%s Nothing was changed.", failure.Detail).Because(err)
	}
	return core.Errorf(core.CodeUnavailable, "change_unknown", "It is not known whether that worked. Try again: doing it twice does no harm.").Because(err)
}

// Resend queues a message again whose delivery failed or is unknown, and with
// it the rest of its album: albums go as one. It is no new message: it keeps its
// place and restarts no limit.
func (d *Desk) Resend(ctx context.Context, op core.OperatorID, msg core.MessageID) (core.Message, error) {
	var m core.Message
	err := d.write(ctx, func(w *tx) error {
		var err error
		if m, err = w.Message(ctx, msg); err != nil {
			return err
		}
		by, err := w.operator(ctx, op)
		if err != nil {
			return err
		}
		c, _, err := w.CurrentChat(ctx, m.ChatID)
		if err != nil {
			return err
		}
		v, err := w.Visitor(ctx, c.VisitorID)
		if err != nil {
			return err
		}
		if err := core.MayResend(by, m, c, v); err != nil {
			return err
		}
		parts, err := w.SentTogether(ctx, m)
		for _, p := range slices.DeleteFunc(parts, func(p core.Message) bool { return !p.Resendable() }) {
			p.Delivery, p.Error = core.DeliveryQueued, ""
			if err := w.SaveMessage(ctx, p); err != nil {
				return err
			}
		}
		m.Delivery, m.Error = core.DeliveryQueued, ""
		w.EmitMessage(c)
		w.WakeSender(c.BrandID)
		return err
	})
	return m, err
}

// CancelSend stops a reply that is queued, or files on their way. What an
// album is a part of stops with it. A request whose bytes have left ends with
// its fate unknown; either way it can be sent again.
func (d *Desk) CancelSend(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	return d.write(ctx, func(w *tx) error {
		by, err := w.operator(ctx, op)
		if err != nil {
			return err
		}
		m, err := w.Message(ctx, msg)
		if err != nil {
			return err
		}
		sending := m.Delivery == core.DeliverySending
		m.Delivery = core.DeliveryQueued // what holds of queued messages holds of it
		if err := core.MayDeleteReply(by, m); err != nil {
			return err
		}
		if sending && d.engine.CancelTransfer(msg, true) {
			return nil // its sender writes down what came of it
		}
		return w.cancelQueued(ctx, msg)
	})
}

func (w *tx) cancelQueued(ctx context.Context, msg core.MessageID) error {
	m, err := w.Message(ctx, msg)
	if err != nil {
		return err
	}
	if m.Delivery != core.DeliveryQueued {
		return core.Errorf(core.CodeConflict, "not_cancellable", "Only what waits to be sent, and files on their way, can be cancelled.")
	}
	c, err := w.Chat(ctx, m.ChatID)
	if err != nil {
		return err
	}
	parts, err := w.SentTogether(ctx, m)
	for _, p := range parts {
		if p.Delivery != core.DeliveryQueued {
			continue
		}
		p.Delivery, p.Error = core.DeliveryFailed, core.Cancelled
		if err := w.SaveMessage(ctx, p); err != nil {
			return err
		}
	}
	w.EmitMessage(c)
	return err
}
