package core

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// reviseLimit ends a request that changes or deletes a message.
const reviseLimit = 30 * time.Second

// EditReply gives a reply another text (or, of a file, another caption), at
// Telegram too; the version before stays for the desk. What has not gone out
// is only changed here. text is the whole text, as [WriteMarkup] gives it. A
// chat must be open for it: nothing is said in one that is completed.
func (d *Desk) EditReply(ctx context.Context, op OperatorID, msg MessageID, text string) (Message, error) {
	m, b, err := d.revisable(ctx, op, msg)
	if err != nil {
		return m, err
	}
	c, err := m.revised(b.Manner, text)
	if err != nil {
		return m, err
	}
	if m.Delivery == DeliverySent && (c.text != m.Text || c.markup != m.Markup) {
		err := d.atTelegram(ctx, b, func(ctx context.Context, link Link) error {
			v, err := d.store.Visitor(ctx, m.VisitorID)
			if err != nil {
				return err
			}
			d.paces.of(b.ID).spend(v.ID, 1, time.Now())
			return link.Edit(ctx, Revision{
				VisitorTelegramID: v.TelegramID, MessageTelegramID: m.TelegramID,
				Text: c.text, Markup: c.markup, Caption: m.Attachment != nil,
			})
		})
		if err != nil {
			return m, err
		}
	}
	return d.storeRevision(ctx, b, m, c)
}

// revised returns the new content of m.
func (m Message) revised(manner Manner, text string) (content, error) {
	limit := MaxText
	if m.Attachment != nil {
		limit = MaxCaption
	}
	check := checkText
	if m.Attachment != nil {
		check = checkCaption
	}
	text, err := check(text)
	if err != nil {
		return content{}, err
	}
	c := compose(manner, text)
	if n := utf16Len(c.text); n > limit {
		return c, Errorf(CodeInvalid, "edit_too_long", "The text is too long for this message: %d characters; at most %d fit.", n, limit)
	}
	return c, nil
}

// revisable reads a reply that op may change now.
func (d *Desk) revisable(ctx context.Context, op OperatorID, msg MessageID) (Message, Brand, error) {
	m, b, c, err := d.ownReply(ctx, op, msg)
	if err == nil && !c.Open() {
		err = Errorf(CodeConflict, "edit_completed", "This chat is completed: what was said in it stays. It can still be deleted.")
	}
	return m, b, err
}

// ownReply reads a reply that op sent and that is neither on its way nor lost
// from sight. Admins may act for others.
func (d *Desk) ownReply(ctx context.Context, op OperatorID, msg MessageID) (m Message, b Brand, c Chat, err error) {
	by, err := d.store.Operator(ctx, op)
	if err == nil {
		m, err = d.store.Message(ctx, msg)
	}
	if err == nil {
		c, err = d.store.Chat(ctx, m.ChatID)
	}
	if err == nil {
		b, err = d.store.Brand(ctx, c.BrandID)
	}
	if err == nil {
		err = m.changeableBy(by)
	}
	return m, b, c, err
}

func (m Message) changeableBy(op Operator) error {
	switch {
	case m.From != FromOperator:
		return Errorf(CodeInvalid, "not_a_reply", "Only replies can be edited or deleted.")
	case m.OperatorID != op.ID && !op.Admin():
		return Errorf(CodeForbidden, "not_your_reply", "%s sent this. Only they or an admin can change it.", m.Author)
	case !m.DeletedAt.IsZero():
		return Errorf(CodeConflict, "deleted", "This message has been deleted.")
	case m.Delivery == DeliverySending:
		return Errorf(CodeConflict, "being_sent", "This is just being sent. Try again in a moment.")
	case m.Delivery == DeliveryUnknown || m.Delivery == DeliverySent && m.TelegramID == 0:
		return Errorf(CodeConflict, "fate_unknown", "It is not known whether this arrived, so it cannot be changed at Telegram.")
	}
	return nil
}

// storeRevision writes a new content down, unless m became another meanwhile.
func (d *Desk) storeRevision(ctx context.Context, b Brand, m Message, c content) (Message, error) {
	return d.change(ctx, b, m, func(w *work, now *Message) error {
		if now.Text == c.text && now.Markup == c.markup {
			return nil
		}
		if now.Delivery == DeliverySent {
			if err := w.InsertEdit(ctx, now.ID, Edit{Text: now.Text, Markup: now.Markup, Kind: now.Kind, Replaced: w.Now()}); err != nil {
				return err
			}
			now.EditedAt = w.Now()
		}
		now.Text, now.Markup = c.text, c.markup
		return nil
	})
}

// change lets fn change a message whose delivery is still what it was when
// somebody decided to.
func (d *Desk) change(ctx context.Context, b Brand, m Message, fn func(*work, *Message) error) (Message, error) {
	err := d.write(context.WithoutCancel(ctx), func(w *work) error {
		now, err := w.Message(ctx, m.ID)
		if err != nil {
			return err
		}
		if now.Delivery != m.Delivery || !now.DeletedAt.Equal(m.DeletedAt) {
			return Errorf(CodeConflict, "changed_meanwhile", "This message changed in the meantime. Look again.")
		}
		if err := fn(w, &now); err != nil {
			return err
		}
		m = now
		c := Chat{ID: m.ChatID, BrandID: b.ID}
		w.told(c)
		w.changed(c) // its preview may have
		return w.SaveMessage(ctx, m)
	})
	return m, err
}

