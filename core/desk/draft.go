package desk

import (
	"context"

	"tgdesk/core"
)

// SaveDraft stores what op is writing in the chat, and tells op's other screens. A draft
// without a text is deleted. What was typed last in a chat that ended meanwhile
// follows its draft to the visitor's next chat, if that has begun, unless it is an
// edit of a message of the old one.
func (d *Desk) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	return d.write(ctx, func(t *tx) error {
		t.Actor = op
		c, err := chatFor(ctx, t, op, chat)
		if err != nil {
			return err
		}
		if !c.Open() && kind != core.DraftEdit {
			next, err := t.OpenChatOf(ctx, c.VisitorID)
			switch {
			case core.IsNotFound(err):
			case err != nil:
				return err
			default:
				chat, draft.ReplyTo = next.ID, 0
			}
		}
		t.Emit(core.Event{Kind: core.EventDraft, Brand: c.BrandID, Chat: chat})
		return t.SaveDraft(ctx, op, chat, kind, draft)
	})
}
