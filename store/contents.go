package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// Contents is how much a desk, or a backup of one, holds.
type Contents struct {
	Version  int // of the database
	Brands   int // that are not removed
	Visitors int
	Chats    int
	Messages int
	Unsent   int       // replies that are queued or being sent
	Newest   time.Time // of the latest message; zero if there is none
}

// Empty reports whether nothing would be missed.
func (c Contents) Empty() bool { return c.Brands+c.Visitors+c.Chats+c.Messages == 0 }

// follows reports whether c can be a later state of before: nothing of these is
// ever deleted.
func (c Contents) follows(before Contents) bool {
	return c.Visitors >= before.Visitors && c.Chats >= before.Chats && c.Messages >= before.Messages
}

// contentsSQL runs on every version of the database.
const contentsSQL = `SELECT (SELECT count(*) FROM brands WHERE removed_at IS NULL), (SELECT count(*) FROM visitors),
	(SELECT count(*) FROM chats), (SELECT count(*) FROM messages), (` + unsentSQL + `),
	(SELECT sent_at FROM messages ORDER BY id DESC LIMIT 1)`

// contentsOf reads what db holds. A database that is no desk's, or a newer
// one's, is refused.
func contentsOf(ctx context.Context, db *sql.DB) (c Contents, err error) {
	files, err := migrations()
	if err != nil {
		return c, err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&c.Version); err != nil {
		return c, explain(ctx, "read the database's version", err)
	}
	if c.Version > len(files) {
		return c, errNewer(c.Version, len(files))
	}
	err = db.QueryRowContext(ctx, contentsSQL).Scan(&c.Brands, &c.Visitors, &c.Chats, &c.Messages, &c.Unsent, asTime(&c.Newest))
	return c, explain(ctx, "count what the desk holds", err)
}

// ContentsAt says what the desk in dir holds, of whichever version it is,
// while it runs or not.
func ContentsAt(ctx context.Context, dir string) (c Contents, err error) {
	err = peek(dir, func(db *sql.DB) error {
		c, err = deskContents(ctx, dir, db)
		return err
	})
	return c, err
}

// peek gives fn a connection that reads the desk in dir as it is.
func peek(dir string, fn func(*sql.DB) error) (err error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return err
	}
	if err := exists(dir, path); err != nil {
		return err
	}
	db := open(path, "mode=ro&_busy_timeout=5000", "PRAGMA temp_store = MEMORY", nil)
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// deskContents is contentsOf for a desk; one that was never opened is none.
func deskContents(ctx context.Context, dir string, db *sql.DB) (Contents, error) {
	c, err := contentsOf(ctx, db)
	if e, ok := errors.AsType[sqlite3.Error](err); ok && c.Version == 0 && e.Code == sqlite3.ErrError {
		return c, core.Errorf(core.CodeNotFound, "desk_missing", "There is no desk in %s yet.", dir).Because(err)
	}
	return c, err
}

// Verify reads all of the backup at path, which nobody may be changing, and
// says what it holds. An error says what is wrong with it and names it as name.
func Verify(ctx context.Context, path, name string) (c Contents, err error) {
	db := open(path, "mode=ro&immutable=1&_query_only=1", "PRAGMA temp_store = MEMORY", nil)
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err = contentsOf(ctx, db)
	if err == nil {
		err = checkAll(ctx, poolQueryer{db, new(atomic.Bool)}, fullCheck)
	}
	if err == nil && c.Version == 0 {
		err = errors.New("it has no version")
	}
	return c, unfit(ctx, name, err)
}

// unfit puts what is wrong with a backup into a sentence that names it.
func unfit(ctx context.Context, name string, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	known, _ := errors.AsType[*core.Error](err)
	e, fromSQLite := errors.AsType[sqlite3.Error](err)
	switch {
	case known != nil && known.ID == "desk_newer":
		return core.Errorf(core.CodeInvalid, "backup_newer", "%s was written by a newer tgdesk. Install the newer tgdesk to restore it.", name).Because(err)
	case known != nil && known.ID == "store_corrupt":
		return core.Errorf(core.CodeInvalid, "backup_damaged", "The backup %s is damaged. Take another one.", name).Because(err)
	case fromSQLite && e.Code != sqlite3.ErrNotADB && e.Code != sqlite3.ErrError:
		return core.Errorf(core.CodeUnavailable, "backup_unreadable", "The backup %s cannot be read: %s.", name, systemWords(e)).Because(err)
	}
	return core.Errorf(core.CodeInvalid, "backup_foreign", "%s is no backup of a desk.", name).Because(err)
}

// systemWords is what SQLite says of trouble that is no fault of the content.
func systemWords(e sqlite3.Error) string {
	if e.SystemErrno != 0 {
		return e.SystemErrno.Error()
	}
	return strings.ToLower(fmt.Sprint(e.Code))
}