// DeleteReply takes a reply back, at Telegram too; the desk keeps what it said.
// What has not gone out never will.
func (d *Desk) DeleteReply(ctx context.Context, op OperatorID, msg MessageID) error {
	m, b, _, err := d.ownReply(ctx, op, msg)
	if err != nil {
		return err
	}
	if m.Delivery == DeliverySent {
		err := d.atTelegram(ctx, b, func(ctx context.Context, link Link) error {
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
	_, err = d.change(ctx, b, m, func(w *work, now *Message) error {
		now.DeletedAt = w.Now()
		if now.Delivery == DeliveryQueued {
			now.Delivery, now.Error = DeliveryFailed, "Deleted before it was sent."
		}
		return nil
	})
	return err
}

// atTelegram runs a request that may be repeated without harm.
func (d *Desk) atTelegram(ctx context.Context, b Brand, run func(context.Context, Link) error) error {
	if !b.Enabled || !b.RemovedAt.IsZero() {
		return Errorf(CodeConflict, "channel_off", "The channel of %s is disabled: nothing can be changed at Telegram.", b.Name)
	}
	link, err := d.connect(b)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reviseLimit)
	defer cancel()
	err = run(ctx, link)
	if err == nil || CodeOf(err) != CodeInternal {
		return err
	}
	failure := sendFailure(err)
	switch failure.Outcome {
	case OutcomeRefused:
		return Errorf(CodeConflict, "telegram_refused", "%s", failure.Detail).Because(err)
	case OutcomeBlocked:
		return errBlocked()
	case OutcomeUnauthorized:
		return Errorf(CodeUnauthorized, "telegram_unauthorized", "%s", failure.Detail).Because(err)
	case OutcomeLater:
		wait := fmt.Sprint(failure.RetryAfter.Round(time.Second))
		return Errorf(CodeUnavailable, "telegram_later", "Telegram asks to wait %s. Nothing was changed.", wait).Because(err)
	case OutcomeNotSent:
		return Errorf(CodeUnavailable, "telegram_down", "%s Nothing was changed.", failure.Detail).Because(err)
	}
	return Errorf(CodeUnavailable, "change_unknown", "It is not known whether that worked. Try again: doing it twice does no harm.").Because(err)
}

// Resend queues a message again whose delivery failed or is unknown, and with
// it the rest of its album: albums go as one. It is no new message: it keeps its
// place and restarts no limit.
func (d *Desk) Resend(ctx context.Context, op OperatorID, msg MessageID) (Message, error) {
	var m Message
	err := d.write(ctx, func(w *work) error {
		var err error
		if m, err = w.Message(ctx, msg); err != nil {
			return err
		}
		_, c, err := w.writable(ctx, op, m.ChatID)
		if err != nil {
			return err
		}
		if !m.resendable() {
			return Errorf(CodeConflict, "not_resendable", "Only a message that failed, or whose fate is unknown, can be sent again.")
		}
		parts, err := w.parts(ctx, m)
		for _, p := range slices.DeleteFunc(parts, func(p Message) bool { return !p.resendable() }) {
			p.Delivery, p.Error = DeliveryQueued, ""
			if err := w.SaveMessage(ctx, p); err != nil {
				return err
			}
		}
		m.Delivery, m.Error = DeliveryQueued, ""
		w.told(c)
		w.send = append(w.send, c.BrandID)
		return err
	})
	return m, err
}

func (m Message) resendable() bool {
	return m.DeletedAt.IsZero() && (m.Delivery == DeliveryFailed || m.Delivery == DeliveryUnknown)
}

// parts lists the messages that go out with m, in order: those of its album.
func (w *work) parts(ctx context.Context, m Message) ([]Message, error) {
	if m.Attachment == nil || m.Attachment.AlbumID == "" {
		return []Message{m}, nil
	}
	return w.Album(ctx, m.ChatID, m.Attachment.AlbumID)
}

// cancelled is why a message failed that an operator stopped.
const cancelled = "Cancelled before it was sent."

// CancelSend stops a reply that is queued, or files on their way. What an
// album is a part of stops with it. A request whose bytes have left ends with
// its fate unknown; either way it can be sent again.
func (d *Desk) CancelSend(ctx context.Context, op OperatorID, msg MessageID) error {
	return d.write(ctx, func(w *work) error {
		by, err := w.operator(ctx, op)
		if err != nil {
			return err
		}
		m, err := w.Message(ctx, msg)
		if err != nil {
			return err
		}
		sending := m.Delivery == DeliverySending
		m.Delivery = DeliveryQueued // what holds of queued messages holds of it
		if err := m.changeableBy(by); err != nil {
			return err
		}
		if sending && d.transfers.cancel(msg, true) {
			return nil // its sender writes down what came of it
		}
		return w.cancelQueued(ctx, msg)
	})
}

func (w *work) cancelQueued(ctx context.Context, msg MessageID) error {
	m, err := w.Message(ctx, msg)
	if err != nil {
		return err
	}
	if m.Delivery != DeliveryQueued {
		return Errorf(CodeConflict, "not_cancellable", "Only what waits to be sent, and files on their way, can be cancelled.")
	}
	c, err := w.Chat(ctx, m.ChatID)
	if err != nil {
		return err
	}
	parts, err := w.parts(ctx, m)
	for _, p := range parts {
		if p.Delivery != DeliveryQueued {
			continue
		}
		p.Delivery, p.Error = DeliveryFailed, cancelled
		if err := w.SaveMessage(ctx, p); err != nil {
			return err
		}
	}
	w.told(c)
	return err
}
