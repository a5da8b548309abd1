package store

import (
	"context"

	"tgdesk/core"
)

// Queries of tgdesk doctor.

const (
	openChatsFromSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.deadline_at IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?`
	failedRepliesSQL = `SELECT m.delivery, count(*), min(m.chat_id) FROM chats c
		CROSS JOIN messages m ON m.chat_id = c.id AND m.delivery IN ('failed', 'unknown') AND m.deleted_at IS NULL
		WHERE c.deadline_at IS NOT NULL GROUP BY m.delivery`
	unsentRepliesSQL = `SELECT u.delivery, count(*), min(u.chat_id) FROM messages u WHERE u.` + isUnsent + ` GROUP BY u.delivery`
)

// OpenChatsFrom returns open chats with ids after the given one.
func (d *DB) OpenChatsFrom(ctx context.Context, after core.ChatID, limit int) ([]core.Chat, error) {
	return queryAll(ctx, d.q, "list open chats", scanChat, openChatsFromSQL, after, nonNegative(limit))
}

// ReplyCount is the number of replies with one delivery, and a chat that has one.
type ReplyCount struct {
	Delivery core.Delivery
	Count    int
	Chat     core.ChatID
}

// UnsettledReplies counts the failed and unknown replies of open chats, and all
// replies that are not sent yet.
func (d *DB) UnsettledReplies(ctx context.Context) ([]ReplyCount, error) {
	troubled, err := queryAll(ctx, d.q, "count replies in trouble", scanReplies, failedRepliesSQL)
	if err != nil {
		return nil, err
	}
	unsent, err := queryAll(ctx, d.q, "count unsent replies", scanReplies, unsentRepliesSQL)
	return append(troubled, unsent...), err
}

func scanReplies(row scanner) (r ReplyCount, err error) {
	err = row.Scan(&r.Delivery, &r.Count, &r.Chat)
	return r, err
}
