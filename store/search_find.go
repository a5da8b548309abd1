package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/core/fulltext"
	"tgdesk/store/folder"
)

// Search implements core.Reader with the index; what that does not have yet, it reads. If
// the index cannot be used, it reads all messages.
func (d *DB) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	if d.index == nil {
		return d.reader.Search(ctx, q)
	}
	usable, err := d.indexUsable(ctx)
	if err != nil {
		return core.SearchResult{}, err
	}
	if !usable {
		return d.reader.Search(ctx, q)
	}
	r, err := d.searchIndexed(ctx, q)
	if err == nil || ctx.Err() != nil || !broken(err) {
		return r, explain(ctx, "search", err)
	}
	d.index.damaged.Store(true) // it is made anew
	d.index.trusted.Store(false)
	return d.reader.Search(ctx, q)
}

// indexUsable reports whether the index may be used. A process that does not write it
// compares what is in it with its checksums if something else may have written to it.
func (d *DB) indexUsable(ctx context.Context) (bool, error) {
	x := d.index
	if x.trusted.Load() {
		return true, nil
	}
	if d.writer != nil || x.damaged.Load() { // it will be once it was looked at
		return false, nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	state, err := d.judgeIndex(ctx)
	if err != nil || state == indexUseless {
		return false, err
	}
	if state == indexDoubtful {
		if _, held, err := folder.HolderOf(filepath.Dir(x.path)); err == nil && !held {
			if err := d.checkShards(ctx); err != nil {
				return false, nil
			}
		}
	}
	x.trusted.Store(true)
	return true, nil
}

// checkShards compares the shards with their checksums.
func (d *DB) checkShards(ctx context.Context) error {
	pool := d.index.reading()
	shards, err := readShards(ctx, pool)
	if err != nil {
		return err
	}
	d.index.checked = map[shardKey]bool{}
	for _, s := range shards {
		sum, err := digestOf(ctx, pool, s.family, s.shard)
		d.index.checked[shardKey{s.family, s.shard}] = err == nil && s.digest.Valid && sum == s.digest.Int64
	}
	return nil
}

// indexView is one state of the index.
type indexView struct {
	conn   *sql.Conn
	shards map[shardKey]shardState
}

// searchIndexed answers a query with the index.
func (d *DB) searchIndexed(ctx context.Context, q core.SearchQuery) (r core.SearchResult, err error) {
	s := &indexSearcher{searcher: searcher{q: d.q, query: q}, changed: map[family][]int64{}}
	pool := d.index.reading()
	if pool == nil {
		return d.reader.Search(ctx, q)
	}
	if s.view.conn, err = pool.Conn(ctx); err != nil {
		return r, err
	}
	defer func() { _ = s.view.conn.Close() }()
	if _, err = s.view.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return r, err
	}
	defer func() { _, _ = s.view.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if err := s.open(ctx, d); err != nil {
		return r, err
	}
	messages, err := s.messages(ctx)
	if err != nil {
		return r, err
	}
	var chats []found
	if !q.OfMessages() {
		if chats, err = s.chats(ctx); err != nil {
			return r, err
		}
	}
	return s.page(ctx, messages, chats)
}

// indexSearcher answers one query with the index.
type indexSearcher struct {
	searcher
	view     indexView
	top      position
	changed  map[family][]int64 // ids of what changed since, newest first
	narrow   bool               // whether all words and filters are looked up at once
	complete bool               // whether all older shards were searched, too
}

// open reads the state of the index, and what changed since.
func (s *indexSearcher) open(ctx context.Context, d *DB) error {
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
		if d.index.checked == nil || d.index.checked[key] {
			s.view.shards[key] = sh
		}
	}
	changes, err := queryAll(ctx, s.q, "read what changed for search", scanSearchChange, changesSQL, at.changes, maxID)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.kind == "message" || c.kind == "chat" {
			f := family(c.kind[:1])
			s.changed[f] = append(s.changed[f], c.id)
		}
	}
	for f := range s.changed {
		slices.SortFunc(s.changed[f], func(a, b int64) int { return cmp.Compare(b, a) })
	}
	s.top, err = d.highest(ctx)
	return err
}

// fewChats is how many chats are read as a whole rather than looked for among all messages
// that have the words, and someChats if those words are common.
const (
	fewChats  = 200
	someChats = 5000
)

