package store

import (
	"context"

	"tgdesk/core"
	"tgdesk/store/search"
	"tgdesk/store/sqlite"
)

// searched is what a search reads of the desk.
type searched struct{ reader }

// Query implements search.Reader.
func (s searched) Query(ctx context.Context, doing string, each func(sqlite.Row) error, query string, args ...any) error {
	_, err := queryAll(ctx, s.q, doing, func(row scanner) (struct{}, error) { return struct{}{}, each(row) }, query, args...)
	return err
}

// indexed is the desk to which an index belongs.
type indexed struct {
	searched
	desk *DB
}

// Exec implements search.Desk.
func (i indexed) Exec(ctx context.Context, doing, query string, args ...any) error {
	return i.desk.write(ctx, func(t *tx) error {
		return execute(ctx, t, doing, query, args...)
	})
}

// Search implements core.Reader.
func (r reader) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	return search.Scan(ctx, searched{r}, q)
}

// Search implements core.Reader.
func (d *DB) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	r, err := d.index.Search(ctx, q)
	return r, explain(ctx, "search", err)
}

// IndexSearch implements core.Store.
func (d *DB) IndexSearch(ctx context.Context) (core.IndexProgress, error) {
	p, err := d.index.Step(ctx)
	return p, explain(ctx, "index for search", err)
}

// DropSearch implements core.Store.
func (d *DB) DropSearch(ctx context.Context) error {
	return explain(ctx, "delete the search index", d.index.Drop())
}

// CleanSearch implements core.Store.
func (d *DB) CleanSearch(ctx context.Context) error {
	return explain(ctx, "clean the search index", d.index.Clean(ctx))
}

// CheckSearch reads the whole index, and says how far it has come, or why it comes no further.
// Not usable is one that the desk makes anew, or some of it, the next time that it runs.
func (d *DB) CheckSearch(ctx context.Context) (p core.IndexProgress, usable bool, err error) {
	p, usable, err = d.index.Check(ctx)
	return p, usable, explain(ctx, "check the search index", err)
}

// closeIndex closes the index before the database, in which it notes how.
func (d *DB) closeIndex() error {
	return explain(context.Background(), "close the search index", d.index.Close())
}
