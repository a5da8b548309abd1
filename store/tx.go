package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// tx implements core.Tx. Contexts are checked before each statement but do not
// interrupt it: statements are short, and the driver would start a goroutine for
// each.
type tx struct {
	reader
	tx      *sql.Tx
	now     time.Time
	changed bool  // whether the commit renews the row of last_commit
	broken  error // set once SQLite may have ended the transaction by itself
	pending
	cache
}

var _ core.Tx = (*tx)(nil)

// Write implements core.Store. If ctx ends before the commit, it fails with ctx's
// error and nothing is written. If the files are moved away during the commit it
// also fails, although everything is written to where they are now.
func (d *DB) Write(ctx context.Context, fn func(core.Tx) error) error {
	err := d.write(ctx, func(t *tx) error { return fn(t) })
	if sqlite.Corrupt(err) {
		d.maybeCorrupt.Store(true)
	}
	return err
}

func (d *DB) write(ctx context.Context, fn func(*tx) error) error {
	if d.writer == nil {
		return core.NewError(core.CodeConflict, "desk_read_only")
	}
	if err := d.files.reserveIndex(); err != nil {
		return err
	}
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return explain(ctx, "wait for the writing connection", err)
	}
	defer func() { _ = conn.Close() }()
	began, err := conn.BeginTx(context.Background(), nil)
	if err != nil {
		return explain(ctx, "begin a transaction", err)
	}
	defer func() { _ = began.Rollback() }() // no-op after Commit; also when fn panics
	t := &tx{tx: began, now: d.now().UTC().Truncate(time.Millisecond)}
	t.reader = reader{q: t, sealer: d.sealer}
	known := d.known
	d.known = cache{} // unless this transaction is committed
	if err := t.recall(ctx, known); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := t.renewLastCommit(ctx); err != nil {
		return err
	}
	if err := errors.Join(t.usable(ctx), d.files.check()); err != nil {
		return err
	}
	if err := began.Commit(); err != nil {
		return explain(ctx, "commit", err)
	}
	d.known = t.cache.known()
	d.files.committed()
	d.analyze(conn, t.now)
	return d.files.check()
}

// renewLastCommit makes a commit known to the log; see store/log.go.
func (t *tx) renewLastCommit(ctx context.Context) error {
	if !t.changed {
		return nil
	}
	_, err := t.unflushed().exec(ctx, renewCommitSQL, commitIdentity())
	return explain(ctx, "renew the last commit", err)
}

// Now implements core.Tx. The time has whole milliseconds, like the database.
func (t *tx) Now() time.Time { return t.now }

// Savepoint implements core.Tx. An error that ends the whole transaction, such as
// a full disk, is not undone: the transaction fails.
func (t *tx) Savepoint(fn func() error) error {
	ctx := context.Background()
	if err := t.flush(ctx); err != nil {
		return err
	}
	if _, err := t.execRaw(ctx, "SAVEPOINT s"); err != nil {
		return explain(ctx, "set a savepoint", err)
	}
	err := fn()
	if err == nil {
		err = t.flush(ctx)
	}
	if t.broken != nil {
		return t.broken
	}
	if err == nil {
		_, err = t.execRaw(ctx, "RELEASE s")
		return explain(ctx, "release a savepoint", err)
	}
	t.pending = pending{}
	t.forget()
	_, undo := t.execRaw(ctx, "ROLLBACK TO s")
	_, release := t.execRaw(ctx, "RELEASE s")
	if undo = errors.Join(undo, release); undo != nil {
		t.broken = explain(ctx, "roll back to a savepoint", undo)
		return t.broken
	}
	return err
}

func (t *tx) usable(ctx context.Context) error {
	if t.broken != nil {
		return t.broken
	}
	return ctx.Err()
}

func (t *tx) observe(err error) {
	if t.broken == nil && fatal(err) {
		t.broken = explain(context.Background(), "use the transaction", err)
	}
}

// Statements of a transaction run in one of these ways, from the safest to the barest:
//
//	query, exec     write the rows that wait first; exec also drops what is cached
//	keepingCache    exec of what changes nothing that is cached, or of which the caller takes note
//	unflushed       also leaves rows that wait unwritten: what runs need not see them
//	execRaw         also does not note that something was changed, as for a pragma
//
// unflushedReader has the queries of a reader, unflushed: otherwise each of many chats that
// move would be written by itself, because something is asked about it.

func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	return t.read(ctx, query, args...)
}

func (t *tx) read(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.usable(ctx); err != nil {
		return nil, err
	}
	rows, err := t.tx.QueryContext(context.Background(), sqlite.StablePlan(query), args...)
	t.observe(err)
	return rows, err
}

func (t *tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	t.forget()
	return t.keepingCache().exec(ctx, query, args...)
}

func (t *tx) keepingCache() keepingCacheTx { return keepingCacheTx{t} }

type keepingCacheTx struct{ *tx }

func (t keepingCacheTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := t.flush(ctx); err != nil {
		return nil, err
	}
	return t.unflushed().exec(ctx, query, args...)
}

func (t *tx) unflushed() unflushedTx { return unflushedTx{t} }

func (t *tx) unflushedReader() reader { return reader{q: t.unflushed(), sealer: t.sealer} }

type unflushedTx struct{ *tx }

func (t unflushedTx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.read(ctx, query, args...)
}

func (t unflushedTx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := t.execRaw(ctx, query, args...)
	if err == nil && !t.changed {
		n, _ := result.RowsAffected() // SQLite knows it
		t.changed = n > 0
	}
	return result, err
}

func (t *tx) execRaw(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := t.usable(ctx); err != nil {
		return nil, err
	}
	result, err := t.tx.ExecContext(context.Background(), sqlite.StablePlan(query), args...)
	t.observe(err)
	return result, err
}
