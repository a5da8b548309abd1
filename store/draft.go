package store

import (
	"context"

	"tgdesk/core"
)

const (
	draftsSQL = `SELECT coalesce(max(text) FILTER (WHERE kind = 'reply'), ''), coalesce(max(text) FILTER (WHERE kind = 'note'), '')
		FROM drafts WHERE operator_id = ? AND chat_id = ?`
	dropDraftSQL = `DELETE FROM drafts WHERE operator_id = ? AND chat_id = ? AND kind = ?`
	saveDraftSQL = `INSERT INTO drafts (operator_id, chat_id, kind, text) VALUES (?, ?, ?, ?)
		ON CONFLICT (operator_id, chat_id, kind) DO UPDATE SET text = excluded.text`
)

func (r reader) Drafts(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	return one(ctx, r.q, thing{"drafts", chat}, func(row scanner) (d core.Drafts, err error) {
		err = row.Scan(&d.Reply, &d.Note)
		return d, err
	}, draftsSQL, op, chat)
}

// SaveDraft forgets the draft when text is empty.
func (t *tx) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, text string) error {
	query, args := saveDraftSQL, []any{op, chat, kind, text}
	if text == "" {
		query, args = dropDraftSQL, []any{op, chat, kind}
	}
	_, err := change(ctx, t, "save a draft", query, args...)
	return err
}
