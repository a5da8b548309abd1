package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
	"tgdesk/store"
)

// oldDesk is a desk as an older tgdesk left it, on a machine of its own.
type oldDesk struct {
	t       *testing.T
	home    *machine
	newDesk string // the folder of a desk that was never old
}

const oldToken = "123456:an-old-secret"

func oldSecret() []byte { return bytes.Repeat([]byte{7}, store.KeySize) }

// oldData is what a desk came to hold with each version, from the first on.
func oldData() []string {
	return []string{`
		INSERT INTO brands VALUES (1, 'acme', 'acme', '` + newAccent + `', 123456, 'acme_bot', 'acme help', NULL, 0,
			300000, 86400000, 86400000, 900, 'disabled', '', NULL, 1772366400000, NULL);
		INSERT INTO operators VALUES (1, 'mika', 'admin');
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
			INSERT INTO visitors SELECT i, 1, 1000 + i, 'Visitor', i, '', 'ja', 'visitor ' || i, NULL, 1772366400000, 1772366400000 FROM n;
		INSERT INTO chats SELECT id, 1, id, 'active', 1, 'pricing', 1772366400000, 1772366400000, 1772366401000, NULL, '', NULL,
			1772366402000, 1772366402000, 1772452802000, 2, NULL, id * 20, 1772366402000 FROM visitors;
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
			INSERT INTO messages SELECT (v.id - 1) * 20 + i, v.id, v.id, 'visitor', 'photo', NULL, 'Visitor', 'text ' || i, i, NULL,
				1772366400000 + i, NULL, '', '' FROM visitors v, n;
		INSERT INTO attachments SELECT id, 'photo', 'F' || id, 'U' || id, 'a.jpg', 'image/jpeg', 214000, 1280, 960, 0, 'A' || id / 3, '' FROM messages;
		INSERT INTO edits SELECT id, id, 'first', 1772366401000 FROM messages WHERE id % 7 = 0;
		INSERT INTO drafts SELECT 1, id, 'draft ' || id FROM chats;
		INSERT INTO kept_updates VALUES (1, 1, 5, 'other', x'7b7d', 1772366400000);`, `
		UPDATE messages SET markup = '[]', quote = 'quote ' || id;
		UPDATE attachments SET set_name = 'set', thumb_id = 'T' || message_id;
		UPDATE edits SET kind = 'text';
		UPDATE operators SET alias = 'M.';
		INSERT INTO files SELECT file_unique_id, 'ready', 'a/' || message_id, size, '', 1772366400000 FROM attachments;`, `
		UPDATE attachments SET thumb_unique_id = 'V' || message_id;`, `
		UPDATE messages SET answered_author = 'mika', answered_text = 'text';
		UPDATE attachments SET title = 'title', thumb_width = 320;`, `
		UPDATE chats SET flood_from = 1772366400000, flood_count = 31;`,
	}
}

// migrationFiles are the store's, in order.
func migrationFiles(t *testing.T) (files []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(moduleRoot, "store", "migrations", "*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(text))
	}
	return files
}

// newOldDesk makes the desk to which the migrations of files lead.
func newOldDesk(t *testing.T, files []string) *oldDesk {
	t.Helper()
	home := newMachine(t, "http://127.0.0.1:9") // its brand is disabled: nobody is asked
	d := &oldDesk{t: t, home: home, newDesk: filepath.Join(home.root, "new")}
	sealed := d.sealedToken()
	d.must(os.MkdirAll(home.desk(), 0o700))
	d.must(os.WriteFile(d.oldKey(), oldSecret(), 0o600))
	data := append(oldData(), make([]string, len(files))...)
	d.in(home.desk(), "rwc&_journal_mode=WAL&_foreign_keys=1", func(db *sql.DB) (err error) {
		for i, file := range files {
			_, failed := db.Exec(file + data[i])
			err = errors.Join(err, failed)
		}
		_, failed := db.Exec(fmt.Sprintf("UPDATE brands SET token_sealed = ?; PRAGMA user_version = %d", len(files)), sealed)
		return errors.Join(err, failed)
	})
	return d
}

// sealedToken makes the new desk, which seals the token with the old key.
func (d *oldDesk) sealedToken() (sealed []byte) {
	d.t.Helper()
	key, err := store.NewKey(oldSecret())
	d.must(err)
	db, err := store.Open(d.newDesk, store.Options{Key: key})
	d.must(err)
	d.must(db.Write(d.t.Context(), func(tx core.Tx) error {
		_, err := tx.InsertBrand(d.t.Context(), core.Brand{Name: "acme", Bot: core.Bot{ID: 123456}, Token: oldToken})
		return err
	}))
	d.must(db.Close())
	d.in(d.newDesk, "ro", func(db *sql.DB) error { return db.QueryRow("SELECT token_sealed FROM brands").Scan(&sealed) })
	return sealed
}

func (d *oldDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *oldDesk) database() string { return filepath.Join(d.home.desk(), "desk.db") }

func (d *oldDesk) oldKey() string { return filepath.Join(d.home.desk(), store.OldKeyName) }

// in gives fn the database in dir as SQLite has it, without our own store.
func (d *oldDesk) in(dir, mode string, fn func(*sql.DB) error) {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "desk.db")+"?mode="+mode)
	d.must(err)
	d.must(errors.Join(fn(db), db.Close()))
}

// ask returns the one value that a query finds.
func (d *oldDesk) ask(dir, query string) (value string) {
	d.t.Helper()
	value, err := askSQLite(dir, query)
	d.must(err)
	return value
}

// columns lists, for each table, the columns that the desk has now, but for the
// sealed token: an upgrade seals it anew.
func (d *oldDesk) columns() map[string]string {
	d.t.Helper()
	found := map[string]string{}
	d.in(d.home.desk(), "ro", func(db *sql.DB) error {
		rows, err := db.QueryContext(context.Background(), `SELECT t.name, group_concat('quote(' || c.name || ')', '||'',''||')
			FROM pragma_table_list t, pragma_table_info(t.name) c
			WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.name <> 'token_sealed' GROUP BY t.name`)
		for err == nil && rows.Next() {
			var table, columns string
			err = rows.Scan(&table, &columns)
			found[table] = columns
		}
		return errors.Join(err, rows.Err(), rows.Close())
	})
	return found
}

// rows are what each table holds in these columns, a line a row.
func (d *oldDesk) rows(columns map[string]string) map[string]string {
	d.t.Helper()
	found := map[string]string{}
	for table, list := range columns {
		found[table] = d.ask(d.home.desk(), fmt.Sprintf("SELECT coalesce(group_concat(line, char(10)), '') FROM (SELECT %s AS line FROM %s ORDER BY 1)", list, table))
	}
	return found
}
