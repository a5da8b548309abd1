// Package sqlite is what the packages below store share of SQLite: connections whose
// settings hold, and reading rows. It must not know any table.
package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Row is one row of a result.
type Row interface{ Scan(into ...any) error }

// ScanAll scans the rows of a query, and closes them.
func ScanAll[T any](rows *sql.Rows, scan func(Row) (T, error)) (list []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// StablePlan keeps SQLite from planning a prepared statement again on each use.
// If a column is compared with a bare parameter, SQLite notes that other values
// may need another plan; the driver clears the values after each use
// (sqlite3_clear_bindings), so SQLite would always plan again, which takes three
// quarters of the time of a query for one row. A unary plus changes no value, but
// is no bare parameter.
func StablePlan(query string) string { return strings.ReplaceAll(query, "?", "+?") }

// JSON scans a JSON text.
type JSON struct{ To any }

// Scan implements sql.Scanner.
func (j JSON) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a JSON text cannot be a %T", value)
	}
	return json.Unmarshal([]byte(text), j.To)
}

// Numbers are digits, with a space behind each number: one text passes through the driver in
// a fraction of the time that many rows take.
type Numbers string

// More reports whether there is a next number.
func (n Numbers) More() bool { return n != "" }

// Next takes the first number off.
func (n *Numbers) Next() (value int64) {
	text := *n
	i := 0
	for i < len(text) && text[i] != ' ' {
		value = 10*value + int64(text[i]-'0')
		i++
	}
	*n = text[min(i+1, len(text)):]
	return value
}

// In is a condition for a column with the ids of a set, none for the empty set.
func In(column string, ids interface {
	Empty() bool
	String() string
}) string {
	if ids.Empty() {
		return ``
	}
	return ` AND ` + column + ` IN (` + ids.String() + `)`
}

// Corrupt reports whether err is about a damaged page.
func Corrupt(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
}

// Full reports whether err is about a disk that is full.
func Full(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr && (e.SystemErrno == syscall.ENOSPC || e.SystemErrno == syscall.EDQUOT))
}

// TruncateLog moves the log into the database and cuts it off. It is false if the log is in
// use for longer than a number of milliseconds, in which nobody else can write.
func TruncateLog(ctx context.Context, conn *sql.Conn, patience string) (bool, error) {
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = "+patience); err != nil {
		return false, err
	}
	defer func() { _, _ = conn.ExecContext(ctx, "PRAGMA busy_timeout = "+BusyTimeout) }()
	var busy, pages, moved int
	err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	return busy == 0, err
}
