package search

import (
	"context"
	"database/sql"
	"errors"
	"slices"
)

// How much of the desk is indexed at a time: of what is new, in one transaction of the
// index, and of a shard that is made anew, between two looks whether to stop.
const (
	indexBatch   = 1000
	rebuildBatch = 2000
)

// writer brings the index up to date in steps.
type writer struct {
	desk   Reader
	db     *sql.DB
	at     position
	top    position // what the desk has
	shards []shardState
	blocks map[int64]*block // to which the transaction adds
}

// indexed counts the messages that are in the index, by their ids.
func (w *writer) indexed() (n int) {
	for _, s := range w.shards {
		if first, _ := bounds(s.shard); s.family == messageFamily {
			n += int(s.upto - first + 1)
		}
	}
	return n
}

func (w *writer) find(f family, shard int64) (*shardState, bool) {
	i := slices.IndexFunc(w.shards, func(s shardState) bool { return s.family == f && s.shard == shard })
	if i < 0 {
		return nil, false
	}
	s := w.shards[i] // a copy: keep takes changes in
	return &s, true
}

// highest is the highest id of a family.
func (p position) highest(f family) int64 {
	if f == chatFamily {
		return p.chats
	}
	return p.messages
}

// dropDoubtful takes shards out of the index that are not as they were written, and those
// of which that is not known.
func (w writer) dropDoubtful(ctx context.Context) error {
	shards, err := readShards(ctx, w.db)
	if err != nil {
		return err
	}
	for _, s := range shards {
		sum, err := digestOf(ctx, w.db, s.family, s.shard)
		if err == nil && s.digest.Valid && sum == s.digest.Int64 {
			continue
		}
		if _, err := w.db.ExecContext(ctx, "DELETE FROM shards WHERE family = ? AND shard = ?", s.family, s.shard); err != nil {
			return err
		}
	}
	return nil
}

// step does a part of everything that there is to do, so that neither edits nor erasures nor
// new messages wait until there are no others. Sealing, which only makes queries faster,
// comes last.
func (w *writer) step(ctx context.Context) error {
	if err := w.applyChanges(ctx); err != nil {
		return err
	}
	missing := w.unmade()
	if missing != nil {
		if err := w.rebuild(ctx, missing); err != nil {
			return err
		}
	}
	for _, f := range []family{messageFamily, chatFamily} {
		if s := w.growing(f); s != nil {
			if err := w.appendTo(ctx, s); err != nil {
				return err
			}
		}
	}
	if s := w.unsealed(); s != nil && missing == nil {
		return w.write(ctx, func(t *sql.Tx) error { return w.seal(ctx, t, s) })
	}
	return nil
}

// insert writes a document into its shard, and a message into its block.
func (w *writer) insert(ctx context.Context, t *sql.Tx, s *shardState, doc document) error {
	table := tableOf(s.family, s.shard)
	for version, text := range doc.texts {
		id := doc.id
		if s.family == messageFamily {
			id = docOf(doc.id, version)
		}
		if _, err := t.Exec("INSERT INTO "+table+" (docid, t) VALUES (?, ?)", id, text); err != nil {
			return err
		}
	}
	if s.family == chatFamily {
		return nil
	}
	b, err := w.block(ctx, t, blockOf(doc.id))
	if err == nil {
		b.add(doc)
	}
	return err
}

// write runs a transaction of the index, which also stores the position.
func (w *writer) write(ctx context.Context, fn func(*sql.Tx) error) error {
	t, err := w.db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer func() { _ = t.Rollback() }() // no-op after Commit
	if err := errors.Join(fn(t), w.saveBlocks(t)); err != nil {
		return err
	}
	if _, err := t.Exec("UPDATE position SET messages = max(messages, ?), chats = max(chats, ?), changes = ?", w.at.messages, w.at.chats, w.at.changes); err != nil {
		return err
	}
	return t.Commit()
}

// isBehind reports whether there is more to do.
func (w *writer) isBehind() bool {
	return w.at.changes < w.top.changes || w.unmade() != nil || w.unsealed() != nil || w.growing(messageFamily) != nil || w.growing(chatFamily) != nil
}

// unmade is the newest shard that is missing although it would have all its ids, or of which
// something was erased; nil if there is none. The shard that still grows is made by
// appendTo, unless something of it was erased.
func (w *writer) unmade() *shardState {
	for _, f := range []family{messageFamily, chatFamily} {
		top := w.top.highest(f)
		for shard := shardOf(top); shard >= 0; shard-- {
			s, ok := w.find(f, shard)
			if _, last := bounds(shard); !ok && last <= top || ok && s.erased() {
				return &shardState{family: f, shard: shard, upto: lastOf(shard, top)}
			}
		}
	}
	return nil
}