// messages finds messages, the newest first: one more than the page may have.
func (s *indexSearcher) messages(ctx context.Context) (hits []found, err error) {
	limit := s.query.Limit + 1
	below := min(cmp.Or(int64(s.query.Cursor.Message), maxID), s.top.messages+1)
	if hits, ok, err := s.messagesByChats(ctx, fewChats, below, limit); ok || err != nil {
		return hits, err
	}
	for shard := shardOf(below - 1); below > 1 && shard >= 0; shard-- {
		first, last := bounds(shard)
		indexed := first - 1
		if sh, ok := s.view.shards[shardKey{messageFamily, shard}]; ok {
			indexed = sh.upto
		}
		to := min(last, below-1)
		if indexed < to {
			some, err := s.scanMessages(ctx, max(indexed, first-1), to+1, limit-len(hits))
			if hits = append(hits, some...); err != nil || len(hits) >= limit {
				return hits, err
			}
		}
		if to = min(to, indexed); to < first {
			continue
		}
		some, err := s.messagesOfShard(ctx, shard, first, to, limit-len(hits))
		if hits = append(hits, some...); err != nil || len(hits) >= limit || s.complete {
			return hits, err
		}
	}
	return hits, nil
}

// messagesByChats finds messages by reading those of the chats that the filters leave, if
// these are no more than most; else ok is false. It begins with the chats that were written
// in last, and ends where no other can have a newer hit.
func (s *indexSearcher) messagesByChats(ctx context.Context, most int, below int64, limit int) (hits []found, ok bool, err error) {
	if s.query.Chats.Empty() && len(s.query.Tags) == 0 && len(s.query.States) == 0 {
		return nil, false, nil
	}
	type chat struct{ id, last int64 }
	chats, err := queryAll(ctx, s.q, "list chats to search in", func(row scanner) (c chat, err error) {
		err = row.Scan(&c.id, &c.last)
		return c, err
	}, s.chatsSQL(most+1))
	if err != nil || len(chats) > most {
		return nil, false, err
	}
	slices.SortFunc(chats, func(a, b chat) int { return cmp.Compare(b.last, a.last) })
	for size := 20; len(chats) > 0; size = min(2*size, 500) {
		n := min(size, len(chats))
		var ids []int64
		for _, c := range chats[:n] {
			ids = append(ids, c.id)
		}
		list, err := json.Marshal(ids)
		if err != nil {
			return nil, false, err
		}
		messages, err := queryAll(ctx, s.q, "search in chats", scanSearched, `SELECT `+searchedColumns+` FROM json_each(?1) j CROSS JOIN chats c ON c.id = j.value
			CROSS JOIN messages m ON m.chat_id = c.id LEFT JOIN attachments a ON a.message_id = m.id WHERE m.id < ?2`+s.conditions(), string(list), below)
		if err != nil {
			return nil, false, err
		}
		some, err := s.matching(ctx, messages, len(messages)+1)
		if err != nil {
			return nil, false, err
		}
		hits, chats = append(hits, some...), chats[n:]
		slices.SortFunc(hits, func(a, b found) int { return cmp.Compare(b.id, a.id) })
		if len(hits) >= limit && (len(chats) == 0 || hits[limit-1].id > chats[0].last) {
			break
		}
	}
	return hits[:min(limit, len(hits))], true, nil
}

// chatsSQL lists the chats that the filters leave, each with its newest message.
func (s *indexSearcher) chatsSQL(limit int) string {
	from, where := `chats c`, ``
	switch {
	case !s.query.Chats.Empty():
		where = ` AND c.id IN (` + s.query.Chats.String() + `)`
	case len(s.query.Tags) > 0:
		from = `chat_tags d CROSS JOIN chats c ON c.id = d.chat_id AND d.tag_key = ` + quote(s.query.Tags[0])
	}
	return `SELECT c.id, coalesce((SELECT max(m.id) FROM messages m WHERE m.chat_id = c.id), 0) FROM ` + from + ` WHERE 1` + where + s.chatConditions() + ` LIMIT ` + strconv.Itoa(limit)
}

// matching returns those of some messages that have the words.
func (s *indexSearcher) matching(ctx context.Context, messages []searched, limit int) (hits []found, err error) {
	for _, m := range messages {
		hit, ok, err := s.match(ctx, m)
		if err != nil {
			return nil, err
		}
		if ok {
			hits = append(hits, hit)
		}
		if len(hits) == limit {
			break
		}
	}
	return hits, nil
}

