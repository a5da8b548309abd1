package core

import "context"

// DraftKind is what a draft is to become. A text that was begun as the one
// never turns into the other: a reply goes to the visitor, a note must not.
type DraftKind string

const (
	DraftReply DraftKind = "reply"
	DraftNote  DraftKind = "note"
)

// Drafts are what an operator has begun to write in a chat; "" is nothing.
type Drafts struct{ Reply, Note string }

// SaveDraft keeps what op is writing in the chat, "" for nothing any more; no
// event tells of it.
func (d *Desk) SaveDraft(ctx context.Context, op OperatorID, chat ChatID, kind DraftKind, text string) error {
	return d.write(ctx, func(w *work) error { return w.SaveDraft(ctx, op, chat, kind, text) })
}