// unsealed is a shard that has yet to be sealed because it is full or was changed; nil if
// there is none.
func (w *writer) unsealed() *shardState {
	i := slices.IndexFunc(w.shards, func(s shardState) bool {
		_, last := bounds(s.shard)
		return s.upto == last && !s.erased() && !(s.sealed && s.digest.Valid)
	})
	if i < 0 {
		return nil
	}
	s := w.shards[i]
	return &s
}

// rebuild makes a shard with all its ids, in one transaction: whoever searches has the old
// one until then.
func (w *writer) rebuild(ctx context.Context, s *shardState) error {
	first, last := bounds(s.shard)
	return w.write(ctx, func(t *sql.Tx) error {
		if err := w.createShard(t, s); err != nil {
			return err
		}
		for above := first - 1; above < s.upto; {
			docs, err := documents(ctx, w.desk, s.family, newDocumentsSQL(s.family), above, s.upto+1, rebuildBatch)
			if err != nil {
				return err
			}
			for _, doc := range docs {
				above = doc.id
				if err := w.insert(ctx, t, s, doc); err != nil {
					return err
				}
			}
			if len(docs) < rebuildBatch {
				break
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if s.upto < last {
			return w.saveShard(t, s)
		}
		return w.seal(ctx, t, s)
	})
}

// saveShard writes the new state of a shard.
func (w *writer) saveShard(t *sql.Tx, s *shardState) error {
	w.shards = append(slices.DeleteFunc(w.shards, func(o shardState) bool { return o.family == s.family && o.shard == s.shard }), *s)
	if s.family == chatFamily {
		w.at.chats = max(w.at.chats, s.upto)
	} else {
		w.at.messages = max(w.at.messages, s.upto)
	}
	_, err := t.Exec("INSERT OR REPLACE INTO shards VALUES (?, ?, ?, ?, ?)", s.family, s.shard, s.upto, s.sealed, s.digest)
	return err
}

// createShard makes an empty table in the place of what there is.
func (w *writer) createShard(t *sql.Tx, s *shardState) error {
	table := tableOf(s.family, s.shard)
	statements := []string{
		"DROP TABLE IF EXISTS " + table,
		"CREATE VIRTUAL TABLE " + table + " USING fts4 (content=\"\", t, tokenize=simple, matchinfo=fts3, order=desc)",
		"INSERT INTO " + table + " (" + table + ") VALUES ('automerge=4')",
	}
	if s.family == messageFamily {
		statements = append(statements, "DELETE FROM blocks WHERE "+blocksOf("blocks", s.shard), "DELETE FROM block_chats WHERE "+blocksOf("block_chats", s.shard))
	}
	for _, statement := range statements {
		if _, err := t.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// seal merges a shard that has all its ids.
func (w *writer) seal(ctx context.Context, t *sql.Tx, s *shardState) (err error) {
	table := tableOf(s.family, s.shard)
	if _, err := t.Exec("INSERT INTO " + table + " (" + table + ") VALUES ('optimize')"); err != nil {
		return err
	}
	if err := w.saveBlocks(t); err != nil {
		return err
	}
	s.sealed, s.digest.Valid = true, true
	if s.digest.Int64, err = digestOf(ctx, t, s.family, s.shard); err != nil {
		return err
	}
	return w.saveShard(t, s)
}

// growing is a shard that does not have all its messages or chats yet, nil if there is none:
// of those that the index has none at all only the newest grows.
func (w *writer) growing(f family) *shardState {
	top := w.top.highest(f)
	for i := range w.shards {
		if s := w.shards[i]; s.family == f && s.upto < lastOf(s.shard, top) {
			return &s
		}
	}
	shard := shardOf(top)
	if _, ok := w.find(f, shard); ok || top == 0 {
		return nil
	}
	first, _ := bounds(shard)
	return &shardState{family: f, shard: shard, upto: first - 1}
}

// appendTo indexes the next messages or chats of a shard that grows.
func (w *writer) appendTo(ctx context.Context, s *shardState) error {
	last := lastOf(s.shard, w.top.highest(s.family))
	docs, err := documents(ctx, w.desk, s.family, newDocumentsSQL(s.family), s.upto, last+1, indexBatch)
	if err != nil {
		return err
	}
	return w.write(ctx, func(t *sql.Tx) error {
		if first, _ := bounds(s.shard); s.upto < first {
			if err := w.createShard(t, s); err != nil {
				return err
			}
		}
		for _, doc := range docs {
			if err := w.insert(ctx, t, s, doc); err != nil {
				return err
			}
		}
		if s.upto = last; len(docs) == indexBatch {
			s.upto = docs[len(docs)-1].id
		}
		return w.saveShard(t, s)
	})
}
