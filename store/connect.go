package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// readers is the number of reading connections. More would only compete for the
// disk.
const readers = 4

// busyTimeout is how many milliseconds a connection waits for other processes.
const busyTimeout = "5000"

// connectTimeout is how long, and connectRetry how often, the first connection is
// tried while other processes use the database.
const (
	connectTimeout = 5 * time.Second
	connectRetry   = 10 * time.Millisecond
)

// setting is a pragma and its value, as SQLite reads it back. Every new connection
// verifies them: SQLite silently ignores misspelled pragmas, and settings that the
// file system does not support.
type setting struct{ pragma, value string }

// connector opens connections of one kind.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
	// allow is asked before each connection: a new one would use what lies at the
	// path now, together with the log of what lay there before. nil allows all.
	allow func() error
}

func (c connector) Connect(context.Context) (driver.Conn, error) {
	if c.allow != nil {
		if err := c.allow(); err != nil {
			return nil, err
		}
	}
	return c.driver.Open(c.dsn)
}

func (c connector) Driver() driver.Driver { return c.driver }

// openWriter returns the pool of the writing connection. synchronous is FULL:
// updates that were confirmed to Telegram could not be fetched again after a power
// failure. The log grows to 4000 pages (16 MB) before a checkpoint, so that
// replies rarely wait for one. The pool gives the connection to one goroutine at a time,
// so that SQLite need not lock it in every call.
func openWriter(path string, allow func() error) *sql.DB {
	db := open(path, "_txlock=immediate&_mutex=no&_stmt_cache_size=64", []setting{
		{"busy_timeout", busyTimeout}, {"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"cache_size", "-16000"},
		{"temp_store", "2"}, {"journal_size_limit", "67108864"}, {"wal_autocheckpoint", "4000"},
	}, allow)
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	return db
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

// The modes of connections that only read.
const (
	readWithLog = "mode=ro"
	// readAlone reads the file as it is and makes no file beside it, so that nobody
	// may be changing it, and a log is ignored.
	readAlone = "mode=ro&immutable=1"
)

// openPool returns the pool of reading connections. Its transactions are single
// statements: a longer one would block checkpoints.
func openPool(path, mode string, allow func() error) *sql.DB {
	db := open(path, mode+"&_stmt_cache_size=64", []setting{{"busy_timeout", busyTimeout}, {"temp_store", "2"}, {"query_only", "1"}}, allow)
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db
}

// open returns a pool of connections to the database at path. options are the
// driver's, for what is no pragma.
func open(path, options string, settings []setting, allow func() error) *sql.DB {
	hook := func(c *sqlite3.SQLiteConn) error {
		for _, s := range settings {
			if err := set(c, s); err != nil {
				return err
			}
		}
		return nil
	}
	return sql.OpenDB(connector{dsn: dsn(path, options), driver: &sqlite3.SQLiteDriver{ConnectHook: hook}, allow: allow})
}

// dsn returns path as a URI. Without the scheme, SQLite would ignore mode=ro;
// without escapes, a '?', '#' or '%' would end the path.
func dsn(path, options string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options}
	return u.String()
}

// set applies a setting and fails if it does not hold.
func set(c *sqlite3.SQLiteConn, s setting) (err error) {
	if _, err := c.Exec("PRAGMA "+s.pragma+" = "+s.value, nil); err != nil {
		return err
	}
	rows, err := c.Query("PRAGMA "+s.pragma, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil {
		return fmt.Errorf("read back %s: %w", s.pragma, err)
	}
	got := fmt.Sprint(row[0])
	if b, ok := row[0].([]byte); ok {
		got = string(b)
	}
	if got = strings.ToLower(got); got != s.value {
		return core.NewError(core.CodeUnavailable, "store_setting", s.pragma, s.value, got)
	}
	return nil
}
