package inbox

import (
	"slices"

	"tgdesk/core"
)

// The sizes of the window, in chats.
const (
	pageSize  = 50
	maxWindow = 200
	overscan  = 20 // chats read beyond each edge of the visible ones
)

// Request is a read that the pane needs. Whoever makes it returns it with
// Deliver or Fail.
type Request struct {
	Query core.RowQuery
	seq   uint64
	kind  readKind
}

type readKind int

const (
	readWindow  readKind = iota // a new window, at l.seek
	readRefresh                 // the visible chats again
	readAfter                   // the page after the window
	readBefore
)

// reads is the read under way. There is one at a time: pages of two reads
// would not fit together.
type reads struct {
	seq      uint64
	inFlight bool
	stale    bool // visible chats may be out of date
	failed   bool // the last read failed; wait for a move or Invalidate
}

// place is where a new window begins: at a key, at the list's start, or at its
// end.
type place struct {
	at     *core.Cursor
	bottom bool
	moved  int // how far the cursor was moved since, in chats
}

// goTo makes the next read one of a new window; a page still under way belongs
// to the old one and will be dropped.
func (l *List) goTo(p place) {
	l.seek = &p
	l.reads = reads{seq: l.reads.seq + 1}
}

// stay gives up a jump whose page was not delivered yet: the cursor was put
// somewhere else meanwhile.
func (l *List) stay() {
	if l.seek != nil {
		l.seek = nil
		l.reads = reads{seq: l.reads.seq + 1, stale: true}
	}
}

// Invalidate reports that chats may have changed: what is visible is read
// again.
func (l *List) Invalidate() { l.reads.stale, l.reads.failed = true, false }

// Wants reports whether Need would return a read.
func (l *List) Wants() bool {
	return !l.reads.inFlight && !l.reads.failed && (l.seek != nil || l.reads.stale || l.lacksAfter() || l.lacksBefore())
}

// lacksAfter and lacksBefore report whether chats are missing within overscan of
// the visible ones.
func (l *List) lacksAfter() bool { return !l.end && l.top+l.visible()+overscan > len(l.items) }

func (l *List) lacksBefore() bool { return !l.start && l.top < overscan }

// Need returns the next read to make: false while one is under way, or when
// nothing around the visible chats is missing.
func (l *List) Need() (Request, bool) {
	if l.reads.inFlight || l.reads.failed {
		return Request{}, false
	}
	r := Request{Query: core.RowQuery{State: l.state, Brand: l.brand, Limit: pageSize}}
	switch {
	case l.seek != nil:
		r.kind, r.Query.Cursor, r.Query.From, r.Query.Before = readWindow, l.seek.at, l.seek.at != nil, l.seek.bottom
		l.reads.stale = false
	case l.reads.stale:
		r.kind = readRefresh
		l.visibleQuery(&r.Query)
		l.reads.stale = false
	case l.lacksAfter():
		r.kind = readAfter
		r.Query.Cursor = l.key(len(l.items) - 1)
	case l.lacksBefore():
		r.kind, r.Query.Before = readBefore, true
		r.Query.Cursor = l.key(0)
	default:
		return Request{}, false
	}
	l.reads.seq++
	l.reads.inFlight = true
	r.seq = l.reads.seq
	return r, true
}

// visibleQuery completes the query that reads the visible chats and the
// overscan around them again.
func (l *List) visibleQuery(q *core.RowQuery) {
	from := max(l.top-overscan, 0)
	if from > 0 || !l.start {
		q.Cursor, q.From = l.key(from), true
	}
	q.Limit = max(l.top-from+l.visible()+overscan, pageSize)
}

// key is the cursor of the window's chat i; nil when the window is empty.
func (l *List) key(i int) *core.Cursor {
	if len(l.items) == 0 {
		return nil
	}
	c := l.items[i].row.Cursor()
	return &c
}

// Fail reports that a read failed. Nothing is read again before the next move
// or Invalidate.
func (l *List) Fail(r Request) {
	if r.seq != l.reads.seq || !l.reads.inFlight {
		return
	}
	l.reads.inFlight, l.reads.failed = false, true
	l.reads.stale = l.reads.stale || r.kind == readRefresh
}

