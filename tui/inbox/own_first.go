package inbox

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

// In the list of active chats those that this operator is asked to take over stand first,
// then their own, then those of others. All screens share what is read of the others': a
// page of all chats, from which each leaves its own ones out. Own ones are read again only
// when something happened in them.

// part is a part of a list.
type part int

// The parts, in their order. A list in which nobody's chats stand first is one part.
const (
	partAsking part = iota // who holds them asks this operator to take them over
	partOwn
	partOthers
)

// key is a place in a list.
type key struct {
	part part
	core.Cursor
}

// keyOf is the place of a chat.
func (l *List) keyOf(row *core.ChatRow) key {
	k := key{Cursor: row.Cursor()}
	switch {
	case l.me == 0 || row.Asks(l.me):
	case row.Chat.TakesPart(l.me), l.mine:
		k.part = partOwn
	default:
		k.part = partOthers
	}
	return k
}

// compare orders keys: by part, then as the store does (see core.Cursor).
func (l *List) compare(a, b key) int {
	c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	if l.state == core.Completed {
		c = -c
	}
	return cmp.Or(cmp.Compare(a.part, b.part), c)
}

// firstOther is the index of the first chat of others, len(l.items) if the window has
// none.
func (l *List) firstOther() int {
	return l.first(func(it item) bool { return !it.row.Concerns(l.me) })
}

func (l *List) first(ok func(item) bool) int {
	if i := slices.IndexFunc(l.items, ok); i >= 0 {
		return i
	}
	return len(l.items)
}

// refreshFrom is the index from which the window is read again: the chats above are not
// out of date. due is false if none of those that are seen, or nearly, is.
func (l *List) refreshFrom() (from int, due bool) {
	from = max(l.top-overscan, 0)
	if l.me == 0 || l.mine || l.reads.ownStale {
		return from, l.reads.stale || l.reads.ownStale
	}
	others, seen := l.firstOther(), l.top+l.visible()+overscan
	return max(from, others), l.reads.stale && others < seen && (others < len(l.items) || l.end)
}

// keepsOwn reports whether the request leaves the chats of this operator as they are.
func (r Request) keepsOwn() bool { return r.part == partOthers && r.from == nil && !r.Query.Before }

// Page is what was read for a Request: rows in list order, which screens may share. Last
// is whether the list ends there.
type Page struct {
	Rows []*core.ChatRow
	Last bool
	own  []core.ChatID // chats of this operator among those of all
}

// read makes the read: from the part where it begins on, downwards or upwards, until the
// page is full.
func (r Request) read(ctx context.Context, d core.Reader) (p Page, err error) {
	q, last, step := r.Query, partOthers, part(1)
	if r.mine {
		last = partOwn
	}
	if q.Before {
		last, step = partAsking, -1
	}
	if r.me == 0 {
		last = r.part
	}
	for at := r.part; ; at += step {
		more, err := r.readPart(ctx, d, at, q)
		if err != nil {
			return Page{}, err
		}
		left := max(q.Limit-len(more.Rows), 1)
		fresh := slices.DeleteFunc(more.Rows, func(row *core.ChatRow) bool { // went to another part between the reads
			return slices.ContainsFunc(p.Rows, func(o *core.ChatRow) bool { return o.Chat.ID == row.Chat.ID })
		})
		if q.Before {
			p.Rows = append(fresh, p.Rows...)
		} else {
			p.Rows = append(p.Rows, fresh...)
		}
		p.own = append(p.own, more.own...)
		if !more.Last || at == last {
			p.Last = more.Last
			return p, nil
		}
		q.Cursor, q.From, q.Limit = nil, false, left
	}
}

// readPart reads a page of one part.
func (r Request) readPart(ctx context.Context, d core.Reader, at part, q core.RowQuery) (Page, error) {
	switch {
	case r.me == 0:
	case at == partOthers:
		return othersOf(ctx, d, q, r.me)
	case at == partOwn:
		q.Mine = r.me
	default:
		q.Asked, q.Unread = r.me, 0
	}
	rows, err := d.Rows(ctx, q)
	last := len(rows) < q.Limit
	if err == nil && q.Unread != 0 {
		rows, err = keepOpen(ctx, d, q, rows, r.open)
	}
	return Page{Rows: pointers(rows), Last: last}, err
}

// pointers leaves rows, which may be shared, where they are.
func pointers(rows []core.ChatRow) []*core.ChatRow {
	all := make([]*core.ChatRow, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}

// othersOf reads chats with which me has nothing to do, from a page of all chats that
// screens share. Where me has to do with most of those, it reads a page without them.
func othersOf(ctx context.Context, d core.Reader, q core.RowQuery, me core.OperatorID) (Page, error) {
	shared := q
	shared.Limit = pageSize
	all, err := d.Rows(ctx, shared)
	if err != nil {
		return Page{}, err
	}
	p := Page{Last: len(all) < pageSize}
	for _, row := range pointers(all) {
		if row.Concerns(me) {
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
	p.Rows, p.Last = pointers(rows), len(rows) < q.Limit
	return p, err
}
