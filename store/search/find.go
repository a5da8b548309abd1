package search

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// Search implements core.Reader with the index; what that does not have yet, it reads. If
// the index cannot be used, it reads all messages.
func (x *Index) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	usable, err := x.usable(ctx)
	if err != nil {
		return core.SearchResult{}, err
	}
	if !usable {
		return Scan(ctx, x.desk, q)
	}
	r, err := x.search(ctx, q)
	if err == nil || ctx.Err() != nil {
		return r, err
	}
	if broken(err) {
		x.damaged.Store(true) // it is made anew
		x.trusted.Store(false)
	}
	return Scan(ctx, x.desk, q)
}

// usable reports whether the index may be used. A process that does not write it
// compares what is in it with its checksums if something else may have written to it.
func (x *Index) usable(ctx context.Context) (bool, error) {
	if x.trusted.Load() {
		return true, nil
	}
	if x.writes || x.damaged.Load() { // it will be once it was looked at
		return false, nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	state, err := x.judge(ctx)
	if err != nil || state == indexUseless {
		return false, err
	}
	if state == indexDoubtful {
		if _, held, err := folder.HolderOf(filepath.Dir(x.path)); err == nil && !held {
			if err := x.checkShards(ctx); err != nil {
				return false, nil
			}
		}
	}
	x.trusted.Store(true)
	return true, nil
}

// checkShards compares the shards with their checksums.
func (x *Index) checkShards(ctx context.Context) error {
	pool := x.reading()
	shards, err := readShards(ctx, pool)
	if err != nil {
		return err
	}
	x.checked = map[shardKey]bool{}
	for _, s := range shards {
		sum, err := digestOf(ctx, pool, s.family, s.shard)
		x.checked[shardKey{s.family, s.shard}] = err == nil && s.digest.Valid && sum == s.digest.Int64
	}
	return nil
}

// indexView is one state of the index.
type indexView struct {
	conn   *sql.Conn
	shards map[shardKey]shardState
}

// search answers a query with the index.
func (x *Index) search(ctx context.Context, q core.SearchQuery) (r core.SearchResult, err error) {
	s := &indexSearcher{searcher: searcher{desk: x.desk, query: q}, limits: x.limits, changed: map[family][]int64{}}
	pool := x.reading()
	if pool == nil {
		return Scan(ctx, x.desk, q)
	}
	if s.view.conn, err = pool.Conn(ctx); err != nil {
		return r, err
	}
	defer func() { _ = s.view.conn.Close() }()
	if _, err = s.view.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return r, err
	}
	defer func() { _, _ = s.view.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if err := s.open(ctx, x); err != nil {
		return r, err
	}
	messages, err := s.find(ctx, messageFamily)
	if err != nil {
		return r, err
	}
	var chats []found
	if !q.OfMessages() {
		if chats, err = s.find(ctx, chatFamily); err != nil {
			return r, err
		}
	}
	return s.page(ctx, messages, chats)
}

// indexSearcher answers one query with the index.
type indexSearcher struct {
	searcher
	limits  limits
	view    indexView
	top     position
	changed map[family][]int64 // ids of what changed since, newest first
	chats   map[int64]bool     // which the filters leave; nil if these are all or many
	// blockChats are those of the messages of a block, which was read last.
	block      int64
	blockChats []int64
}

// open reads the state of the index, and what changed since.
func (s *indexSearcher) open(ctx context.Context, x *Index) error {
	at, err := readPosition(ctx, s.view.conn)
	if err != nil {
		return err
	}
	shards, err := readShards(ctx, s.view.conn)
	if err != nil {
		return err
	}
	s.view.shards = map[shardKey]shardState{}
	for _, sh := range shards {
		key := shardKey{sh.family, sh.shard}
		if x.checked == nil || x.checked[key] {
			s.view.shards[key] = sh
		}
	}
	changes, err := readAll(ctx, s.desk, "read what changed for search", scanSearchChange, changesSQL, at.changes, maxID)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.kind != "messages" && c.kind != "chats" {
			f := family(c.kind[:1])
			s.changed[f] = append(s.changed[f], c.id)
		}
	}
	for f := range s.changed {
		slices.SortFunc(s.changed[f], func(a, b int64) int { return cmp.Compare(b, a) })
	}
	if s.top, err = x.highest(ctx); err != nil {
		return err
	}
	return s.listChats(ctx)
}

// limits say from when on a query is answered in another way, with the same answer.
type limits struct {
	// Of a few chats the messages are listed by chat. Others are looked for among what the
	// index finds, unless there are so many that most hits are likely to be in one of them.
	fewChats, manyChats int
	// A few candidates are looked at one by one sooner than the index looks up one character
	// of what is written without spaces: it would have to put together what it has of all
	// pairs that begin with that.
	fewCandidates int
}

