package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync/atomic"

	"tgdesk/store/seal"

	"tgdesk/core"
)

// queryer runs statements: on the reading pool, or within a transaction. The
// same queries serve both. Statements are plain text; each connection keeps
// them prepared.
type queryer interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	// failed hears of an error that came while rows were read.
	failed(err error)
}

// reader implements core.Reader.
type reader struct {
	q      queryer
	sealer seal.Sealer
}

var _ core.Reader = reader{}

// poolQueryer reads what is committed.
type poolQueryer struct {
	db      *sql.DB
	suspect *atomic.Bool // see DB
}

func (p poolQueryer) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.db.QueryContext(ctx, steady(query), args...)
	p.failed(err)
	return rows, err
}

func (p poolQueryer) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.db.ExecContext(ctx, steady(query), args...)
}

func (p poolQueryer) failed(err error) {
	if corrupt(err) {
		p.suspect.Store(true)
	}
}

// steady keeps a statement's first plan. Where SQLite may compare a column with
// a bare parameter, it notes that other values may want another plan, and the
// driver, which clears the values after each use, makes it plan anew every time
// (sqlite3_clear_bindings): three quarters of the time of a row's query. A
// unary plus changes no value and is no bare parameter.
func steady(query string) string { return strings.ReplaceAll(query, "?", "+?") }

// scanner is one row.
type scanner interface{ Scan(into ...any) error }

// collect reads all rows of a query and closes it before it returns.
func collect[T any](ctx context.Context, q queryer, doing string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return nil, explain(ctx, doing, err)
	}
	list, err := scanAll(rows, scan)
	if err != nil {
		q.failed(err)
		return nil, explain(ctx, doing, err)
	}
	return list, nil
}

func scanAll[T any](rows *sql.Rows, scan func(scanner) (T, error)) (list []T, err error) {
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

// one reads the only row of a query; what names it when there is none.
func one[T any](ctx context.Context, q queryer, what thing, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	list, err := collect(ctx, q, "read "+what.noun, scan, query, args...)
	var zero T
	if err != nil {
		return zero, err
	}
	if len(list) == 0 {
		return zero, what.missing()
	}
	return list[0], nil
}

// scanValue reads rows of one column, where NULL is the zero value.
func scanValue[T any](row scanner) (T, error) {
	var v T
	err := row.Scan(opt(&v))
	return v, err
}

// number reads a query that always gives one row with one whole number.
func number(ctx context.Context, q queryer, doing, query string, args ...any) (int, error) {
	list, err := collect(ctx, q, doing, scanValue[int], query, args...)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0], nil
}

// insert runs an INSERT and returns the new row's id.
func insert(ctx context.Context, q queryer, doing, query string, args ...any) (int64, error) {
	result, err := q.exec(ctx, query, args...)
	if err != nil {
		return 0, explain(ctx, doing, err)
	}
	id, err := result.LastInsertId()
	return id, explain(ctx, doing, err)
}

// change runs a statement and returns how many rows it changed.
func change(ctx context.Context, q queryer, doing, query string, args ...any) (int, error) {
	result, err := q.exec(ctx, query, args...)
	if err != nil {
		return 0, explain(ctx, doing, err)
	}
	n, err := result.RowsAffected()
	return int(n), explain(ctx, doing, err)
}

// save runs an UPDATE of one row; what names it when there is none.
func save(ctx context.Context, q queryer, what thing, query string, args ...any) error {
	n, err := change(ctx, q, "save "+what.noun, query, args...)
	if err == nil && n == 0 {
		return what.missing()
	}
	return err
}
