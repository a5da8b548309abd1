package desk

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// EditReply gives a reply another text (or, if it has a file, another caption),
// at Telegram too; the version before stays in the desk. What was not sent yet is
// only changed here. text is the whole text, as [markup.Write] gives it. The chat
// must be open: nothing is said in a completed one.
func (d *Desk) EditReply(ctx context.Context, op core.OperatorID, msg core.MessageID, text string) (core.Message, error) {
	r, err := d.readReply(ctx, op, msg)
	if err != nil {
		return r.message, err
	}
	m := r.message
	if err := core.MayEditReply(r.by, m, r.chat); err != nil {
		return m, err
	}
	edited, err := editedText(m, r.brand.Options, text)
	if err != nil {
		return m, err
	}
	if m.Delivery == core.DeliverySent && (edited.Plain != m.Text || edited.Markup != m.Markup) {
		err := d.atTelegram(ctx, r.brand, func(ctx context.Context, link core.Link) error {
			v, err := d.store.Visitor(ctx, m.VisitorID)
			if err != nil {
				return err
			}
			d.engine.CountRequest(r.brand.ID, v.ID)
			return link.Edit(ctx, core.MessageEdit{
				VisitorTelegramID: v.TelegramID, MessageTelegramID: m.TelegramID,
				Text: edited.Plain, Markup: edited.Markup, Caption: m.Attachment != nil,
			})
		})
		if err != nil {
			return m, err
		}
	}
	return d.changeReply(ctx, r, func(t *tx, m *core.Message) error {
		if m.Text == edited.Plain && m.Markup == edited.Markup {
			return nil
		}
		if m.Delivery == core.DeliverySent {
			if err := t.InsertEdit(ctx, m.ID, core.Edit{Text: m.Text, Markup: m.Markup, Kind: m.Kind, Replaced: t.Now()}); err != nil {
				return err
			}
			m.EditedAt = t.Now()
		}
		m.Text, m.Markup = edited.Plain, edited.Markup
		return t.Audit(ctx, core.AuditEntry{Act: core.ActReplyEdited, Brand: r.brand.ID, Chat: r.chat.ID, Subject: m.Author})
	})
}

// editedText checks the new text of m.
func editedText(m core.Message, o core.BrandOptions, typed string) (markup.Text, error) {
	limit, check := markup.MaxText, checkText
	if m.Attachment != nil {
		limit, check = markup.MaxCaption, checkOptionalText
	}
	typed, err := check(typed)
	if err != nil {
		return markup.Text{}, err
	}
	text, err := parse(o, typed)
	if err != nil {
		return text, err
	}
	if n := markup.Len(text.Plain); n > limit {
		return text, core.NewError(core.CodeInvalid, "edit_too_long", n, limit)
	}
	return text, nil
}

// reply is a reply with its chat and brand, and the operator who acts on it.
type reply struct {
	by      core.Operator
	message core.Message
	chat    core.Chat
	brand   core.BrandView
}

func (d *Desk) readReply(ctx context.Context, op core.OperatorID, msg core.MessageID) (r reply, err error) {
	if r.by, err = operator(ctx, d.store, op); err != nil {
		return r, err
	}
	if r.message, err = d.store.Message(ctx, msg); err != nil {
		return r, err
	}
	if r.chat, err = d.store.Chat(ctx, r.message.ChatID); err != nil {
		return r, err
	}
	r.brand, err = d.store.Brand(ctx, r.chat.BrandID)
	return r, err
}

// changeReply lets change modify a reply, unless its delivery changed since r was
// read. It stores what Telegram was told already, and so does not stop with ctx.
func (d *Desk) changeReply(ctx context.Context, r reply, change func(*tx, *core.Message) error) (core.Message, error) {
	ctx = context.WithoutCancel(ctx)
	return inTx(ctx, d, func(t *tx) (core.Message, error) {
		t.Actor = r.by.ID
		m, err := t.Message(ctx, r.message.ID)
		if err != nil {
			return r.message, err
		}
		if m.Delivery != r.message.Delivery || !m.DeletedAt.Equal(r.message.DeletedAt) {
			return r.message, core.NewError(core.CodeConflict, "changed_meanwhile")
		}
		if err := change(t, &m); err != nil {
			return r.message, err
		}
		t.EmitTranscript(r.brand.ID, m.ChatID)
		t.Emit(core.Event{Kind: core.EventChat, Brand: r.brand.ID, Chat: m.ChatID}) // its preview may have changed
		return m, t.SaveMessage(ctx, m)
	})
}
