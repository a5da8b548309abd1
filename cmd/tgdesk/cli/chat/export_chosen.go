package chat

import (
	"context"
	"slices"
	"time"

	"tgdesk/core"
)

// choose reads the flags that choose chats, as they were given at that time.
func (e *manyExport) choose(ctx context.Context, f exportFlags, at time.Time) (err error) {
	e.state.Asked = at
	if e.q, err = f.query(ctx, e.env, e.r, at.In(e.env.Zone)); err == nil {
		e.match, err = f.matching(ctx, e.r, at.In(e.env.Zone))
	}
	return err
}

// find lists the chats in which the search finds something.
func (e *manyExport) find(ctx context.Context) error {
	const pageSize = 500
	q := *e.match
	q.Limit, e.found = pageSize, map[core.ChatID]bool{}
	for more := true; more; {
		page, err := e.r.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, hit := range page.Hits {
			e.found[hit.Chat] = true
		}
		more, q.Cursor = page.More, page.Next
	}
	return nil
}

// each gives fn the chats that are to be written still, as they stand when their turn
// comes.
func (e *manyExport) each(ctx context.Context, fn func(core.ChatRow) error) error {
	const pageSize = 1000
	q := e.q
	q.After, q.Last, q.Limit = e.state.After, e.state.Last, pageSize
	return core.Each(pageSize, func() ([]core.ChatID, error) { return e.page(ctx, q) }, func(id core.ChatID) error {
		if q.After = id; e.found != nil && !e.found[id] {
			return nil
		}
		row, err := e.r.Row(ctx, id)
		if core.IsNotFound(err) || err == nil && !e.wanted(row) {
			return nil // it has gone, or changed, since the page was read
		}
		if err != nil {
			return err
		}
		return fn(row)
	})
}

func (e *manyExport) page(ctx context.Context, q core.ChatQuery) ([]core.ChatID, error) {
	if e.numbers == nil {
		return e.r.ChatNumbers(ctx, q)
	}
	from, _ := slices.BinarySearch(e.numbers, q.After+1)
	return e.numbers[from:min(len(e.numbers), from+q.Limit)], nil
}

func (e *manyExport) wanted(row core.ChatRow) bool {
	return e.numbers != nil || (e.q.State == "" || e.q.State == row.Chat.State) && !row.Chat.Apart()
}
