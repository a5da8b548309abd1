package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// secondMigration is a migration as a later version may have one: it changes a
// table, rewrites rows, and fills and renames a table.
func secondMigration() []string {
	return []string{
		`ALTER TABLE operators ADD COLUMN team TEXT NOT NULL DEFAULT ''`,
		`UPDATE visitors SET search = search || ' migrated'`,
		`CREATE TABLE tags_new (visitor_id INTEGER NOT NULL REFERENCES visitors (id), tag TEXT NOT NULL) STRICT`,
		`INSERT INTO tags_new SELECT v.id, hex(zeroblob(400)) FROM visitors v, visitors w`,
		`ALTER TABLE tags_new RENAME TO tags`,
	}
}

// envMoment is the statement of the second migration before which the process
// kills itself; their number stands for the commit.
const envMoment = "TGDESK_STORE_TEST_MOMENT"

// migrateUntilKilled runs the second migration on the desk in dir with a small
// page cache, so that uncommitted pages get into the log.
func migrateUntilKilled(dir string) int {
	var moment int
	if _, err := fmt.Sscan(os.Getenv(envMoment), &moment); err != nil {
		panic(err)
	}
	die := func() int {
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Kill()
		}
		select {}
	}
	statements, onCommit := secondMigration(), moment == len(secondMigration())
	if !onCommit {
		statements[moment] = "SELECT die(); " + statements[moment]
	}
	sql.Register("killed", &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		if onCommit {
			c.RegisterCommitHook(die)
		}
		return c.RegisterFunc("die", die, false)
	}})
	db, err := sql.Open("killed", sqlite.DSN(filepath.Join(dir, folder.Database), "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=1&_cache_size=10"))
	if err != nil {
		panic(err)
	}
	err = migrate(context.Background(), db, []string{"", strings.Join(statements, ";\n")})
	fmt.Fprintln(os.Stderr, "not killed:", err)
	return 0
}

// A migration that is killed at any of its statements leaves the desk as it was,
// and the next start completes it.
func TestKilledMigrationIsRolledBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := must[*DB](t)(Open(dir, Options{Now: noon, Key: testKey()}))
	d := &desk{DB: db, t: t, dir: dir}
	d.write(func(tx core.Tx) error {
		brand, err := tx.InsertBrand(t.Context(), testBrand("acme"))
		for i := 0; i < 60 && err == nil; i++ {
			_, err = tx.InsertVisitor(t.Context(), core.Visitor{BrandID: brand.ID, Profile: core.Profile{TelegramID: int64(i + 1), FirstName: fmt.Sprint(i)}})
		}
		return err
	})
	const schemaSQL = `SELECT group_concat(sql, char(10)) FROM sqlite_schema`
	const searchSQL = `SELECT group_concat(search) FROM visitors`
	text := func(db *DB, query string) string {
		t.Helper()
		return must[string](t)(queryOne(t.Context(), db.q, target{}, scanValue[string], query))
	}
	schema, search := text(db, schemaSQL), text(db, searchSQL)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for moment := range len(secondMigration()) + 1 {
		cmd := another(t, "migrate", dir)
		cmd.Env = append(cmd.Env, fmt.Sprint(envMoment, "=", moment))
		if _, killed := cmd.Run().(*exec.ExitError); !killed {
			t.Fatalf("moment %d: the migration was not killed", moment)
		}
		r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
		if v := version(t, r); v != 1 || text(r, schemaSQL) != schema || text(r, searchSQL) != search {
			t.Errorf("moment %d: something stayed of the killed migration (version %d)", moment, v)
		}
		if err := r.Check(t.Context()); err != nil {
			t.Errorf("moment %d: %v", moment, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	d.DB = openAt(t, dir)
	if err := migrate(t.Context(), d.writer, []string{"", strings.Join(secondMigration(), ";\n")}); err != nil {
		t.Fatal(err)
	}
	if v := version(t, d.DB); v != 2 || strings.Count(text(d.DB, searchSQL), "migrated") != 60 {
		t.Errorf("version %d, %s", v, text(d.DB, searchSQL))
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	_, err := OpenReader(dir, Options{Key: testKey()}) // this version knows no second migration
	wantID(t, err, "desk_newer")
}
