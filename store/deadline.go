package store

import (
	"context"
	"time"

	"tgdesk/core"
)

// The condition IS NOT NULL lets SQLite use the partial index.
const (
	nextDeadlineSQL = `SELECT c.deadline_at FROM chats c WHERE c.deadline_at IS NOT NULL ORDER BY c.deadline_at LIMIT 1`
	expiredChatsSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.deadline_at IS NOT NULL AND c.deadline_at <= ? ORDER BY c.deadline_at, c.id LIMIT ?`
	moveDeadlinesSQL = `UPDATE chats SET deadline_at = counts_from + ?1
		WHERE brand_id = ?2 AND state = ?3 AND deadline_at <> counts_from + ?1`
)

func (r reader) NextDeadline(ctx context.Context) (time.Time, error) {
	list, err := queryAll(ctx, r.q, "find the next deadline", scanTime, nextDeadlineSQL)
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return list[0], nil
}

func (r reader) ExpiredChats(ctx context.Context, t time.Time, limit int) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list due chats", scanChat, expiredChatsSQL, t.UnixMilli(), nonNegative(limit))
}

// MoveDeadlines does not change completed chats, which have no deadline.
func (t *tx) MoveDeadlines(ctx context.Context, brand core.BrandID, s core.State, limit time.Duration) error {
	_, err := execCount(ctx, t, "move deadlines", moveDeadlinesSQL, limit.Milliseconds(), brand, s)
	return err
}
