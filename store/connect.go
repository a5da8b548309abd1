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

// readers is how many queries run at once; more would only share the disk.
const readers = 4

// turnPatience is how long, and turnRetry how often, a first connection is tried
// while others are busy with the database.
const (
	turnPatience = 5 * time.Second
	turnRetry    = 10 * time.Millisecond
)

// setting is a pragma and what it must read back as. The driver ignores a
// misspelt key of its connection string silently, and SQLite a setting that
// the file system cannot bear, so every new connection is read back.
type setting struct{ pragma, want string }

// connector opens connections of one kind, each with its settings checked.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// openWriter returns the pool of the one connection that writes. FULL, because
// what Telegram has seen confirmed cannot be fetched again after a power cut.
// 4000 pages (16 MB) of log before a checkpoint keep replies from waiting for one.
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

// awaitTurn makes db's first connection. While another process turns a new
// database over to its write-ahead log, SQLite says at once that it is busy,
// however patient the connection is (sqlite.org/wal.html, "Sometimes Queries
// Return SQLITE_BUSY In WAL Mode").
func awaitTurn(ctx context.Context, db *sql.DB) error {
	for began := time.Now(); ; time.Sleep(turnRetry) {
		err := db.PingContext(ctx)
		e, ok := errors.AsType[sqlite3.Error](err)
		if !ok || e.Code != sqlite3.ErrBusy || time.Since(began) > turnPatience {
			return err
		}
	}
}

// openPool returns the pool of connections that read. Its transactions are
// single statements: a read that stays open stops every checkpoint.
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
		return readBack(c, want)
	}
	return sql.OpenDB(connector{dsn: dsn(path, options), driver: &sqlite3.SQLiteDriver{ConnectHook: hook}})
}

// dsn writes path as a URI: without the scheme, SQLite would ignore mode=ro,
// and without the escapes, a '?', '#' or '%' in a path would end it.
func dsn(path, options string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options}
	return u.String()
}

// readBack fails when a setting is not in force on c.
func readBack(c *sqlite3.SQLiteConn, want []setting) error {
	for _, s := range want {
		got, err := pragma(c, s.pragma)
		if err != nil {
			return err
		}
		if got != s.want {
			return core.NewError(core.CodeUnavailable, "store_setting",
				s.pragma, s.want, got)
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
