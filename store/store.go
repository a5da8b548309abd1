// Package store is the SQLite database of a desk: it opens and migrates the
// file and implements core.Store, with one file of SQL a noun. Beside the nouns there are:
// transactions (tx), what they know without asking (cache), and rows that they write together
// (pending, many, moved); queries (query, column); the desk's file, its log and its copies
// (connect, migrate, open_files, log, contents, check, compact).
//
// Callers see core's types and core's errors. It must not decide anything about a
// chat's life. What concerns the desk's folder is in store/folder, encryption of
// tokens in store/seal, searching in store/search, and connections to SQLite in
// store/sqlite.
package store

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
	"tgdesk/store/search"
	"tgdesk/store/sqlite"
)

// DB is an open desk. All methods may be called from many goroutines.
type DB struct {
	reader
	pool   *sql.DB // reads only
	writer *sql.DB // one connection; nil when opened by OpenReader
	now    func() time.Time
	files  *openFiles // nil when opened by OpenReader
	index  *search.Index
	// foreignLog is the folder of the log that Open set aside, "" if there was none.
	foreignLog string
	// known is what the next transaction knows; the writing connection's user may access it.
	known cache
	// maybeCorrupt is set when a damaged page was found, until a check of all pages passes.
	maybeCorrupt *atomic.Bool
	// analyzed is when statistics were last renewed, zero before the first
	// write; the writing connection's user may access it.
	analyzed   time.Time
	compaction compaction
}

var _ core.Store = (*DB)(nil)

// Options of Open and OpenReader.
type Options struct {
	Now func() time.Time // the clock of write transactions; nil means time.Now
	// Key encrypts the bot tokens. Without it the desk works, but every token is
	// read as core.SealedToken and none can be saved.
	Key seal.Key
	// Lock is the caller's lock of the desk, which Open watches like the files; nil
	// for a folder that nobody else knows.
	Lock *folder.Lock
}

// Open opens the desk in dir for the engine: it makes what is missing (the
// folder 0700, files 0600), sets a log aside that belongs to another database, and
// migrates the database. The caller must hold the desk's [folder.Lock]. Errors are
// *core.Error where a person can do something: a failing disk, a damaged file, a
// database of a newer tgdesk.
func Open(dir string, o Options) (*DB, error) {
	path, missing, err := folder.Prepare(dir)
	if err == nil && missing {
		err = folder.Create(path, create)
	}
	if err != nil {
		return nil, err
	}
	d, err := newDB(o)
	if err != nil {
		return nil, err
	}
	if d.foreignLog, err = setForeignLogAside(context.Background(), dir, path, d.now); err != nil {
		return nil, err
	}
	if err := folder.ProbeSpace(dir); err != nil { // SQLite could not survive a full disk before the index has its place
		return nil, err
	}
	d.files = &openFiles{lock: o.Lock}
	d.usePool(sqlite.OpenPool(path, sqlite.ReadWithLog, d.files.mayConnect))
	d.writer = openWriter(path, func() error {
		d.known = cache{}
		return d.files.mayConnect()
	})
	d.index = search.New(dir, indexed{searched{d.reader}, d}, d.now)
	if err := d.start(path); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// create makes a migrated database of the empty file at path.
func create(path string) error {
	ctx := context.Background()
	files, err := migrations()
	if err != nil {
		return err
	}
	db := openWriter(path, nil)
	err = explain(ctx, "make the database", db.PingContext(ctx))
	if err == nil {
		err = migrate(ctx, db, files)
	}
	return errors.Join(err, db.Close())
}

// OpenReader opens the desk in dir for reading, whether or not an engine runs
// there. It makes and changes no file, and fails when there is no desk yet or
// its database is of another version. Reading needs no key.
func OpenReader(dir string, o Options) (*DB, error) {
	path, mode, err := existing(dir)
	if err != nil {
		return nil, err
	}
	d, err := newDB(o)
	if err != nil {
		return nil, err
	}
	d.usePool(sqlite.OpenPool(path, mode, nil))
	d.index = search.NewReader(dir, modeOfIndex(dir), indexed{searched{d.reader}, d})
	if err := d.checkVersion(context.Background(), dir); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func newDB(o Options) (*DB, error) {
	sealer, err := seal.New(o.Key)
	if err != nil {
		return nil, err
	}
	d := &DB{now: o.Now, maybeCorrupt: new(atomic.Bool), compaction: compaction{turn: make(chan struct{}, 1)}}
	if d.now == nil {
		d.now = time.Now
	}
	d.reader = reader{sealer: sealer}
	return d, nil
}

func (d *DB) usePool(pool *sql.DB) {
	d.pool = pool
	d.q = poolQueryer{pool, d.maybeCorrupt}
}

// ForeignLog is the folder to which Open moved a log that belonged to another
// database, "" if there was none.
func (d *DB) ForeignLog() string { return d.foreignLog }

// Close ends all connections; the writer's goes last, so that it can move the
// write-ahead log into the database. If another database was put in the place of the
// desk's meanwhile, it gets nothing of that log; the error says where the desk is
// kept.
func (d *DB) Close() error {
	if d.writer == nil {
		return errors.Join(d.closeIndex(), d.pool.Close())
	}
	if err := d.files.check(); d.files.replaced(err) {
		return d.closeReplaced()
	}
	return errors.Join(d.closeIndex(), d.pool.Close(), d.writer.Close(), d.files.close())
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
	// 0x10002: also analyze tables that never were, within limits. The log begins
	// with a commit that says to which database it belongs.
	err = d.write(ctx, func(t *tx) error {
		t.changed = true
		if _, err := t.execRaw(ctx, "PRAGMA optimize = 0x10002"); err != nil {
			return explain(ctx, "analyze tables", err)
		}
		for _, query := range search.BeginRun() {
			if _, err := t.exec(ctx, query); err != nil {
				return explain(ctx, "begin a run", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.files.identify(path); err != nil {
		return err
	}
	return explain(ctx, "open the reading connections", d.pool.PingContext(ctx))
}

// existing returns the path of the database in dir and how to read it, or the error
// that there is none, or that SQLite could not read it.
func existing(dir string) (path, mode string, err error) {
	if path, err = folder.DatabasePath(dir); err != nil {
		return "", "", err
	}
	if err := folder.Find(path); err != nil {
		return "", "", err
	}
	mode, err = readingMode(context.Background(), dir, path)
	return path, mode, err
}
