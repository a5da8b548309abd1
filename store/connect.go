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

// connectTimeout is how long, and connectRetry how often, the first connection is
// tried while other processes use the database.
const (
	connectTimeout = 5 * time.Second
	connectRetry   = 10 * time.Millisecond
)

// setting is a pragma and its expected value. Every new connection is verified:
// the driver silently ignores misspelled keys of its connection string, and SQLite
// settings that the file system does not support.
type setting struct{ pragma, want string }

// connector opens connections of one kind.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// openWriter returns the pool of the writing connection. synchronous is FULL:
// updates that were confirmed to Telegram could not be fetched again after a power
// failure. The log grows to 4000 pages (16 MB) before a checkpoint, so that
// replies rarely wait for one.
func openWriter(path string) *sql.DB {
	const (
		options = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=1" +
			"&_busy_timeout=5000&_cache_size=-16000&_stmt_cache_size=64"
		more = "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000"
	)
	db := open(path, options, more, []setting{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"busy_timeout", "5000"},
		{"cache_size", "-16000"}, {"temp_store", "2"}, {"journal_size_limit", "67108864"}, {"wal_autocheckpoint", "4000"},
	})
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

// openPool returns the pool of reading connections. Its transactions are single
// statements: a longer one would block checkpoints.
func openPool(path string) *sql.DB {
	db := open(path, "mode=ro&_query_only=1&_busy_timeout=5000&_stmt_cache_size=64", "PRAGMA temp_store = MEMORY",
		[]setting{{"query_only", "1"}, {"busy_timeout", "5000"}, {"temp_store", "2"}})
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db
}

func open(path, options, more string, want []setting) *sql.DB {
	hook := func(c *sqlite3.SQLiteConn) error {
		if _, err := c.Exec(more, nil); err != nil {
			return err
		}
		return verifySettings(c, want)
	}
	return sql.OpenDB(connector{dsn: dsn(path, options), driver: &sqlite3.SQLiteDriver{ConnectHook: hook}})
}

// dsn returns path as a URI. Without the scheme, SQLite would ignore mode=ro;
// without escapes, a '?', '#' or '%' would end the path.
func dsn(path, options string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options}
	return u.String()
}

// verifySettings fails if a setting of c does not have the expected value.
func verifySettings(c *sqlite3.SQLiteConn, want []setting) error {
	for _, s := range want {
		got, err := pragma(c, s.pragma)
		if err != nil {
			return err
		}
		if got != s.want {
			return core.NewError(core.CodeUnavailable, "store_setting", s.pragma, s.want, got)
		}
	}
	return nil
}

func pragma(c *sqlite3.SQLiteConn, name string) (_ string, err error) {
	rows, err := c.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	value := make([]driver.Value, 1)
	if err := rows.Next(value); err != nil {
		return "", fmt.Errorf("read back %s: %w", name, err)
	}
	if b, ok := value[0].([]byte); ok {
		return strings.ToLower(string(b)), nil
	}
	return strings.ToLower(fmt.Sprint(value[0])), nil
}