// messagesOfShard finds messages of a shard with ids from first to last.
func (s *indexSearcher) messagesOfShard(ctx context.Context, shard, first, last int64, limit int) (hits []found, err error) {
	low, high, err := s.inTime(ctx, first, last)
	if err != nil {
		return nil, err
	}
	changed := slices.DeleteFunc(slices.Clone(s.changed[messageFamily]), func(id int64) bool { return id < first || id > last })
	if low > high && len(changed) == 0 {
		return nil, nil
	}
	wide, narrow := s.lookups()
	if narrow == "" { // filters that the index does not know
		return s.scanMessages(ctx, low-1, high+1, limit)
	}
	c := &candidates{s: s, table: tableOf(messageFamily, shard), changed: changed, low: low, next: high, limit: limit}
	if !s.narrow {
		done, err := c.run(ctx, wide, enoughCandidates)
		if done || err != nil {
			return c.hits, err
		}
		s.narrow = true // its rarest word is too common
		more, ok, err := s.messagesByChats(ctx, someChats, c.next+1, limit-len(c.hits))
		if s.complete = ok; ok || err != nil {
			return append(c.hits, more...), err
		}
	}
	_, err = c.run(ctx, narrow, maxID)
	return c.hits, err
}

// inTime narrows a range of messages to the blocks that may have some in the time of the
// query.
func (s *indexSearcher) inTime(ctx context.Context, first, last int64) (low, high int64, err error) {
	if s.query.After.IsZero() && s.query.Before.IsZero() {
		return first, last, nil
	}
	after, before := s.query.After.UnixMilli(), int64(maxID)
	if !s.query.Before.IsZero() {
		before = s.query.Before.UnixMilli()
	}
	var from, to sql.NullInt64
	err = s.view.conn.QueryRowContext(ctx, "SELECT min(block), max(block) FROM blocks WHERE block BETWEEN ? AND ? AND latest >= ? AND earliest < ?",
		(first-1)>>blockBits, (last-1)>>blockBits, after, before).Scan(&from, &to)
	if err != nil || !from.Valid {
		return 1, 0, err
	}
	return max(first, from.Int64<<blockBits+1), min(last, (to.Int64+1)<<blockBits), nil
}

// enoughCandidates is how many messages with the rarest word of a query are read, before all
// its words and filters are looked up together.
const enoughCandidates = 400

// lookups are expressions for the index: the word of the query that is the rarest, it seems,
// and all words with all filters that the index knows. Both are "" if it knows none.
func (s *indexSearcher) lookups() (wide, narrow string) {
	var all []string
	longest := 0
	for _, t := range s.query.Words {
		e := expression(t)
		if all = append(all, e); len(e) > longest {
			wide, longest = e, len(e)
		}
	}
	add := func(list []string) {
		if len(list) > 0 {
			all = append(all, `(`+strings.Join(list, ` OR `)+`)`)
		}
	}
	var senders, brands, operators []string
	for _, f := range s.query.From {
		senders = append(senders, `"`+ofSender+string(f[:1])+`"`)
	}
	for _, b := range s.query.Brands.IDs() {
		brands = append(brands, `"`+ofBrand+strconv.FormatInt(int64(b), 36)+`"`)
	}
	for _, o := range s.query.Operators.IDs() {
		operators = append(operators, `"`+ofOperator+strconv.FormatInt(int64(o), 36)+`"`)
	}
	add(senders)
	add(brands)
	add(operators)
	if s.query.HasFile {
		all = append(all, `"`+ofFile+`"`)
	}
	narrow = strings.Join(all, ` AND `)
	return cmp.Or(wide, narrow), narrow
}

// longestPhrase is how many words that follow each other the index reads without loading all
// places of each.
const longestPhrase = 4

// expression looks a term up.
func expression(t fulltext.Term) string {
	var phrases []string
	for part := range slices.Chunk(t.Tokens(), longestPhrase) {
		var words []string
		for _, token := range part {
			if token.Prefix {
				token.Text += `*`
			}
			words = append(words, token.Text)
		}
		phrases = append(phrases, `"`+strings.Join(words, ` `)+`"`)
	}
	return strings.Join(phrases, ` AND `)
}
