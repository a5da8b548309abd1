package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// indexFile is what is in the file of the index, which must be closed.
func indexFile(t *testing.T, dir string) []byte {
	t.Helper()
	content := must[[]byte](t)(os.ReadFile(filepath.Join(dir, folder.Index)))
	if log, err := os.ReadFile(filepath.Join(dir, folder.Index+"-wal")); err == nil {
		content = append(content, log...)
	}
	return content
}

// TestErasedWordsLeaveTheIndex: what was erased is in no page of the index, used or free.
func TestErasedWordsLeaveTheIndex(t *testing.T) {
	t.Parallel()
	for _, erased := range []bool{false, true} {
		dir := t.TempDir()
		db := must[*DB](t)(Open(dir, Options{Now: noon, Key: testKey()}))
		d := &desk{DB: db, t: t, dir: dir}
		var v core.Visitor
		d.write(func(tx core.Tx) (err error) {
			b, err := tx.InsertBrand(t.Context(), testBrand("acme"))
			if err != nil {
				return err
			}
			v, err = tx.InsertVisitor(t.Context(), core.Visitor{BrandID: b.ID, FirstSeen: noon(), Profile: core.Profile{TelegramID: 1, FirstName: "Ωmegaphone"}})
			return err
		})
		c := d.chat(v, core.Pending, noon())
		for range 30 {
			d.say(c, core.Message{From: core.FromVisitor, Text: "Ωzanzibar and more"})
			index(t, db)
		}
		if erased {
			d.write(func(tx core.Tx) error {
				if _, err := tx.DeleteMessages(t.Context(), c.ID, 100); err != nil {
					return err
				}
				return tx.BeginErasure(t.Context(), v)
			})
			if err := db.CleanSearch(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"zanzibar", "megaphone"} {
			if there := bytes.Contains(indexFile(t, dir), []byte(word)); there == erased {
				t.Errorf("erased %t, and in the file %t: %s", erased, there, word)
			}
		}
	}
}

// TestIndexOfALaterState: after a restore the index knows messages that the desk does not
// have, in the place of which others come.
func TestIndexOfALaterState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, folder.Database)
	var c core.Chat
	with := func(fn func(*desk)) {
		db := must[*DB](t)(Open(dir, Options{Now: noon, Key: testKey()}))
		fn(&desk{DB: db, t: t, dir: dir})
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	with(func(d *desk) {
		d.write(func(tx core.Tx) (err error) {
			d.brand, err = tx.InsertBrand(t.Context(), testBrand("acme"))
			return err
		})
		c = d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon())
		d.say(c, core.Message{From: core.FromVisitor, Text: "first"})
		index(t, d.DB)
	})
	backup := must[[]byte](t)(os.ReadFile(path))
	with(func(d *desk) {
		d.say(c, core.Message{From: core.FromVisitor, Text: "second"})
		index(t, d.DB)
	})
	if err := os.WriteFile(path, backup, 0o600); err != nil {
		t.Fatal(err)
	}
	with(func(d *desk) { // a verb, without an engine
		d.say(c, core.Message{From: core.FromVisitor, Text: "other"})
		d.say(c, core.Message{From: core.FromVisitor, Text: "third"})
	})
	with(func(d *desk) {
		for range 2 {
			if got := finds(t, d, "other", 9); !slices.Equal(got, []string{"1/2 text"}) {
				t.Errorf("finds %q", got)
			}
			if got := finds(t, d, "second", 9); got != nil {
				t.Errorf("finds %q", got)
			}
			index(t, d.DB)
		}
		if p := must[core.IndexProgress](t)(d.IndexSearch(context.Background())); p.Indexed != 3 || p.Messages != 3 {
			t.Errorf("%+v", p)
		}
	})
}

// TestCheckSearch says whether the index can be used.
func TestCheckSearch(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	if _, usable, err := d.CheckSearch(t.Context()); usable || err != nil {
		t.Errorf("without an index: %t, %v", usable, err)
	}
	index(t, d.DB)
	p, usable, err := d.CheckSearch(t.Context())
	if !usable || err != nil || p.Indexed != 7 || p.Messages != 7 {
		t.Errorf("%+v, %t, %v", p, usable, err)
	}
	if _, err := d.index.writer.Exec("UPDATE shards SET sealed = 1, digest = 5 WHERE family = 'm'"); err != nil {
		t.Fatal(err)
	}
	if _, usable, err := d.CheckSearch(t.Context()); usable || err != nil {
		t.Errorf("a part that is not as it was written: %t, %v", usable, err)
	}
	if err := d.DropSearch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
		t.Errorf("after it was dropped: %q", got)
	}
}

// TestIndexDeletedOrReplaced: an index that others delete or replace while the desk runs is
// made anew with the next step.
func TestIndexDeletedOrReplaced(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, []byte("x"), 0o600))
		},
	} {
		d := searchDesk(t)
		index(t, d.DB)
		path := filepath.Join(d.dir, folder.Index)
		d.index.reading().SetMaxIdleConns(0) // each search opens it
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
			t.Errorf("%s: %q", name, got)
		}
		index(t, d.DB)
		if p, usable, err := d.CheckSearch(t.Context()); !usable || err != nil || p.Indexed != p.Messages {
			t.Errorf("%s: %+v, %t, %v", name, p, usable, err)
		}
		if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
			t.Errorf("%s, then indexed: %q", name, got)
		}
		if err := folder.Find(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMovedMessages: the index knows in which chat a message is now.
func TestMovedMessages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	before, c := d.chat(v, core.Completed, noon()), d.chat(v, core.Pending, noon())
	d.say(before, core.Message{From: core.FromVisitor, Text: "refund"})
	d.say(c, core.Message{From: core.FromVisitor, Text: "refund"})
	index(t, d.DB)
	d.index.limits.fewChats = 0
	check := func(want ...string) {
		t.Helper()
		for _, text := range []string{"refund state:pending", "state:pending", "r state:pending"} {
			if got := finds(t, d, text, 9); !slices.Equal(got, want) {
				t.Errorf("%s finds %q, want %q", text, got, want)
			}
		}
	}
	check("2/2 text")
	if _, err := d.writer.Exec(movePreludeSQL, c.ID, before.ID); err != nil {
		t.Fatal(err)
	}
	check("2/2 text", "2/1 text")
	index(t, d.DB)
	if _, err := d.writer.Exec("DELETE FROM search_changes"); err != nil {
		t.Fatal(err)
	}
	check("2/2 text", "2/1 text")
}

// TestNewShard: the messages before a new shard are indexed, too, and their shard is sealed.
func TestNewShard(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon())
	if _, err := d.writer.Exec("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", shardSize-3); err != nil {
		t.Fatal(err)
	}
	d.say(c, core.Message{From: core.FromVisitor, Text: "before"})
	index(t, d.DB)
	for range 4 {
		d.say(c, core.Message{From: core.FromVisitor, Text: "after"})
	}
	index(t, d.DB)
	got := map[int64]shardState{}
	for _, s := range must[[]shardState](t)(readShards(t.Context(), d.index.writer)) {
		if s.family == messageFamily {
			got[s.shard] = s
		}
	}
	if len(got) != 2 || got[0].upto != shardSize || !got[0].sealed || got[1].upto != shardSize+2 || got[1].sealed {
		t.Errorf("%+v", got)
	}
}
