package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
	"tgdesk/tui/locale"
)

// operators saves operators, each in its own transaction, and returns the first
// error.
func operators(t *testing.T, d *DB, names ...string) error {
	t.Helper()
	for _, name := range names {
		err := d.Write(t.Context(), func(tx core.Tx) error {
			_, err := tx.SaveOperator(t.Context(), core.Operator{Name: name, Role: core.RoleAdmin})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// operatorNames are the names of the stored operators.
func operatorNames(t *testing.T, d *DB) (names []string) {
	t.Helper()
	for _, op := range must[[]core.Operator](t)(d.Operators(t.Context())) {
		names = append(names, op.Name)
	}
	return names
}

// While the files of an open desk are moved away, writes are refused, although
// SQLite would commit, and reads work. Everything works when they are back.
func TestFilesMovedAway(t *testing.T) {
	t.Parallel()
	rename := func(t *testing.T, from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		away, back func(t *testing.T, dir string)
		id         string
	}{
		"folder": {
			away: func(t *testing.T, dir string) { rename(t, dir, dir+".away") },
			back: func(t *testing.T, dir string) { rename(t, dir+".away", dir) },
			id:   "store_gone",
		},
		"database": {
			away: func(t *testing.T, dir string) {
				rename(t, filepath.Join(dir, folder.Database), filepath.Join(dir, "x"))
			},
			back: func(t *testing.T, dir string) {
				rename(t, filepath.Join(dir, "x"), filepath.Join(dir, folder.Database))
			},
			id: "store_gone",
		},
		"log": {
			away: func(t *testing.T, dir string) {
				rename(t, filepath.Join(dir, folder.Database+"-wal"), filepath.Join(dir, "x"))
			},
			back: func(t *testing.T, dir string) {
				rename(t, filepath.Join(dir, "x"), filepath.Join(dir, folder.Database+"-wal"))
			},
			id: "store_gone",
		},
		"another desk": {
			away: func(t *testing.T, dir string) {
				rename(t, dir, dir+".away")
				if err := must[*DB](t)(Open(dir, Options{})).Close(); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, folder.Database+"-wal"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			},
			back: func(t *testing.T, dir string) {
				rename(t, dir, dir+".other")
				rename(t, dir+".away", dir)
			},
			id: "store_replaced",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "desk")
			d := openAt(t, dir)
			if err := operators(t, d, "ann"); err != nil {
				t.Fatal(err)
			}
			c.away(t, dir)
			wantID(t, operators(t, d, "bob"), c.id)
			wantID(t, d.Probe(t.Context()), c.id)
			if names := operatorNames(t, d); len(names) != 1 {
				t.Errorf("while the files are away %v are known", names)
			}
			c.back(t, dir)
			if err := d.Probe(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := operators(t, d, "cid"); err != nil {
				t.Fatal(err)
			}
			if names := operatorNames(t, d); len(names) != 2 {
				t.Errorf("in the end %v are known", names)
			}
		})
	}
}

func wantID(t *testing.T, err error, id string) {
	t.Helper()
	wantCode(t, err, core.CodeUnavailable)
	if e, ok := err.(*core.Error); ok && e.ID != id {
		t.Errorf("got %s (%s), want %s", e.ID, locale.English().Error(e), id)
	}
}

// A transaction is rolled back if the files are moved before its commit.
func TestFilesMovedDuringTransaction(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "desk")
	d := openAt(t, dir)
	err := d.Write(t.Context(), func(tx core.Tx) error {
		if err := os.Rename(dir, dir+".away"); err != nil {
			return err
		}
		_, err := tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleAdmin})
		return err
	})
	wantID(t, err, "store_gone")
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	if names := operatorNames(t, d); len(names) != 0 {
		t.Errorf("%v are known", names)
	}
}

// TestFullDiskComesAndGoes limits the number of pages of the database.
func TestFullDiskComesAndGoes(t *testing.T) {
	t.Parallel()
	d := newDesk(t).DB
	pages := func(n string) {
		t.Helper()
		if _, err := d.writer.Exec("PRAGMA max_page_count = " + n); err != nil {
			t.Fatal(err)
		}
	}
	before := len(operatorNames(t, d))
	pages("1") // SQLite makes as many of it as the database has
	var err error
	for i := range 100 {
		if err = operators(t, d, string(rune('a'+i))+string(make([]rune, 500))); err != nil {
			break
		}
		before++
	}
	wantID(t, err, "store_full")
	if n := len(operatorNames(t, d)); n != before {
		t.Errorf("%d operators are known, want %d", n, before)
	}
	pages("1000000")
	if err := operators(t, d, "after"); err != nil {
		t.Error(err)
	}
}

// TestLockedByAnother locks the database with another connection.
func TestLockedByAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := openAt(t, dir)
	other := must[*sql.DB](t)(sql.Open("sqlite3", sqlite.DSN(filepath.Join(dir, folder.Database), "_txlock=immediate")))
	defer func() { _ = other.Close() }()
	held := must[*sql.Tx](t)(other.Begin())
	if _, err := d.writer.Exec("PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	wantID(t, operators(t, d, "ann"), "store_busy")
	wantID(t, d.Probe(t.Context()), "store_busy")
	if n := len(operatorNames(t, d)); n != 0 {
		t.Errorf("%d operators are known", n)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := d.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if err := operators(t, d, "ann"); err != nil {
		t.Error(err)
	}
}

// TestRepairedDamage overwrites pages of the open database and restores them.
func TestRepairedDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := openAt(t, dir)
	if err := operators(t, d, "ann", "bob"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, folder.Database)
	good := must[[]byte](t)(os.ReadFile(path)) // nobody else has the desk, so the locks that this drops matter to nobody
	overwrite := func(from []byte) {
		t.Helper()
		f := must[*os.File](t)(os.OpenFile(path, os.O_WRONLY, 0))
		if _, err := f.WriteAt(from[4096:], 4096); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	bad := make([]byte, len(good))
	for i := range bad {
		bad[i] = 0xa5
	}
	overwrite(bad)
	for _, db := range []*sql.DB{d.writer, d.pool} {
		if _, err := db.Exec("PRAGMA shrink_memory"); err != nil {
			t.Fatal(err)
		}
	}
	wantID(t, operators(t, d, "cid"), "store_corrupt")
	_, err := d.Operators(t.Context())
	wantID(t, err, "store_corrupt")
	wantID(t, d.Probe(t.Context()), "store_corrupt")
	overwrite(good)
	if err := d.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := operators(t, d, "cid"); err != nil {
		t.Error(err)
	}
	if n := len(operatorNames(t, d)); n != 3 {
		t.Errorf("%d operators are known", n)
	}
	if d.maybeCorrupt.Load() {
		t.Error("the desk still suspects its database")
	}
}
