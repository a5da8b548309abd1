package store

import (
	"context"

	"tgdesk/core"
)

// What doctor asks about a desk, beside what core reads.

const (
	openChatsFromSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.deadline_at IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?`
	troubledRepliesSQL = `SELECT m.delivery, count(*), min(m.chat_id) FROM chats c
		CROSS JOIN messages m ON m.chat_id = c.id AND m.delivery IN ('failed', 'unknown') AND m.deleted_at IS NULL
		WHERE c.deadline_at IS NOT NULL GROUP BY m.delivery`
	unsentRepliesSQL = `SELECT u.delivery, count(*), min(u.chat_id) FROM messages u WHERE u.` + isUnsent + ` GROUP BY u.delivery`
)

// OpenChatsFrom reads one page of the open chats whose ids come after the
// given one.
func (d *DB) OpenChatsFrom(ctx context.Context, after core.ChatID, limit int) ([]core.Chat, error) {
	return collect(ctx, d.q, "list open chats", scanChat, openChatsFromSQL, after, atMost(limit))
}

// Replies counts replies of one delivery, and names a chat that has one.
type Replies struct {
	Delivery core.Delivery
	Count    int
	Chat     core.ChatID
}

// Doubtful counts the replies that somebody may have to look at: those of open
// chats that failed or whose fate is unknown, and all that are not sent yet.
func (d *DB) Doubtful(ctx context.Context) ([]Replies, error) {
	troubled, err := collect(ctx, d.q, "count replies in trouble", scanReplies, troubledRepliesSQL)
	if err != nil {
		return nil, err
	}
	unsent, err := collect(ctx, d.q, "count unsent replies", scanReplies, unsentRepliesSQL)
	return append(troubled, unsent...), err
}

func scanReplies(row scanner) (r Replies, err error) {
	err = row.Scan(&r.Delivery, &r.Count, &r.Chat)
	return r, err
}
