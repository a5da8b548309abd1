package store

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	countsSQL         = `SELECT state, chats FROM chat_counts`
	openChatsSQL      = `SELECT sum(chats) FROM chat_counts WHERE brand_id = ? AND state <> 'completed'`
	longestWaitingSQL = `SELECT c.sort_at FROM chats c WHERE c.state = 'pending' ORDER BY c.sort_at LIMIT 1`
)

// stateCount is a row of chat_counts: a brand's chats in one state.
type stateCount struct {
	state core.State
	chats int
}

// Counts implements core.Reader. Every state has an entry.
func (r reader) Counts(ctx context.Context) (core.Counts, error) {
	rows, err := queryAll(ctx, r.q, "count chats", scanStateCount, countsSQL)
	if err != nil {
		return nil, err
	}
	counts := core.Counts{}
	for _, s := range core.States() {
		counts[s] = 0
	}
	for _, row := range rows {
		counts[row.state] += row.chats
	}
	return counts, nil
}

func (r reader) OpenChats(ctx context.Context, id core.BrandID) (int, error) {
	return queryInt(ctx, r.q, "count open chats", openChatsSQL, id)
}

func (r reader) LongestWaiting(ctx context.Context) (time.Time, error) {
	list, err := queryAll(ctx, r.q, "find the longest-waiting chat", scanTime, longestWaitingSQL)
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return list[0], nil
}

func scanStateCount(row scanner) (s stateCount, err error) {
	err = row.Scan(&s.state, &s.chats)
	return s, err
}
