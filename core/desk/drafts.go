package desk

import (
	"context"
	"tgdesk/core"
)

// SaveDraft keeps what op is writing in the chat; no event tells of it. A draft
// without a text is none, and answers nothing.
func (d *Desk) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	return d.write(ctx, func(w *tx) error { return w.SaveDraft(ctx, op, chat, kind, draft) })
}