func defaultLimits() limits { return limits{20, 5000, 100} }

// listChats lists the chats that the filters leave, unless these are too many.
func (s *indexSearcher) listChats(ctx context.Context) error {
	query := s.chatsSQL()
	if query == "" {
		return nil
	}
	list, err := readAll(ctx, s.desk, "list chats to search in", scanID, query, s.limits.manyChats)
	if err != nil || len(list) == s.limits.manyChats {
		return err
	}
	s.chats = map[int64]bool{}
	for _, id := range list {
		s.chats[id] = true
	}
	return nil
}

// find finds messages or chats, the newest first: one more than the page may have.
func (s *indexSearcher) find(ctx context.Context, f family) (hits []found, err error) {
	limit := s.query.Limit + 1
	below := min(s.cursor(f), s.top.highest(f)+1)
	if s.chats != nil && len(s.chats) <= s.limits.fewChats {
		return s.findInChats(ctx, f, below, limit)
	}
	for shard := shardOf(below - 1); below > 1 && shard >= 0 && len(hits) < limit; shard-- {
		first, last := bounds(shard)
		indexed, to := first-1, min(last, below-1)
		if sh, ok := s.view.shards[shardKey{f, shard}]; ok {
			indexed = min(to, sh.upto)
		}
		if indexed < to {
			some, err := s.scan(ctx, f, indexed, to+1, limit-len(hits))
			if hits = append(hits, some...); err != nil || len(hits) == limit {
				return hits, err
			}
		}
		if indexed >= first {
			some, err := s.findInShard(ctx, f, shard, first, indexed, limit-len(hits))
			if hits = append(hits, some...); err != nil {
				return hits, err
			}
		}
	}
	return hits, nil
}

// findInChats finds messages of the chats that the filters leave, or such chats.
func (s *indexSearcher) findInChats(ctx context.Context, f family, below int64, limit int) ([]found, error) {
	ids := slices.Sorted(maps.Keys(s.chats))
	c := &candidates{s: s, family: f, limit: limit}
	if f == chatFamily {
		slices.Reverse(ids)
		return c.among(ctx, slices.DeleteFunc(ids, func(id int64) bool { return id >= below }))
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	if ids, err = readAll(ctx, s.desk, "list messages to search", scanID, messagesOfChatsSQL, string(list), below); err != nil {
		return nil, err
	}
	return c.among(ctx, ids)
}

const messagesOfChatsSQL = `SELECT m.id FROM json_each(?1) j CROSS JOIN messages m ON m.chat_id = j.value AND m.id < ?2 ORDER BY m.id DESC`

// findInShard finds messages or chats of a shard with ids from first to last.
func (s *indexSearcher) findInShard(ctx context.Context, f family, shard, first, last int64, limit int) ([]found, error) {
	low, high, err := s.inTime(ctx, f, first, last)
	if err != nil {
		return nil, err
	}
	changed := slices.DeleteFunc(slices.Clone(s.changed[f]), func(id int64) bool { return id < first || id > last })
	if low > high && len(changed) == 0 {
		return nil, nil
	}
	quick, whole := s.lookups(f)
	c := &candidates{s: s, family: f, changed: changed, limit: limit}
	var ids []int64
	switch {
	case whole != "":
		ids, err = s.lookUp(ctx, f, shard, low, high, quick, whole)
	case s.chats != nil:
		ids, err = s.idsOfChats(ctx, low, high)
	default: // filters that the index does not know
		return s.scan(ctx, f, low-1, high+1, limit)
	}
	if err != nil {
		return nil, err
	}
	return c.among(ctx, ids)
}

// inTime narrows a range of messages to the blocks that may have some in the time of the
// query.
func (s *indexSearcher) inTime(ctx context.Context, f family, first, last int64) (low, high int64, err error) {
	if f == chatFamily || s.query.After.IsZero() && s.query.Before.IsZero() {
		return first, last, nil
	}
	after, before := s.query.After.UnixMilli(), int64(maxID)
	if !s.query.Before.IsZero() {
		before = s.query.Before.UnixMilli()
	}
	var from, to sql.NullInt64
	err = s.view.conn.QueryRowContext(ctx, "SELECT min(block), max(block) FROM blocks WHERE block BETWEEN ? AND ? AND latest >= ? AND earliest < ?",
		blockOf(first), blockOf(last), after, before).Scan(&from, &to)
	if err != nil || !from.Valid {
		return 1, 0, err
	}
	return max(first, from.Int64<<blockBits+1), min(last, (to.Int64+1)<<blockBits), nil
}
