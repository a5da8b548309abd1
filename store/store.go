package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tgdesk/core"
)

// fileName is the database's name in the desk's directory.
const fileName = "desk.db"

// Files lists the names that files of the database and the lock may have in a
// desk's directory.
func Files() []string {
	return []string{fileName, fileName + "-wal", fileName + "-shm", fileName + "-journal", lockName, OldKeyName}
}

// DB is an open desk. All methods may be called from many goroutines.
type DB struct {
	reader
	pool   *sql.DB // reads only
	writer *sql.DB // one connection; nil when opened by OpenReader
	now    func() time.Time
	place  place // empty when opened by OpenReader
	// suspect is set once a damaged page was met, until all are read and well.
	suspect *atomic.Bool
	// gathered is when statistics were renewed last, zero before the first
	// write; whoever has the writing connection may use it.
	gathered time.Time
}

var _ core.Store = (*DB)(nil)

// Options of Open and OpenReader.
type Options struct {
	Now func() time.Time // the clock of write transactions; nil means time.Now
	// Key opens and seals the bot tokens. Without it the desk works, but every
	// token comes as core.SealedToken and none can be saved.
	Key Key
}

// Open opens the desk in dir for the engine: it makes what is missing (the
// directory 0700, files 0600) and brings the database up to date. The caller
// must hold the desk's [Lock]. A key that an older tgdesk left in dir gives way
// to o.Key. Errors are *core.Error where a person can do
// something: disk trouble, a damaged file, a database from a newer tgdesk.
func Open(dir string, o Options) (*DB, error) {
	path, err := prepare(dir)
	if err != nil {
		return nil, err
	}
	old, err := readOldKey(dir)
	if err != nil {
		return nil, err
	}
	seal, err := newSealer(o.Key, old)
	if err != nil {
		return nil, err
	}
	d := &DB{writer: openWriter(path), pool: openPool(path), now: o.Now, suspect: new(atomic.Bool)}
	if d.now == nil {
		d.now = time.Now
	}
	d.reader = reader{q: poolQueryer{d.pool, d.suspect}, seal: seal}
	if err := d.start(dir, path); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// OpenReader opens the desk in dir for reading, whether or not an engine runs
// there. It makes and changes no file of its own, and says so when there is no
// desk yet or its database is of another version. Reading needs no key.
func OpenReader(dir string, o Options) (*DB, error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, err
	}
	if err := exists(dir, path); err != nil {
		return nil, err
	}
	old, _ := readOldKey(dir) // what is wrong with it is for Open to say
	seal, err := newSealer(o.Key, old)
	if err != nil {
		return nil, err
	}
	d := &DB{pool: openPool(path), reader: reader{seal: seal}, suspect: new(atomic.Bool)}
	d.q = poolQueryer{d.pool, d.suspect}
	if err := d.checkVersion(context.Background(), dir); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close ends all connections; the writer's goes last, so that it can fold the
// write-ahead log into the database.
func (d *DB) Close() error {
	err := d.pool.Close()
	if d.writer != nil {
		err = errors.Join(err, d.writer.Close())
	}
	return err
}

func (d *DB) start(dir, path string) error {
	ctx := context.Background()
	files, err := migrations()
	if err != nil {
		return err
	}
	if err := awaitTurn(ctx, d.writer); err != nil {
		return explain(ctx, "open the writing connection", err)
	}
	if err := migrate(ctx, d.writer, files); err != nil {
		return err
	}
	if d.place, err = placeOf(path); err != nil {
		return err
	}
	if err := d.retireOldKey(ctx, dir); err != nil {
		return err
	}
	// 0x10002: look at tables that were never analysed too, within limits.
	if _, err := d.writer.ExecContext(ctx, "PRAGMA optimize = 0x10002"); err != nil {
		return explain(ctx, "gather statistics", err)
	}
	return explain(ctx, "open the reading connections", d.pool.PingContext(ctx))
}

func exists(dir, path string) error {
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return core.Errorf(core.CodeNotFound, "desk_missing",
			"There is no desk in %s yet. Start tgdesk there once, or name another directory with --data.", dir).Because(err)
	case err != nil:
		return fileTrouble(dir, err)
	}
	return nil
}
