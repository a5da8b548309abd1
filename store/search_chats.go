package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// chats finds chats, the newest first: one more than the page may have.
func (s *indexSearcher) chats(ctx context.Context) (hits []found, err error) {
	limit := s.query.Limit + 1
	below := min(cmp.Or(int64(s.query.Cursor.Chat), maxID), s.top.chats+1)
	var all []string
	for _, t := range s.query.Words {
		all = append(all, expression(t))
	}
	match := strings.Join(all, ` AND `)
	for shard := shardOf(below - 1); below > 1 && shard >= 0 && len(hits) < limit; shard-- {
		first, last := bounds(shard)
		indexed := first - 1
		if sh, ok := s.view.shards[shardKey{chatFamily, shard}]; ok {
			indexed = sh.upto
		}
		to := min(last, below-1)
		if indexed < to {
			some, err := s.scanChats(ctx, max(indexed, first-1), to+1, limit-len(hits))
			if hits = append(hits, some...); err != nil || len(hits) == limit {
				return hits, err
			}
		}
		if to = min(to, indexed); to < first {
			continue
		}
		some, err := s.chatsOfShard(ctx, shard, first, to, match, limit-len(hits))
		if hits = append(hits, some...); err != nil {
			return hits, err
		}
	}
	return hits, nil
}

// chatsOfShard finds chats of a shard with ids from first to last.
func (s *indexSearcher) chatsOfShard(ctx context.Context, shard, first, last int64, match string, limit int) (hits []found, err error) {
	table := tableOf(chatFamily, shard)
	rows, err := s.view.conn.QueryContext(ctx, `SELECT docid FROM `+table+` WHERE `+table+` MATCH ? AND docid BETWEEN ? AND ? ORDER BY docid DESC`, match, first, last)
	if err != nil {
		return nil, err
	}
	ids, err := scanAll(rows, scanValue[int64])
	if err != nil {
		return nil, err
	}
	for _, id := range s.changed[chatFamily] {
		if id >= first && id <= last {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	ids = slices.Compact(ids)
	for part := range slices.Chunk(ids, 500) {
		list, err := json.Marshal(part)
		if err != nil {
			return nil, err
		}
		chats, err := queryAll(ctx, s.q, "search for visitors", scanKnown, `SELECT `+knownColumns+` FROM json_each(?1) j CROSS JOIN chats c ON c.id = j.value
			CROSS JOIN visitors v ON v.id = c.visitor_id WHERE 1`+s.knownConditions(), string(list))
		if err != nil {
			return nil, err
		}
		for _, k := range chats {
			if hit, ok := k.match(s.query.Words); ok {
				if hits = append(hits, hit); len(hits) == limit {
					return hits, nil
				}
			}
		}
	}
	return hits, nil
}
