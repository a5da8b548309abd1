package desk

import (
	"context"

	"tgdesk/core"
)

// SaveDraft stores what op is writing in the chat; no event announces it. A draft
// without a text is deleted. What was typed last in a chat that ended meanwhile
// follows its draft to the visitor's next chat, if that has begun, unless it is an
// edit of a message of the old one.
func (d *Desk) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	return d.write(ctx, func(t *tx) error {
		if _, err := t.operator(ctx, op); err != nil {
			return err
		}
		c, err := t.Chat(ctx, chat)
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
		return t.SaveDraft(ctx, op, chat, kind, draft)
	})
}
