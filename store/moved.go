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

// followMoved lets counts and tags follow those of the saved chats that are in another state
// than before, or at another place in their list.
func (t *tx) followMoved(ctx context.Context, chats []*saved[*core.Chat]) error {
	var pairs [][2]any
	for _, c := range chats {
		if c.before.State != c.after.State || !c.before.SortAt().Equal(c.after.SortAt()) {
			pairs = append(pairs, [2]any{c.id, c.before.State})
		}
	}
	if len(pairs) == 0 {
		return nil
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
