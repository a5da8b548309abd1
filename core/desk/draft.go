package desk

import (
	"context"

	"tgdesk/core"
)

// SaveDraft stores what op is writing in the chat; no event announces it. A draft
// without a text is deleted.
func (d *Desk) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	return d.write(ctx, func(t *tx) error {
		if _, err := t.operator(ctx, op); err != nil {
			return err
		}
		return t.SaveDraft(ctx, op, chat, kind, draft)
	})
}
