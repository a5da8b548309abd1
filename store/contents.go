package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// Contents is how much a database contains.
type Contents struct {
	Version  int // of the schema
	Brands   int // that are not removed
	Visitors int
	Chats    int
	Messages int
	Unsent   int       // replies that are queued or being sent
	Newest   time.Time // of the latest message; zero if there is none
	// The last ids of a chat and of a message that there ever were.
	lastChat, lastMessage int
}

// Empty reports whether the database contains nothing of value.
func (c Contents) Empty() bool { return c.Brands+c.Visitors+c.Chats+c.Messages == 0 }

// Follows reports whether c can be a later state of before: visitors are never deleted, and
// no id of a chat or a message is used again.
func (c Contents) Follows(before Contents) bool {
	return c.Visitors >= before.Visitors && c.lastChat >= before.lastChat && c.lastMessage >= before.lastMessage
}

const contentsSQL = `SELECT (SELECT count(*) FROM brands WHERE removed_at IS NULL), (SELECT count(*) FROM visitors),
	(SELECT count(*) FROM chats), (SELECT count(*) FROM messages), (` + unsentSQL + `),
	(SELECT sent_at FROM messages ORDER BY id DESC LIMIT 1), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'chats'), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0)`

// ContentsOf counts what the desk in dir contains, while it runs or not.
func ContentsOf(ctx context.Context, dir string) (c Contents, err error) {
	db, err := openPlain(dir)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return deskContents(ctx, dir, db)
}

// CopyTo writes the present state of the desk in dir, while it runs or not, to
// the empty file at path, and returns what the desk contained just before.
// Trouble with a disk is the copy's: the desk's own could be read.
func CopyTo(ctx context.Context, dir, path string) (before Contents, err error) {
	db, err := openPlain(dir)
	if err != nil {
		return before, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if before, err = deskContents(ctx, dir, db); err != nil {
		return before, err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return before, explainCopy(ctx, err)
}

func explainCopy(ctx context.Context, err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	switch {
	case !ok || ctx.Err() != nil:
	case e.Code == sqlite3.ErrFull:
		return errors.New("the disk is full")
	case e.Code == sqlite3.ErrIoErr || e.Code == sqlite3.ErrCantOpen:
		return errors.New(fmt.Sprint(Reason(e)))
	}
	return explain(ctx, "copy the database", err)
}

// Verify reads all of the database at path, which nobody may be changing, and
// counts what it contains. What is not the database of a desk gives the error
// id store_foreign, a damaged one store_corrupt, a newer one desk_newer.
func Verify(ctx context.Context, path string) (c Contents, err error) {
	db := sqlite.Open(path, sqlite.ReadAlone, nil, "temp_store = 2", "query_only = 1")
	defer func() { err = errors.Join(err, db.Close()) }()
	c, err = contents(ctx, db)
	if err == nil {
		err = checkAll(ctx, poolQueryer{db, new(atomic.Bool)}, fullCheck)
	}
	e, ok := errors.AsType[sqlite3.Error](err)
	if err == nil && c.Version == 0 || ok && (e.Code == sqlite3.ErrNotADB || e.Code == sqlite3.ErrError) {
		err = core.NewError(core.CodeInvalid, "store_foreign", path).Because(err)
	}
	return c, err
}

// Reason is in a few words why SQLite or the system failed, as an argument of an
// error.
func Reason(err error) any {
	e, ok := errors.AsType[sqlite3.Error](err)
	switch {
	case !ok:
		return core.CauseOf(err)
	case e.SystemErrno != 0:
		return e.SystemErrno.Error()
	}
	return strings.ToLower(fmt.Sprint(e.Code))
}

// openPlain opens one connection that reads the desk in dir, whatever its
// version. query_only stays off: VACUUM INTO would refuse to run.
func openPlain(dir string) (*sql.DB, error) {
	path, mode, err := existing(dir)
	if err != nil {
		return nil, err
	}
	db := sqlite.Open(path, mode, nil, "busy_timeout = "+sqlite.BusyTimeout, "temp_store = 2")
	db.SetMaxOpenConns(1)
	return db, nil
}

// deskContents is contents for a database that may not have been migrated yet,
// which is no desk.
func deskContents(ctx context.Context, dir string, db *sql.DB) (Contents, error) {
	c, err := contents(ctx, db)
	if e, ok := errors.AsType[sqlite3.Error](err); ok && c.Version == 0 && e.Code == sqlite3.ErrError {
		return c, core.NewError(core.CodeNotFound, "desk_missing", dir).Because(err)
	}
	return c, err
}

func contents(ctx context.Context, db *sql.DB) (c Contents, err error) {
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
	err = db.QueryRowContext(ctx, contentsSQL).Scan(&c.Brands, &c.Visitors, &c.Chats, &c.Messages, &c.Unsent, asTime(&c.Newest), &c.lastChat, &c.lastMessage)
	return c, explain(ctx, "count the contents", err)
}
