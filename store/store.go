// Package store is the SQLite database of a desk: it opens and migrates the
// file and implements core.Store, with one file of SQL a noun.
//
// It is the only package that knows SQLite: callers see core's types and core's
// errors. It must not decide anything about a chat's life. What concerns the
// desk's folder is in store/folder, encryption of tokens in store/seal.
package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

// DB is an open desk. All methods may be called from many goroutines.
type DB struct {
	reader
	pool   *sql.DB // reads only
	writer *sql.DB // one connection; nil when opened by OpenReader
	now    func() time.Time
	files  folder.Identity // zero when opened by OpenReader
	// suspect is set when a damaged page was found, until a check of all pages passes.
	maybeCorrupt *atomic.Bool
	// analyzed is when statistics were last renewed, zero before the first
	// write; the writing connection's user may access it.
	analyzed time.Time
}

var _ core.Store = (*DB)(nil)

// Options of Open and OpenReader.
type Options struct {
	Now func() time.Time // the clock of write transactions; nil means time.Now
	// Key encrypts the bot tokens. Without it the desk works, but every token is
	// read as core.SealedToken and none can be saved.
	Key seal.Key
}

// Open opens the desk in dir for the engine: it makes what is missing (the
// folder 0700, files 0600) and migrates the database. The caller must hold the
// desk's [folder.Lock]. Errors are *core.Error where a person can do something:
// a failing disk, a damaged file, a database of a newer tgdesk.
func Open(dir string, o Options) (*DB, error) {
	path, err := folder.Prepare(dir)
	if err != nil {
		return nil, err
	}
	d, err := newDB(path, o)
	if err != nil {
		return nil, err
	}
	d.writer = openWriter(path)
	if err := d.start(path); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// OpenReader opens the desk in dir for reading, whether or not an engine runs
// there. It makes and changes no file, and fails when there is no desk yet or
// its database is of another version. Reading needs no key.
func OpenReader(dir string, o Options) (*DB, error) {
	path, err := existing(dir)
	if err != nil {
		return nil, err
	}
	d, err := newDB(path, o)
	if err != nil {
		return nil, err
	}
	if err := d.checkVersion(context.Background(), dir); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func newDB(path string, o Options) (*DB, error) {
	sealer, err := seal.New(o.Key)
	if err != nil {
		return nil, err
	}
	d := &DB{pool: openPool(path), now: o.Now, maybeCorrupt: new(atomic.Bool)}
	if d.now == nil {
		d.now = time.Now
	}
	d.reader = reader{q: poolQueryer{d.pool, d.maybeCorrupt}, sealer: sealer}
	return d, nil
}

// Close ends all connections; the writer's goes last, so that it can move the
// write-ahead log into the database.
func (d *DB) Close() error {
	err := d.pool.Close()
	if d.writer != nil {
		err = errors.Join(err, d.writer.Close())
	}
	return err
}

func (d *DB) start(path string) error {
	ctx := context.Background()
	files, err := migrations()
	if err != nil {
		return err
	}
	if err := connectWriter(ctx, d.writer); err != nil {
		return explain(ctx, "open the writing connection", err)
	}
	if err := migrate(ctx, d.writer, files); err != nil {
		return err
	}
	if d.files, err = folder.Identify(path); err != nil {
		return err
	}
	// 0x10002: also analyze tables that never were, within limits.
	if _, err := d.writer.ExecContext(ctx, "PRAGMA optimize = 0x10002"); err != nil {
		return explain(ctx, "analyze tables", err)
	}
	return explain(ctx, "open the reading connections", d.pool.PingContext(ctx))
}

// existing returns the path of the database in dir, or the error that there is none.
func existing(dir string) (string, error) {
	path, err := folder.DatabasePath(dir)
	if err != nil {
		return "", err
	}
	_, err = os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", core.NewError(core.CodeNotFound, "desk_missing", dir).Because(err)
	case err != nil:
		return "", folder.Unusable(dir, err)
	}
	return path, nil
}
