package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// readers is the number of reading connections. More would only compete for the
// disk.
const readers = 4

// BusyTimeout is how many milliseconds a connection waits for other processes.
const BusyTimeout = "5000"

// The modes of connections that only read.
const (
	ReadWithLog = "mode=ro"
	// ReadAlone reads the file as it is and makes no file beside it, so that nobody
	// may be changing it, and a log is ignored.
	ReadAlone = "mode=ro&immutable=1"
)

// connector opens connections of one kind.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
	allow  func() error
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

// OpenWriter returns the pool of the one connection that writes a database. Its log grows to
// 4000 pages (16 MB) before a checkpoint, so that a write rarely waits for one.
func OpenWriter(path, options string, allow func() error, settings ...string) *sql.DB {
	common := []string{"busy_timeout = " + BusyTimeout, "journal_mode = wal", "cache_size = -16000", "temp_store = 2", "journal_size_limit = 67108864", "wal_autocheckpoint = 4000"}
	db := Open(path, "_txlock=immediate&_stmt_cache_size=64"+options, allow, append(common, settings...)...)
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	return db
}

// OpenPool returns the pool of reading connections. Its transactions are single
// statements: a longer one would block checkpoints.
func OpenPool(path, mode string, allow func() error) *sql.DB {
	db := Open(path, mode+"&_stmt_cache_size=64", allow, "busy_timeout = "+BusyTimeout, "temp_store = 2", "query_only = 1")
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db
}

// Open returns a pool of connections to the database at path. options are the driver's, for
// what is no pragma. allow, if it is not nil, is asked before each connection: a new one
// would use what lies at the path now, together with the log of what lay there before.
//
// settings are pragmas with their values, as SQLite reads them back. Every new connection
// verifies them: SQLite silently ignores misspelled pragmas, and settings that the file
// system does not support.
func Open(path, options string, allow func() error, settings ...string) *sql.DB {
	hook := func(c *sqlite3.SQLiteConn) error {
		for _, s := range settings {
			if err := set(c, s); err != nil {
				return err
			}
		}
		return nil
	}
	return sql.OpenDB(connector{dsn: DSN(path, options), driver: &sqlite3.SQLiteDriver{ConnectHook: hook}, allow: allow})
}

// DSN returns path as a URI. Without the scheme, SQLite would ignore mode=ro;
// without escapes, a '?', '#' or '%' would end the path.
func DSN(path, options string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options}
	return u.String()
}

// set applies a setting and fails if it does not hold.
func set(c *sqlite3.SQLiteConn, setting string) (err error) {
	pragma, value, _ := strings.Cut(setting, " = ")
	if _, err := c.Exec("PRAGMA "+setting, nil); err != nil {
		return err
	}
	rows, err := c.Query("PRAGMA "+pragma, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil {
		return fmt.Errorf("read back %s: %w", pragma, err)
	}
	got := fmt.Sprint(row[0])
	if b, ok := row[0].([]byte); ok {
		got = string(b)
	}
	if got = strings.ToLower(got); got != value {
		return core.NewError(core.CodeUnavailable, "store_setting", pragma, value, got)
	}
	return nil
}
