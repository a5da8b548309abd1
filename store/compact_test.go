package store

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// copier is a program that copies every change of a database, as Litestream does: it reads
// all the time, so that nobody else begins the log anew, but for moments in which it makes
// a checkpoint itself.
type copier struct {
	t           *testing.T
	read, write *sql.DB
	reading     *sql.Tx
}

func newCopier(t *testing.T, dir string) *copier {
	t.Helper()
	open := func(begin string) *sql.DB {
		db := must[*sql.DB](t)(sql.Open("sqlite3", sqlite.DSN(filepath.Join(dir, folder.Database), "_txlock="+begin+"&_busy_timeout=5000")))
		db.SetMaxOpenConns(1)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	c := &copier{t: t, read: open("deferred"), write: open("immediate")}
	c.exec(c.write, "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
	c.exec(c.write, "INSERT INTO _litestream_seq VALUES (1, 1)")
	c.hold()
	return c
}

func (c *copier) exec(db *sql.DB, query string) {
	c.t.Helper()
	if _, err := db.Exec(query); err != nil {
		c.t.Fatal(err)
	}
}

// hold begins to read.
func (c *copier) hold() {
	c.t.Helper()
	c.reading = must[*sql.Tx](c.t)(c.read.Begin())
	if _, err := c.reading.Exec("SELECT count(*) FROM _litestream_seq"); err != nil {
		c.t.Fatal(err)
	}
}

// checkpoint lets nobody write while it does not read, and then begins the log anew.
func (c *copier) checkpoint() {
	c.t.Helper()
	barrier := must[*sql.Tx](c.t)(c.write.Begin())
	if err := c.reading.Rollback(); err != nil {
		c.t.Fatal(err)
	}
	c.exec(c.read, "PRAGMA wal_checkpoint(PASSIVE)")
	c.hold()
	if err := barrier.Rollback(); err != nil {
		c.t.Fatal(err)
	}
	c.exec(c.write, "UPDATE _litestream_seq SET seq = seq + 1")
}

// TestCompactBesideACopier leaves nothing in the log of what was deleted.
func TestCompactBesideACopier(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := openAt(t, dir)
	c := newCopier(t, dir)
	secret := strings.Repeat("what nobody may read again ", 20)
	for _, name := range []string{"a", "b", "c"} {
		if err := operators(t, d, name+secret); err != nil {
			t.Fatal(err)
		}
	}
	c.checkpoint() // and the database has it too
	if err := operators(t, d, "d"+secret); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"audit", "operators"} {
		c.exec(c.write, "DELETE FROM "+table)
	}
	compacted := make(chan error, 1)
	go func() { compacted <- d.Compact(t.Context()) }()
	for done := false; !done; {
		select {
		case err := <-compacted:
			if err != nil {
				t.Fatal(err)
			}
			done = true
		case <-time.After(emptyEvery / 2):
			c.checkpoint()
		}
	}
	for _, suffix := range []string{"", "-wal"} {
		if bytes.Contains(must[[]byte](t)(os.ReadFile(filepath.Join(dir, folder.Database+suffix))), []byte(secret[:20])) {
			t.Errorf("desk.db%s still holds it", suffix)
		}
	}
	if err := operators(t, d, "after"); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if names := operatorNames(t, d); len(names) != 1 {
		t.Errorf("%v are known", names)
	}
}

// TestCompactTakesTurns: those who wait while one is under way share the next, which lets
// others write for as long as the last one kept them from it.
func TestCompactTakesTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := openAt(t, t.TempDir())
		d.compaction.lasted, d.compaction.over = time.Minute, time.Now()
		began := time.Now()
		if err := d.Compact(t.Context()); err != nil || time.Since(began) != time.Minute {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		busy, ended := make(chan struct{}), make(chan error)
		go func() { ended <- d.Write(t.Context(), func(core.Tx) error { <-busy; return nil }) }()
		synctest.Wait()
		const callers = 5
		for range callers { // one begins, and waits for the writer
			go func() { ended <- d.Compact(t.Context()) }()
			synctest.Wait()
		}
		close(busy)
		for range callers + 1 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if n := d.compaction.begun.Load(); n != 3 {
			t.Errorf("written anew %d times, want 3", n)
		}
	})
}
