package store

import (
	"context"

	"tgdesk/core"
)

// The counts of chats and the lists of tags follow the chats that a transaction moved, all of
// them at once. How many chats each count gains or loses, the saved chats tell. Which of them
// have failed or unknown replies, only the database knows: they are few, and have an index of
// their own. ?1 is [[id, state before], …] in JSON.
const (
	countMovedSQL    = `UPDATE chat_counts SET chats = chats + ? WHERE brand_id = ? AND state = ?`
	countTroubledSQL = `WITH moved AS MATERIALIZED (
			SELECT c.brand_id, k.value ->> 1 AS before, c.state, c.failed > 0 AS failed, c.unknown > 0 AS unknown
			FROM jsonb_each(?1) k CROSS JOIN chats c INDEXED BY chats_troubled ON c.id = k.value ->> 0
			WHERE (c.failed > 0 OR c.unknown > 0) AND c.reason NOT IN ('blocked', 'start')
		), change AS (
			SELECT brand_id, state, sum(n * failed) AS failed, sum(n * unknown) AS unknown FROM (
				SELECT brand_id, before AS state, -1 AS n, failed, unknown FROM moved
				UNION ALL SELECT brand_id, state, 1, failed, unknown FROM moved
			) GROUP BY brand_id, state
		)
		UPDATE chat_counts AS n SET failed = n.failed + d.failed, unknown = n.unknown + d.unknown
		FROM change d WHERE n.brand_id = d.brand_id AND n.state = d.state`
	tagMovedSQL = `UPDATE chat_tags SET (state, sort_at) = (SELECT c.state, c.sort_at FROM chats c WHERE c.id = chat_tags.chat_id)
		WHERE chat_id IN (SELECT k.value ->> 0 FROM jsonb_each(?1) k)`
)

// chatCount is a row of chat_counts.
type chatCount struct {
	brand core.BrandID
	state core.State
}

// followMoved lets counts and tags follow those of the saved chats that are in another state
// than before, or at another place in their list.
func (t *tx) followMoved(ctx context.Context, chats []*saved[core.Chat]) error {
	var moved []any
	gained := map[chatCount]int{}
	for _, c := range chats {
		if c.before.State == c.after.State && c.before.SortAt().Equal(c.after.SortAt()) {
			continue
		}
		moved = append(moved, int64(c.id), string(c.before.State))
		if !c.after.Apart() && !c.after.Prelude() {
			gained[chatCount{c.after.BrandID, c.before.State}]--
			gained[chatCount{c.after.BrandID, c.after.State}]++
		}
	}
	if len(moved) == 0 {
		return nil
	}
	for of, n := range gained {
		if n == 0 {
			continue
		}
		if _, err := t.unflushed().exec(ctx, countMovedSQL, n, of.brand, of.state); err != nil {
			return err
		}
	}
	list, _ := gather(moved, 2, 2)
	if _, err := t.unflushed().exec(ctx, countTroubledSQL, list.args...); err != nil {
		return err
	}
	_, err := t.unflushed().exec(ctx, tagMovedSQL, list.args...)
	return err
}
