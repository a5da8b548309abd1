package store

import (
	"cmp"
	"context"
	"math"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

const lastChatSQL = `SELECT coalesce(max(id), 0) FROM chats`

// chatNumbersSQL walks through the chats by their numbers: ?1 and ?2 are the bounds, ?3 the
// state, ?4 the tag's key, ?5 the source, ?6 and ?7 the times, ?8 the limit. What stands
// apart from all lists has a time before 1970: see core.Chat.SortAt.
func chatNumbersSQL(q core.ChatQuery) string {
	where := ` WHERE c.id > ?1 AND c.id <= ?2 AND (c.state <> 'completed' OR c.sort_at >= 0)` + sqlite.In("c.brand_id", q.Brands)
	if q.State != "" {
		where += ` AND c.state = ?3`
	}
	if q.Tag != "" {
		where += ` AND EXISTS (SELECT 1 FROM chat_tags t WHERE t.chat_id = c.id AND t.tag_key = ?4)`
	}
	if q.Source != "" {
		where += ` AND c.source = ?5`
	}
	if !q.From.IsZero() {
		where += ` AND c.created_at >= ?6`
	}
	if !q.To.IsZero() {
		where += ` AND c.created_at < ?7`
	}
	return `SELECT c.id FROM chats c NOT INDEXED` + where + ` ORDER BY c.id LIMIT ?8`
}

func (r reader) ChatNumbers(ctx context.Context, q core.ChatQuery) ([]core.ChatID, error) {
	last := cmp.Or(q.Last, math.MaxInt64)
	return queryAll(ctx, r.q, "list the numbers of chats", scanValue[core.ChatID], chatNumbersSQL(q),
		q.After, last, q.State, core.TagKey(q.Tag), q.Source, millis(q.From), millis(q.To), nonNegative(q.Limit))
}

func (r reader) LastChat(ctx context.Context) (core.ChatID, error) {
	return queryFirst(ctx, r.q, "find the newest chat", scanValue[core.ChatID], lastChatSQL)
}
