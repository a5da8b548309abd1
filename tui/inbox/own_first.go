package inbox

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

// In the list of active chats those of this operator stand first, then those of others.
// All screens share what is read of the others': a page of all chats, from which each
// leaves its own ones out. Own ones are read again only when something happened in them.

// key is a place in a list.
type key struct {
	others bool // behind the chats of this operator
	core.Cursor
}

// keyOf is the place of a chat.
func (l *List) keyOf(row core.ChatRow) key {
	return key{others: l.me != 0 && !row.Chat.TakesPart(l.me), Cursor: row.Cursor()}
}

// compare orders keys: own chats first, then as the store does (see core.Cursor).
func (l *List) compare(a, b key) int {
	c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	switch {
	case a.others != b.others && a.others:
		return 1
	case a.others != b.others:
		return -1
	case l.state == core.Completed:
		return -c
	}
	return c
}

// firstOther is the index of the first chat of others, len(l.items) if the window has
// none.
func (l *List) firstOther() int {
	i := slices.IndexFunc(l.items, func(it item) bool { return !it.row.Chat.TakesPart(l.me) })
	if i < 0 {
		return len(l.items)
	}
	return i
}

// refreshFrom is the index from which the window is read again: the chats above are not
// out of date. due is false if none of those that are seen, or nearly, is.
func (l *List) refreshFrom() (from int, due bool) {
	from = max(l.top-overscan, 0)
	if l.me == 0 || l.reads.ownStale {
		return from, l.reads.stale || l.reads.ownStale
	}
	others, seen := l.firstOther(), l.top+l.visible()+overscan
	return max(from, others), l.reads.stale && others < seen && (others < len(l.items) || l.end)
}

// keepsOwn reports whether the request leaves the chats of this operator as they are.
func (r Request) keepsOwn() bool { return r.others && r.from == nil }

// Page is what was read for a Request: rows in list order. Last is whether the list ends
// there.
type Page struct {
	Rows []core.ChatRow
	Last bool
	own  []core.ChatID // chats of this operator among those of all
}

// read makes the read.
func (r Request) read(ctx context.Context, d core.Reader) (Page, error) {
	q := r.Query
	switch {
	case r.me == 0:
		rows, err := d.Rows(ctx, q)
		return Page{Rows: rows, Last: len(rows) < q.Limit}, err
	case q.Before:
		return r.readBefore(ctx, d)
	case r.others:
		return othersOf(ctx, d, q, r.me)
	}
	own := q
	own.Mine = r.me
	rows, err := d.Rows(ctx, own)
	if err != nil || len(rows) == own.Limit {
		return Page{Rows: rows}, err
	}
	q.Cursor, q.From, q.Limit = nil, false, q.Limit-len(rows)
	p, err := othersOf(ctx, d, q, r.me)
	held := make(map[core.ChatID]bool, len(rows))
	for _, row := range rows {
		held[row.Chat.ID] = true
	}
	p.Rows = slices.DeleteFunc(p.Rows, func(row core.ChatRow) bool { return held[row.Chat.ID] }) // given away between the reads
	p.Rows = append(rows[:len(rows):len(rows)], p.Rows...)
	return p, err
}

// readBefore reads upwards: of the others' chats, and then of this operator's.
func (r Request) readBefore(ctx context.Context, d core.Reader) (p Page, err error) {
	q := r.Query
	if r.others || q.Cursor == nil {
		if p, err = othersOf(ctx, d, q, r.me); err != nil || !p.Last {
			return p, err
		}
		q.Cursor, q.From = nil, false
	}
	q.Mine, q.Limit = r.me, max(q.Limit-len(p.Rows), 1)
	own, err := d.Rows(ctx, q)
	p.Rows = slices.DeleteFunc(p.Rows, func(row core.ChatRow) bool {
		return slices.ContainsFunc(own, func(o core.ChatRow) bool { return o.Chat.ID == row.Chat.ID })
	})
	return Page{Rows: append(own[:len(own):len(own)], p.Rows...), Last: len(own) < q.Limit}, err
}

// othersOf reads chats in which me takes no part, from a page of all chats that screens
// share. Where me has most of those, it reads a page without them.
func othersOf(ctx context.Context, d core.Reader, q core.RowQuery, me core.OperatorID) (Page, error) {
	shared := q
	shared.Limit = pageSize
	all, err := d.Rows(ctx, shared)
	if err != nil {
		return Page{}, err
	}
	p := Page{Last: len(all) < pageSize}
	for _, row := range all {
		if row.Chat.TakesPart(me) {
			p.own = append(p.own, row.Chat.ID)
		} else {
			p.Rows = append(p.Rows, row)
		}
	}
	if p.Last || len(p.Rows) >= min(q.Limit, pageSize/2) {
		return p, nil
	}
	q.Except, q.Limit = me, max(q.Limit, 1)
	rows, err := d.Rows(ctx, q)
	p.Rows, p.Last = slices.Clone(rows), len(rows) < q.Limit
	return p, err
}
