package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
	"tgdesk/store/wal"
)

// compaction lets the callers of Compact take turns. One that began after a call came
// serves that call too, and before each the desk has as long for itself as the last took.
type compaction struct {
	turn         chan struct{} // size 1; full while one rests or is under way
	begun, ended atomic.Int64  // the number of the last that began, and that ended well
	lasted       time.Duration // how long the last took; for whoever has the turn
	over         time.Time     // when it ended; for whoever has the turn
}

// Compact implements core.Store: it writes the whole database anew, and nobody else writes
// meanwhile. Overwriting what is deleted (PRAGMA secure_delete) would not do: where a page
// of a table was split, SQLite leaves copies of rows that moved.
func (d *DB) Compact(ctx context.Context) error {
	if d.writer == nil {
		return core.NewError(core.CodeConflict, "desk_read_only")
	}
	c := &d.compaction
	before := c.begun.Load()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	}
	if c.ended.Load() > before {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(c.lasted - time.Since(c.over)):
	}
	number := c.begun.Add(1)
	err := d.compact(ctx)
	if err == nil {
		c.ended.Store(number)
	}
	return err
}

func (d *DB) compact(ctx context.Context) error {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return explain(ctx, "wait for the writing connection", err)
	}
	defer func() { _ = conn.Close() }()
	if err := d.files.check(); err != nil {
		return err
	}
	if err := d.reserveForCompact(); err != nil {
		return err
	}
	background := context.WithoutCancel(ctx) // the driver would start a goroutine for each statement
	began := time.Now()
	_, err = conn.ExecContext(background, "VACUUM")
	d.compaction.over = time.Now()
	d.compaction.lasted = d.compaction.over.Sub(began)
	if err != nil {
		return explain(ctx, "write the database anew", err)
	}
	d.files.committed()
	written, err := wal.SaltOf(d.files.identity.Path() + "-wal")
	if err != nil {
		return folder.Unusable(d.files.identity.Dir(), err)
	}
	if err := conn.Close(); err != nil { // others write while the log is in use
		return explain(ctx, "write the database anew", err)
	}
	return d.emptyLog(ctx, written)
}

// reserveForCompact makes sure that a log fits on the disk which holds every page of the
// database.
func (d *DB) reserveForCompact() error {
	dir, path := d.files.identity.Dir(), d.files.identity.Path()
	info, err := os.Stat(path)
	if err != nil {
		return folder.Unusable(dir, err)
	}
	if free, _, ok := folder.Space(dir); ok && free < info.Size()+info.Size()/8 {
		return core.NewError(core.CodeUnavailable, "compact_no_room", core.ShortSize(info.Size()+info.Size()/8), core.ShortSize(free))
	}
	d.files.mu.Lock()
	defer d.files.mu.Unlock()
	return d.files.index.Reserve(info.Size())
}

// How often, and how long, a log is tried to be emptied that another program uses. One
// that copies every change, such as Litestream, uses it all the time, and has it begun anew
// once a minute.
const (
	emptyEvery = 250 * time.Millisecond
	emptyUntil = 90 * time.Second
)

// emptyLog removes from the log what was written before and with the salt.
func (d *DB) emptyLog(ctx context.Context, salt wal.Salt) error {
	for began := time.Now(); ; {
		empty, err := d.tryEmptyLog(context.WithoutCancel(ctx), salt)
		if empty || err != nil {
			return err
		}
		if time.Since(began) > emptyUntil {
			return core.NewError(core.CodeUnavailable, "log_in_use")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(emptyEvery):
		}
	}
}

// tryEmptyLog moves all of the log into the database and cuts it off. If another program
// prevents that, but has had the log begun anew, only what is left behind its new
// end is cut off.
func (d *DB) tryEmptyLog(ctx context.Context, salt wal.Salt) (empty bool, err error) {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return false, explain(ctx, "wait for the writing connection", err)
	}
	defer func() { _ = conn.Close() }()
	if err := d.files.check(); err != nil {
		return false, err
	}
	if empty, err = d.truncateLog(ctx, conn); empty || err != nil {
		return empty, err
	}
	began, err := conn.BeginTx(ctx, nil) // immediate: nobody appends to the log meanwhile
	if e, ok := errors.AsType[sqlite3.Error](err); ok && e.Code == sqlite3.ErrBusy {
		return false, nil
	}
	if err != nil {
		return false, explain(ctx, "begin a transaction", err)
	}
	defer func() { _ = began.Rollback() }()
	path := d.files.identity.Path() + "-wal"
	now, err := wal.SaltOf(path)
	if err == nil && now != salt {
		empty, err = true, cutLog(path)
	}
	if err != nil {
		return false, folder.Unusable(d.files.identity.Dir(), err)
	}
	return empty, nil
}

// truncateLog moves the log into the database and cuts it off, unless somebody uses it for
// longer than a moment.
func (d *DB) truncateLog(ctx context.Context, conn *sql.Conn) (bool, error) {
	empty, err := sqlite.TruncateLog(ctx, conn, "100")
	d.files.committed()
	return empty, explain(ctx, "empty the log", err)
}

// cutLog cuts off what is behind the end of a log that nobody writes.
func cutLog(path string) error {
	log, err := wal.Read(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, log.Size)
}
