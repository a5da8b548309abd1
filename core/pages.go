package core

import "context"

// Each gives fn one by one what read returns page by page, until a page has fewer than
// size. So that the next page begins there, fn notes how far it has come.
func Each[T any](size int, read func() ([]T, error), fn func(T) error) error {
	for {
		page, err := read()
		if err != nil {
			return err
		}
		for _, v := range page {
			if err := fn(v); err != nil {
				return err
			}
		}
		if len(page) < size {
			return nil
		}
	}
}

// EachRow gives fn the rows of a whole list.
func EachRow(ctx context.Context, r Reader, q RowQuery, fn func(ChatRow) error) error {
	const size = 200
	q.Cursor, q.Before, q.Limit = nil, false, size
	return Each(size, func() ([]ChatRow, error) { return r.Rows(ctx, q) }, func(row ChatRow) error {
		q.Cursor = new(row.Cursor())
		return fn(row)
	})
}