// Deliver takes the rows that r asked for. It returns false, and changes
// nothing, when they came too late to be of use.
func (l *List) Deliver(r Request, rows []core.ChatRow) bool {
	if r.seq != l.reads.seq || !l.reads.inFlight {
		return false
	}
	l.reads.inFlight = false
	last := len(rows) < r.Query.Limit
	switch r.kind {
	case readAfter:
		l.appendPage(rows, last)
	case readBefore:
		l.prependPage(rows, last)
	case readRefresh:
		l.refresh(r.Query, rows, last)
	case readWindow:
		l.replaceWindow(r.Query, rows, last)
	}
	l.trim()
	l.clamp()
	return true
}

func (l *List) appendPage(rows []core.ChatRow, last bool) {
	l.items = append(l.items, l.newItems(rows)...)
	l.end = last
}

func (l *List) prependPage(rows []core.ChatRow, last bool) {
	added := l.newItems(rows)
	l.items = append(added, l.items...)
	l.top += len(added)
	l.cursor += len(added)
	l.start = last
}

// newItems returns items for the rows that the window does not hold yet: a
// chat may have moved between two reads.
func (l *List) newItems(rows []core.ChatRow) []item {
	known := make(map[core.ChatID]bool, len(l.items))
	for i := range l.items {
		known[l.items[i].row.Chat.ID] = true
	}
	unknown := slices.DeleteFunc(slices.Clone(rows), func(r core.ChatRow) bool { return known[r.Chat.ID] })
	return newItems(unknown)
}

// replaceWindow makes rows the window at the place that was sought.
func (l *List) replaceWindow(q core.RowQuery, rows []core.ChatRow, last bool) {
	moved := l.seek.moved
	l.seek = nil
	if len(rows) == 0 && q.Cursor != nil {
		l.goTo(place{bottom: true, moved: moved}) // the place lies beyond the last chat
		return
	}
	l.items = newItems(rows)
	l.start = q.Cursor == nil && (!q.Before || last)
	l.end = q.Before || last
	l.top, l.cursor = 0, 0
	if q.Before {
		l.cursor = len(rows) - 1
	}
	l.cursor += moved
}

// refresh makes rows the window, with the same chat first and the same chat
// chosen as before, or the ones that are in their places now.
func (l *List) refresh(q core.RowQuery, rows []core.ChatRow, last bool) {
	if len(rows) == 0 && q.Cursor != nil {
		l.goTo(place{bottom: true})
		return
	}
	atStart := l.start && l.top == 0 && l.cursor == 0 && !l.pinned
	old, top, cursor := l.items, l.top, l.cursor
	l.items, l.start, l.end = newItems(rows), q.Cursor == nil, last
	if atStart || len(old) == 0 {
		l.top, l.cursor = 0, 0
		return
	}
	l.top = l.indexOf(old[top].row.Cursor())
	was := old[cursor].row
	if l.cursor = l.index(was.Chat.ID); l.cursor >= 0 {
		return
	}
	if l.cursor = l.indexOf(was.Cursor()); l.cursor == len(l.items) && !l.end {
		key := was.Cursor()
		l.goTo(place{at: &key}) // it left what was read
	}
}

// indexOf returns the index of the first chat that is not before the key.
func (l *List) indexOf(key core.Cursor) int {
	i := slices.IndexFunc(l.items, func(it item) bool { return l.compare(it.row.Cursor(), key) >= 0 })
	if i < 0 {
		return len(l.items)
	}
	return i
}

// compare orders keys as the store does (see core.Cursor).
func (l *List) compare(a, b core.Cursor) int {
	c := a.At.Compare(b.At)
	if c == 0 && a.ID != b.ID {
		c = 1
		if a.ID < b.ID {
			c = -1
		}
	}
	if l.state == core.Completed {
		return -c
	}
	return c
}

// trim drops what is far from the visible chats.
func (l *List) trim() {
	limit := max(maxWindow, l.visible()+2*(overscan+pageSize))
	if surplus := len(l.items) - limit; surplus > 0 {
		front := min(surplus, max(l.top-overscan-pageSize, 0))
		back := surplus - front
		l.start, l.end = l.start && front == 0, l.end && back == 0
		l.items = slices.Clone(l.items[front : len(l.items)-back])
		l.top -= front
		l.cursor -= front
	}
}
