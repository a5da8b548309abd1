package store

import (
	"context"

	"tgdesk/core"
)

const (
	draftSQL     = `SELECT text FROM drafts WHERE operator_id = ? AND chat_id = ?`
	dropDraftSQL = `DELETE FROM drafts WHERE operator_id = ? AND chat_id = ?`
	saveDraftSQL = `INSERT INTO drafts (operator_id, chat_id, text) VALUES (?, ?, ?)
		ON CONFLICT (operator_id, chat_id) DO UPDATE SET text = excluded.text`
)

func (r reader) Draft(ctx context.Context, op core.OperatorID, chat core.ChatID) (string, error) {
	list, err := collect(ctx, r.q, "read a draft", scanValue[string], draftSQL, op, chat)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// SaveDraft forgets the draft when text is empty.
func (t *tx) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, text string) error {
	query, args := saveDraftSQL, []any{op, chat, text}
	if text == "" {
		query, args = dropDraftSQL, []any{op, chat}
	}
	_, err := change(ctx, t, "save a draft", query, args...)
	return err
}
