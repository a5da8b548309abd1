package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/store/sqlite"
)

// connectTimeout is how long, and connectRetry how often, the first connection is
// tried while other processes use the database.
const (
	connectTimeout = 5 * time.Second
	connectRetry   = 10 * time.Millisecond
)

// openWriter returns the pool of the writing connection. synchronous is FULL:
// updates that were confirmed to Telegram could not be fetched again after a power
// failure. The pool gives the connection to one goroutine at a time, so that SQLite need
// not lock it in every call.
func openWriter(path string, allow func() error) *sql.DB {
	return sqlite.OpenWriter(path, "&_mutex=no", allow, "synchronous = 2", "foreign_keys = 1")
}

// connectWriter opens the first connection of db. While another process switches a
// new database to WAL, SQLite returns SQLITE_BUSY at once, whatever the busy
// timeout (sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL
// Mode").
func connectWriter(ctx context.Context, db *sql.DB) error {
	for began := time.Now(); ; time.Sleep(connectRetry) {
		err := db.PingContext(ctx)
		e, ok := errors.AsType[sqlite3.Error](err)
		if !ok || e.Code != sqlite3.ErrBusy || time.Since(began) > connectTimeout {
			return err
		}
	}
}
