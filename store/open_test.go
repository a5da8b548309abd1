package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
	"tgdesk/tui/locale"
)

func TestOpenMakesPrivateFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "desk")
	openAt(t, dir)
	want := map[string]os.FileMode{
		"": 0o700 | os.ModeDir, "desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600,
	}
	for name, mode := range want {
		info := must[os.FileInfo](t)(os.Stat(filepath.Join(dir, name)))
		if info.Mode() != mode {
			t.Errorf("%q has mode %v, want %v", name, info.Mode(), mode)
		}
	}
	entries := must[[]os.DirEntry](t)(os.ReadDir(dir))
	if len(entries) != len(want)-1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestOpenAwkwardPaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with space", "what?mode=memory", "a#b", "100%41", "ünï 日本", "a&b=c;d", "file:x"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			db := openAt(t, dir)
			err := db.Write(t.Context(), func(tx core.Tx) error {
				_, err := tx.InsertBrand(t.Context(), testBrand("acme"))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if info := must[os.FileInfo](t)(os.Stat(filepath.Join(dir, "desk.db-wal"))); info.Size() == 0 {
				t.Error("the database was written elsewhere")
			}
			r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
			defer func() { _ = r.Close() }()
			if brands := must[[]core.BrandView](t)(r.Brands(t.Context())); len(brands) != 1 {
				t.Errorf("reader sees %d brands", len(brands))
			}
		})
	}
}

func TestIneffectiveSettingIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), folder.Database)
	db := sqlite.Open(path, "mode=memory", nil, "journal_mode = wal") // which a database in memory does not support
	defer func() { _ = db.Close() }()
	err := explain(t.Context(), "open", db.PingContext(t.Context()))
	wantCode(t, err, core.CodeUnavailable)
	if !strings.Contains(locale.English().Error(err), "journal_mode") {
		t.Errorf("the error does not name the setting: %v", err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.q.exec(t.Context(), `DELETE FROM brands`)
	wantCode(t, explain(t.Context(), "delete", err), core.CodeUnavailable)

	// mode=ro holds even for a connection that may forget query_only.
	_, err = d.pool.ExecContext(t.Context(), `PRAGMA query_only = 0; DELETE FROM brands`)
	wantCode(t, explain(t.Context(), "delete", err), core.CodeUnavailable)
}

func TestOpenReader(t *testing.T) {
	t.Parallel()
	t.Run("while the desk is open, then closed", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		db := must[*DB](t)(Open(dir, Options{Key: testKey()}))
		r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
		insert := func(tx core.Tx) error {
			b, err := tx.InsertBrand(t.Context(), testBrand("acme"))
			if err != nil {
				return err
			}
			return tx.SaveChannel(t.Context(), testChannel(b.ID, "acme", 7))
		}
		if err := db.Write(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
		b := must[core.BrandView](t)(r.BrandByName(t.Context(), "ACME"))
		if c := must[core.Channel](t)(r.Channel(t.Context(), b.ID)); c.Token.Reveal() != "7:AAsecret-of-acme" {
			t.Errorf("reader got token %v", c.Token)
		}
		wantCode(t, r.Write(t.Context(), insert), core.CodeConflict)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		r = must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
		defer func() { _ = r.Close() }()
		if brands := must[[]core.BrandView](t)(r.Brands(t.Context())); len(brands) != 1 {
			t.Errorf("after the desk closed the reader sees %d brands", len(brands))
		}
	})
	t.Run("no desk yet", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "none")
		_, err := OpenReader(dir, Options{Key: testKey()})
		wantCode(t, err, core.CodeNotFound)
		if _, err := os.Stat(dir); err == nil {
			t.Error("the reader made a directory")
		}
	})
	t.Run("older version", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		db := must[*DB](t)(Open(dir, Options{Key: testKey()}))
		if _, err := db.writer.Exec("PRAGMA user_version = 0"); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := OpenReader(dir, Options{Key: testKey()})
		wantCode(t, err, core.CodeUnavailable)
		if !strings.Contains(locale.English().Error(err), "older") {
			t.Error(err)
		}
	})
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]func(t *testing.T, dir string) string{
		"below a file": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "file"), "")
			return filepath.Join(dir, "file", "desk")
		},
		"database is a directory": func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, folder.Database), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"no database": func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, folder.Database), strings.Repeat("This is a letter, not a database.\n", 200))
			return dir
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(prepare(t, t.TempDir()), Options{Key: testKey()})
			wantCode(t, err, core.CodeUnavailable)
		})
	}
}

// Root may write anywhere, so the expectation depends on the user.
func TestReadOnlyDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	db, err := Open(dir, Options{Key: testKey()})
	if os.Geteuid() == 0 {
		if err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		return
	}
	wantCode(t, err, core.CodeUnavailable)
}

func TestCorruptPagesAreReported(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := must[*DB](t)(Open(dir, Options{Key: testKey()}))
	if err := db.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := must[int](t)(queryInt(t.Context(), db.q, "find brands", `SELECT rootpage FROM sqlite_schema WHERE name = 'brands'`))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, folder.Database) // closed: this process holds no lock on it
	text := must[[]byte](t)(os.ReadFile(path))
	copy(text[(page-1)*4096:page*4096], bytes.Repeat([]byte{0xAB}, 4096))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
	defer func() { _ = r.Close() }()
	wantCode(t, r.Check(t.Context()), core.CodeUnavailable)
	_, err := r.Brand(t.Context(), 1)
	wantCode(t, err, core.CodeUnavailable)
}

func TestCheckFindsBrokenReferences(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if err := d.raw(`PRAGMA foreign_keys = 0`); err != nil {
		t.Fatal(err)
	}
	if err := d.raw(`INSERT INTO edits (message_id, kind, text, markup, file_name) VALUES (99, 'text', 'x', '', '')`); err != nil {
		t.Fatal(err)
	}
	wantCode(t, d.Check(context.Background()), core.CodeUnavailable)
}
