package engine

import (
	"context"

	"tgdesk/core"
)

// edit gives a message its new content and keeps the old one. It changes neither
// deadlines nor unread counts, and works in completed chats too.
func (a *applier) edit(ctx context.Context, u core.Update, alert bool) error {
	v, known, err := a.visitor(ctx, u.Visitor)
	if err != nil {
		return err
	}
	if !known {
		return a.message(ctx, u, alert)
	}
	m, err := a.MessageByTelegram(ctx, v.ID, u.Message.TelegramID)
	if core.IsNotFound(err) {
		return a.message(ctx, u, alert)
	}
	in := u.Message
	if err == nil && !isStart(in) && !v.OnBlockList() { // the words that open a chat may be an edited "/start"
		dropped, err := a.DropFromPrelude(ctx, m.ID)
		if err != nil {
			return err
		}
		if dropped {
			return a.message(ctx, u, alert)
		}
	}
	// Several edits may bear the same second; then only an update that was
	// confirmed already is a duplicate.
	duplicate := in.EditedAt.Before(m.EditedAt) || in.EditedAt.Equal(m.EditedAt) && a.confirmed(u.ID)
	if err != nil || sameContent(m, in) || duplicate {
		return err
	}
	replaced := uniqueID(m.Attachment) != uniqueID(in.Attachment)
	old := core.Edit{Text: m.Text, Markup: m.Markup, Kind: m.Kind, Replaced: in.EditedAt}
	if replaced {
		old.FileName = m.Attachment.Label()
	}
	if err := a.InsertEdit(ctx, m.ID, old); err != nil {
		return err
	}
	u.Partial = u.Partial || len(in.Further) > 0 // entries of further files stay as they are
	if err := a.quarantinePartial(ctx, u, m); err != nil {
		return err
	}
	m.Partial = u.Partial
	m.Text, m.Markup, m.Kind, m.Attachment, m.EditedAt = in.Text, in.Markup, in.Kind, in.Attachment, in.EditedAt
	if v.OnBlockList() { // which tells nobody
		return a.SaveMessage(ctx, m)
	}
	a.EmitTranscript(a.brand.ID, m.ChatID)
	a.Emit(core.Event{Kind: core.EventChat, Brand: a.brand.ID, Chat: m.ChatID}) // its preview may have changed
	if err := a.SaveMessage(ctx, m); err != nil || !replaced {
		return err
	}
	return a.queueDownload(ctx, m, false)
}

// confirmed reports whether an update was in one of the last batches: Telegram
// repeats it. Ids far below the offset belong to new updates (see [core.Link]).
func (a *applier) confirmed(id int64) bool { return id < a.offset && id >= a.offset-200 }

func sameContent(m core.Message, in core.Incoming) bool {
	return m.Text == in.Text && m.Markup == in.Markup && m.Kind == in.Kind && uniqueID(m.Attachment) == uniqueID(in.Attachment)
}

func uniqueID(a *core.Attachment) string {
	if a == nil {
		return ""
	}
	return a.FileUniqueID
}
