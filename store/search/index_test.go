package search_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/search"
	"tgdesk/store/sqlite"
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
		d := openAt(t, dir)
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
			index(t, d)
		}
		if erased {
			d.write(func(tx core.Tx) error {
				if _, err := tx.DeleteMessages(t.Context(), c.ID, 100); err != nil {
					return err
				}
				return tx.BeginErasure(t.Context(), v)
			})
			if err := d.CleanSearch(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Close(); err != nil {
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
		d := openAt(t, dir)
		fn(d)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	with(func(d *desk) {
		d.write(func(tx core.Tx) (err error) {
			d.brand, err = tx.InsertBrand(t.Context(), testBrand("acme"))
			return err
		})
		c = d.chat(d.visitor(1), core.Pending, noon())
		d.say(c, core.Message{From: core.FromVisitor, Text: "first"})
		index(t, d)
	})
	backup := must[[]byte](t)(os.ReadFile(path))
	with(func(d *desk) {
		d.say(c, core.Message{From: core.FromVisitor, Text: "second"})
		index(t, d)
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
			index(t, d)
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
	index(t, d)
	p, usable, err := d.CheckSearch(t.Context())
	if !usable || err != nil || p.Indexed != 7 || p.Messages != 7 {
		t.Errorf("%+v, %t, %v", p, usable, err)
	}
	d.raw(folder.Index, "UPDATE shards SET sealed = 1, digest = 5 WHERE family = 'm'")
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
		d := searchDesk(t).indexed()
		index(t, d)
		path := filepath.Join(d.dir, folder.Index)
		d.OpenEachTime()
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
			t.Errorf("%s: %q", name, got)
		}
		index(t, d)
		if p, usable, err := d.Index.Check(t.Context()); !usable || err != nil || p.Indexed != p.Messages {
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
	v := d.visitor(1)
	before, c := d.chat(v, core.Completed, noon()), d.chat(v, core.Pending, noon())
	d.say(before, core.Message{From: core.FromVisitor, Text: "refund"})
	d.say(c, core.Message{From: core.FromVisitor, Text: "refund"})
	x := d.indexed()
	index(t, x)
	x.SetLimits(0, 5000, 100)
	check := func(want ...string) {
		t.Helper()
		for _, text := range []string{"refund state:pending", "state:pending", "r state:pending"} {
			if got := finds(t, x, text, 9); !slices.Equal(got, want) {
				t.Errorf("%s finds %q, want %q", text, got, want)
			}
		}
	}
	check("2/2 text")
	d.raw(folder.Database, "UPDATE messages SET chat_id = ? WHERE chat_id = ?", c.ID, before.ID)
	check("2/2 text", "2/1 text")
	index(t, x)
	d.raw(folder.Database, "DELETE FROM search_changes")
	check("2/2 text", "2/1 text")
}

// TestNewShard: the messages before a new shard are indexed, too, and their shard is sealed.
func TestNewShard(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(1), core.Pending, noon())
	d.raw(folder.Database, "INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", search.ShardSize-3)
	d.say(c, core.Message{From: core.FromVisitor, Text: "before"})
	index(t, d)
	for range 4 {
		d.say(c, core.Message{From: core.FromVisitor, Text: "after"})
	}
	index(t, d)
	db := sqlite.OpenPool(filepath.Join(d.dir, folder.Index), sqlite.ReadWithLog, nil)
	defer func() { _ = db.Close() }()
	got := must[[]string](t)(sqlite.ScanAll(must[*sql.Rows](t)(db.Query("SELECT shard || ' up to ' || upto || ', sealed ' || sealed FROM shards WHERE family = 'm' ORDER BY shard")),
		func(row sqlite.Row) (s string, err error) { return s, row.Scan(&s) }))
	want := []string{fmt.Sprintf("0 up to %d, sealed 1", search.ShardSize), fmt.Sprintf("1 up to %d, sealed 0", search.ShardSize+2)}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
