package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// candidates are messages of a shard that may be hits.
type candidates struct {
	s       *indexSearcher
	table   string
	changed []int64 // to be looked at in any case, newest first
	low     int64
	next    int64 // the highest id that was not looked at
	limit   int
	hits    []found
}

// run looks at what an expression finds, the newest first, until there are enough hits or it
// has looked at most messages. done says that nothing is left to do.
func (c *candidates) run(ctx context.Context, match string, most int64) (done bool, err error) {
	from, to := docsOf(c.low, c.next)
	rows, err := c.s.view.conn.QueryContext(ctx, `SELECT docid FROM `+c.table+` WHERE `+c.table+` MATCH ? AND docid BETWEEN ? AND ? ORDER BY docid DESC`, match, from, to)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	size, looked := 2*c.limit, int64(0)
	var ids []int64
	for rows.Next() {
		var doc int64
		if err := rows.Scan(&doc); err != nil {
			return false, err
		}
		id := messageOf(doc)
		if len(ids) > 0 && ids[len(ids)-1] == id || id > c.next {
			continue
		}
		if ids = append(ids, id); len(ids) < size {
			continue
		}
		if err := c.look(ctx, ids); err != nil || len(c.hits) >= c.limit {
			return true, err
		}
		looked += int64(len(ids))
		ids, size = ids[:0], min(2*size, 1000)
		if looked >= most {
			return false, nil
		}
	}
	if err := rows.Err(); err != nil {
		return false, err
	}
	c.low = 0 // with all that changed
	return true, c.look(ctx, append(ids, 0))
}

// look looks at messages, and at those that changed and have ids between them.
func (c *candidates) look(ctx context.Context, ids []int64) error {
	lowest := ids[len(ids)-1]
	c.next = lowest - 1
	ids = slices.Clone(ids)
	for len(c.changed) > 0 && c.changed[0] >= lowest {
		ids, c.changed = append(ids, c.changed[0]), c.changed[1:]
	}
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	list, err := json.Marshal(slices.Compact(ids))
	if err != nil {
		return err
	}
	messages, err := queryAll(ctx, c.s.q, "search", scanSearched, `SELECT `+searchedColumns+` FROM json_each(?1) j CROSS JOIN messages m ON m.id = j.value
		CROSS JOIN chats c ON c.id = m.chat_id LEFT JOIN attachments a ON a.message_id = m.id WHERE 1`+c.s.conditions(), string(list))
	if err != nil {
		return err
	}
	hits, err := c.s.matching(ctx, messages, c.limit-len(c.hits))
	c.hits = append(c.hits, hits...)
	return err
}
