package store

import (
	"context"
	"database/sql"
	"os"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// Compact implements core.Store: it writes the whole database anew. Overwriting what is
// deleted (PRAGMA secure_delete) would not do: where a page of a table was split, SQLite
// leaves copies of rows that moved.
func (d *DB) Compact(ctx context.Context) error {
	if d.writer == nil {
		return core.NewError(core.CodeConflict, "desk_read_only")
	}
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
	ctx = context.WithoutCancel(ctx) // the driver would start a goroutine for each statement
	if _, err := conn.ExecContext(ctx, "VACUUM"); err != nil {
		return explain(ctx, "write the database anew", err)
	}
	err = emptyLog(ctx, conn)
	d.files.committed()
	return err
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
	need := (info.Size()/(4096+24)/indexFrames+1)*indexBlock + indexAhead
	if need <= d.files.reserved {
		return nil
	}
	if err := folder.Reserve(d.files.index, need); err != nil {
		return err
	}
	d.files.reserved = need
	return nil
}

// emptyLog moves all of the log into the database and cuts it off.
func emptyLog(ctx context.Context, conn *sql.Conn) error {
	var busy, pages, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return explain(ctx, "empty the log", err)
	}
	if busy != 0 {
		return core.NewError(core.CodeUnavailable, "log_in_use")
	}
	return nil
}
