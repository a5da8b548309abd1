package store

import (
	"context"
	"database/sql"
	"sync/atomic"

	"tgdesk/core"
	"tgdesk/store/seal"
	"tgdesk/store/sqlite"
)

// queryer runs statements on the reading pool or in a transaction. Each
// connection caches its prepared statements.
type queryer interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	// observe is called with errors of reading rows, after the query.
	observe(err error)
}

// reader implements core.Reader and those of secrets.
type reader struct {
	q      queryer
	sealer seal.Sealer
}

var (
	_ core.Reader        = reader{}
	_ core.ChannelReader = reader{}

	_ core.ChatbotSecretReader = reader{}
)

// poolQueryer queries the reading pool.
type poolQueryer struct {
	db           *sql.DB
	maybeCorrupt *atomic.Bool // see DB
}

func (p poolQueryer) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.db.QueryContext(ctx, sqlite.StablePlan(query), args...)
	p.observe(err)
	return rows, err
}

func (p poolQueryer) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.db.ExecContext(ctx, sqlite.StablePlan(query), args...)
}

func (p poolQueryer) observe(err error) {
	if sqlite.Corrupt(err) {
		p.maybeCorrupt.Store(true)
	}
}

// scanner is one row.
type scanner = sqlite.Row

// queryAll returns all rows of a query.
func queryAll[T any](ctx context.Context, q queryer, doing string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return nil, explain(ctx, doing, err)
	}
	list, err := sqlite.ScanAll(rows, scan)
	if err != nil {
		q.observe(err)
		return nil, explain(ctx, doing, err)
	}
	return list, nil
}

// queryFirst returns the first row of a query, the zero value without one.
func queryFirst[T any](ctx context.Context, q queryer, doing string, scan func(scanner) (T, error), query string, args ...any) (first T, err error) {
	list, err := queryAll(ctx, q, doing, scan, query, args...)
	if len(list) > 0 {
		first = list[0]
	}
	return first, err
}

// queryOne returns the only row of a query. what is not found without one.
func queryOne[T any](ctx context.Context, q queryer, what target, scan func(scanner) (T, error), query string, args ...any) (one T, err error) {
	list, err := queryAll(ctx, q, "read "+what.noun, scan, query, args...)
	if err != nil {
		return one, err
	}
	if len(list) == 0 {
		return one, what.notFound()
	}
	return list[0], nil
}

// scanTo scans rows of which the columns are for the targets of a value.
func scanTo[T any](targets func(*T) []any) func(scanner) (T, error) {
	return func(row scanner) (v T, err error) {
		err = row.Scan(targets(&v)...)
		return v, err
	}
}

// scanValue scans rows of one column. NULL is the zero value.
func scanValue[T any](row scanner) (T, error) {
	var v T
	err := row.Scan(nullable(&v))
	return v, err
}

// queryInt returns the integer of a query with one row and one column.
func queryInt(ctx context.Context, q queryer, doing, query string, args ...any) (int, error) {
	return queryFirst(ctx, q, doing, scanValue[int], query, args...)
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

// execute runs a statement.
func execute(ctx context.Context, q queryer, doing, query string, args ...any) error {
	_, err := q.exec(ctx, query, args...)
	return explain(ctx, doing, err)
}

// execCount runs a statement and returns how many rows it changed.
func execCount(ctx context.Context, q queryer, doing, query string, args ...any) (int, error) {
	result, err := q.exec(ctx, query, args...)
	if err != nil {
		return 0, explain(ctx, doing, err)
	}
	n, err := result.RowsAffected()
	return int(n), explain(ctx, doing, err)
}

// updateOne runs an UPDATE of one row. what is not found without one.
func updateOne(ctx context.Context, q queryer, what target, query string, args ...any) error {
	n, err := execCount(ctx, q, "save "+what.noun, query, args...)
	if err == nil && n == 0 {
		return what.notFound()
	}
	return err
}
