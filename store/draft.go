package store

import (
	"context"

	"tgdesk/core"
)

const (
	draftsSQL    = `SELECT kind, text, reply_to, files FROM drafts WHERE operator_id = ? AND chat_id = ?`
	dropDraftSQL = `DELETE FROM drafts WHERE operator_id = ? AND chat_id = ? AND kind = ?`
	draftedSQL   = `SELECT DISTINCT chat_id FROM drafts WHERE operator_id = ?`
	// A message of an earlier chat is not answered in the next one.
	moveDraftsSQL = `UPDATE drafts SET chat_id = ?1, reply_to = NULL
		WHERE chat_id = (SELECT max(id) FROM chats WHERE visitor_id = ?2 AND id < ?1) AND kind <> 'edit'`
	saveDraftSQL = `INSERT INTO drafts (operator_id, chat_id, kind, text, reply_to, files) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (operator_id, chat_id, kind) DO UPDATE SET text = excluded.text, reply_to = excluded.reply_to, files = excluded.files`
)

func (r reader) Drafts(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	var all core.Drafts
	_, err := queryAll(ctx, r.q, "read drafts", func(row scanner) (core.DraftKind, error) {
		var kind core.DraftKind
		var d core.Draft
		if err := row.Scan(&kind, &d.Text, nullable(&d.ReplyTo), &d.Files); err != nil {
			return kind, err
		}
		switch kind {
		case core.DraftReply:
			all.Reply = d
		case core.DraftNote:
			all.Note = d
		case core.DraftEdit:
			all.Edit = d
		}
		return kind, nil
	}, draftsSQL, op, chat)
	return all, err
}

func (r reader) Drafted(ctx context.Context, op core.OperatorID) ([]core.ChatID, error) {
	return queryAll(ctx, r.q, "list chats with drafts", scanValue[core.ChatID], draftedSQL, op)
}

func (t *tx) MoveDrafts(ctx context.Context, c core.Chat) error {
	return execute(ctx, t.keepingCache(), "move drafts", moveDraftsSQL, c.ID, c.VisitorID)
}

// SaveDraft deletes a draft without text and files.
func (t *tx) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, d core.Draft) error {
	query, args := saveDraftSQL, []any{op, chat, kind, d.Text, nullID(d.ReplyTo), d.Files}
	if d.Text == "" && d.Files == "" {
		query, args = dropDraftSQL, []any{op, chat, kind}
	}
	return execute(ctx, t.keepingCache(), "save a draft", query, args...)
}
