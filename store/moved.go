package store

import (
	"context"
	"encoding/json"

	"tgdesk/core"
)

// The counts of chats and the lists of tags follow the chats that a transaction moved in
// one statement for all of them: ?1 is [[id, state before], …] in JSON.
const (
	countMovedSQL = `WITH moved AS MATERIALIZED (
			SELECT c.brand_id, k.value ->> 1 AS before, c.state, c.failed > 0 AS failed, c.unknown > 0 AS unknown
			FROM json_each(?1) k CROSS JOIN chats c ON c.id = k.value ->> 0 WHERE c.reason NOT IN ('blocked', 'start')
		), change AS (
			SELECT brand_id, state, sum(n) AS chats, sum(n * failed) AS failed, sum(n * unknown) AS unknown FROM (
				SELECT brand_id, before AS state, -1 AS n, failed, unknown FROM moved
				UNION ALL SELECT brand_id, state, 1, failed, unknown FROM moved
			) GROUP BY brand_id, state
		)
		UPDATE chat_counts AS n SET chats = n.chats + d.chats, failed = n.failed + d.failed, unknown = n.unknown + d.unknown
		FROM change d WHERE n.brand_id = d.brand_id AND n.state = d.state`
	tagMovedSQL = `UPDATE chat_tags SET (state, sort_at) = (SELECT c.state, c.sort_at FROM chats c WHERE c.id = chat_tags.chat_id)
		WHERE chat_id IN (SELECT k.value ->> 0 FROM json_each(?1) k)`
)

// chatMoved notes that a chat is in another state than before, or at another place in its list.
func (t *tx) chatMoved(before core.Chat) {
	if _, ok := t.moved[before.ID]; ok {
		return
	}
	if t.moved == nil {
		t.moved = map[core.ChatID]core.State{}
	}
	t.moved[before.ID] = before.State
}

// followMoved lets counts and tags follow the chats that were moved.
func (t *tx) followMoved(ctx context.Context, moved map[core.ChatID]core.State) error {
	if len(moved) == 0 {
		return nil
	}
	pairs := make([][2]any, 0, len(moved))
	for id, before := range moved {
		pairs = append(pairs, [2]any{id, before})
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return err
	}
	if _, err := t.control(ctx, countMovedSQL, string(list)); err != nil {
		return err
	}
	_, err = t.control(ctx, tagMovedSQL, string(list))
	return err
}
