package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"tgdesk/store/sqlite"
)

const changesSQL = `SELECT seq, kind, id FROM search_changes WHERE seq > ? ORDER BY seq LIMIT ?`

// searchChange is a row of search_changes.
type searchChange struct {
	seq, id int64
	kind    string
}

func scanSearchChange(row sqlite.Row) (c searchChange, err error) {
	err = row.Scan(&c.seq, &c.kind, &c.id)
	return c, err
}

// applyChanges indexes what was changed, and takes shards out of the index of which
// something was erased.
func (w *writer) applyChanges(ctx context.Context) error {
	if w.at.changes == w.top.changes {
		return nil
	}
	changes, err := readAll(ctx, w.desk, "read what changed for search", scanSearchChange, changesSQL, w.at.changes, indexBatch)
	if err != nil || len(changes) == 0 {
		return err
	}
	var messages, moved, chats []int64
	for _, c := range changes {
		w.at.changes = c.seq
		switch c.kind {
		case "message":
			messages = append(messages, c.id)
		case "moved":
			moved = append(moved, c.id)
		case "chat":
			chats = append(chats, c.id)
		}
	}
	return w.write(ctx, func(t *sql.Tx) error {
		for _, c := range changes {
			if c.kind != "messages" && c.kind != "chats" {
				continue
			}
			if s, ok := w.find(family(c.kind[:1]), c.id); ok { // it is made anew next
				s.digest = sql.NullInt64{Int64: erasedDigest, Valid: true}
				if err := w.saveShard(t, s); err != nil {
					return err
				}
			}
		}
		if err := w.indexAgain(ctx, t, messageFamily, messages, true); err != nil {
			return err
		}
		if err := w.indexAgain(ctx, t, messageFamily, moved, false); err != nil {
			return err
		}
		return w.indexAgain(ctx, t, chatFamily, chats, true)
	})
}

// indexAgain indexes rows that are in the index, but with other words, or in another chat.
func (w *writer) indexAgain(ctx context.Context, t *sql.Tx, f family, ids []int64, otherWords bool) error {
	ids = slices.DeleteFunc(ids, func(id int64) bool {
		s, ok := w.find(f, shardOf(id))
		return !ok || id > s.upto
	})
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	docs, err := documents(ctx, w.desk, f, documentsSQL(f), string(list))
	if err != nil {
		return err
	}
	for _, doc := range docs {
		s, _ := w.find(f, shardOf(doc.id))
		if !otherWords {
			doc.texts = nil
		}
		if err := w.insert(ctx, t, s, doc); err != nil {
			return err
		}
		if s.sealed && s.digest.Valid && !s.erased() { // it is sealed again when nothing else is to do
			s.digest.Valid = false
			if err := w.saveShard(t, s); err != nil {
				return err
			}
		}
	}
	return nil
}
