package inbox

import (
	"slices"
	"time"

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
	Query       core.RowQuery
	me          core.OperatorID // whose chats stand first, 0 if the list has one part
	mine        bool            // it has no part of others
	part        part            // where it begins
	open        core.ChatID     // the chat in the transcript
	from        *key            // where the page begins or, upwards, ends; nil for an end of the list
	keep        int             // how many chats of the window are not read again
	seq         uint64
	kind        readKind
	top, cursor core.ChatID // the first visible chat and the chosen one, 0 if there are none
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
	ownStale bool // and so may those of this operator
	failed   bool // the last read failed; wait for a move or Invalidate
}

// place is where a new window begins: at a key, at the list's start, or at its
// end.
type place struct {
	at     *key
	bottom bool
}

// jump makes the next read one of a new window; a page still under way belongs
// to the old one and will be dropped.
func (l *List) jump(p place) {
	l.seek, l.owed = &p, 0
	l.reads = reads{seq: l.reads.seq + 1}
}

// cancelJump drops a jump whose page was not delivered yet: the cursor was put
// somewhere else meanwhile.
func (l *List) cancelJump() {
	l.owed = 0
	if l.seek != nil {
		l.seek = nil
		l.reads = reads{seq: l.reads.seq + 1, stale: true, ownStale: true}
	}
}

// Invalidate reports that chats may have changed, and whether some of this operator's:
// what is visible is read again.
func (l *List) Invalidate(own bool) {
	l.reads.stale, l.reads.failed = true, false
	l.reads.ownStale = l.reads.ownStale || own
}

// Need returns the next read to make: false while one is under way, or when
// nothing around the visible chats is missing.
func (l *List) Need() (Request, bool) {
	r, ok := l.next()
	if ok {
		l.reads.seq++
		l.reads.inFlight = true
		if r.kind == readWindow || r.kind == readRefresh {
			l.reads.stale, l.reads.ownStale = false, false
		}
		r.seq = l.reads.seq
		r.top, r.cursor = l.position()
	}
	return r, ok
}

// position returns the first visible chat and the chosen one.
func (l *List) position() (top, cursor core.ChatID) {
	if len(l.items) == 0 {
		return 0, 0
	}
	return l.items[l.top].row.Chat.ID, l.items[l.cursor].row.Chat.ID
}

// next is Need without the promise to make the read.
func (l *List) next() (r Request, ok bool) {
	r.Query, r.me, r.mine = l.query, l.me, l.mine
	r.Query.Limit = pageSize
	from, stale := l.refreshFrom()
	switch {
	case l.reads.inFlight || l.reads.failed:
		return r, false
	case l.seek != nil:
		r.kind, r.from, r.Query.From, r.Query.Before = readWindow, l.seek.at, l.seek.at != nil, l.seek.bottom
		if l.seek.bottom {
			r.part = l.lastPart()
		}
	case stale:
		r.kind = readRefresh
		switch {
		case l.me != 0 && !l.mine && !l.reads.ownStale && from == l.firstOther() && (from > 0 || l.start):
			r.part, r.keep = partOthers, from
		case from > 0 || !l.start:
			r.from, r.Query.From = l.key(from), true
		}
		r.Query.Limit = max(l.top-from+l.visible()+overscan, pageSize)
	case !l.end && l.top+l.visible()+overscan > len(l.items):
		r.kind, r.from = readAfter, l.key(len(l.items)-1)
	case !l.start && l.top < overscan:
		r.kind, r.from, r.Query.Before = readBefore, l.key(0), true
	default:
		return r, false
	}
	if r.from != nil {
		r.Query.Cursor, r.part = &r.from.Cursor, r.from.part
	}
	return r, true
}

// lastPart is the part with which the list ends.
func (l *List) lastPart() part {
	switch {
	case l.me == 0:
		return partAsking
	case l.mine:
		return partOwn
	}
	return partOthers
}

// key is the place of the window's chat i; nil when the window is empty.
func (l *List) key(i int) *key {
	if len(l.items) == 0 {
		return nil
	}
	k := l.keyOf(l.items[i].row)
	return &k
}

// Fail reports that a read failed. Nothing is read again before the next move
// or Invalidate.
func (l *List) Fail(r Request) {
	if r.seq != l.reads.seq || !l.reads.inFlight {
		return
	}
	l.reads.inFlight, l.reads.failed, l.owed = false, true, 0
	if r.kind == readRefresh {
		l.reads.stale, l.reads.ownStale = true, l.reads.ownStale || !r.keepsOwn()
	}
}

// Deliver takes the page that r asked for. It returns false, and changes
// nothing, when it came too late to be of use.
func (l *List) Deliver(r Request, p Page) bool {
	if r.seq != l.reads.seq || !l.reads.inFlight {
		return false
	}
	l.reads.inFlight = false
	rows, last := p.Rows, p.Last
	if r.kind == readRefresh && l.movedBeyond(r, p) {
		l.reads.stale, l.reads.ownStale = true, l.reads.ownStale || !r.keepsOwn()
		return false
	}
	switch r.kind {
	case readAfter:
		l.items = append(l.items, itemsOf(nil, notIn(l.items, rows))...)
		l.end = last
	case readBefore:
		added := itemsOf(nil, notIn(l.items, rows))
		l.items = append(added, l.items...)
		l.top += len(added)
		l.cursor += len(added)
		l.start = last
	case readRefresh:
		l.refresh(r, p)
	case readWindow:
		l.replaceWindow(r, p)
	}
	if l.index(l.leaving.chat) < 0 {
		l.leaving = departure{}
	}
	l.trim()
	l.clamp()
	owed := l.owed
	l.owed = 0
	l.Move(owed)
	return true
}

// movedBeyond reports whether the view went to where a refresh did not look.
func (l *List) movedBeyond(r Request, p Page) bool {
	top, cursor := l.position()
	if top == r.top && cursor == r.cursor || len(p.Rows) == 0 {
		return false
	}
	bottom := l.key(max(min(l.top+l.visible(), len(l.items))-1, l.cursor))
	return r.from != nil && l.compare(*l.key(l.top), *r.from) < 0 || !p.Last && l.compare(*bottom, l.keyOf(p.Rows[len(p.Rows)-1])) > 0
}

// notIn returns the rows that are none of the items: a chat may have moved between two
// reads.
func notIn(items []item, rows []*core.ChatRow) []*core.ChatRow {
	known := make(map[core.ChatID]bool, len(items))
	for i := range items {
		known[items[i].row.Chat.ID] = true
	}
	return slices.DeleteFunc(rows, func(r *core.ChatRow) bool { return known[r.Chat.ID] })
}

// replaceWindow makes rows the window at the place that was sought.
func (l *List) replaceWindow(r Request, p Page) {
	q := r.Query
	l.seek = nil
	if len(p.Rows) == 0 && r.from != nil {
		l.jump(place{bottom: true}) // the place lies beyond the last chat
		return
	}
	l.items = itemsOf(nil, p.Rows)
	l.start = r.from == nil && (!q.Before || p.Last)
	l.end = q.Before || p.Last
	l.top, l.cursor = 0, 0
	if q.Before {
		l.cursor = len(p.Rows) - 1
	}
}

// refresh makes rows the window, with the same chat first and the same chat
// chosen as before, or the ones that are in their places now.
func (l *List) refresh(r Request, p Page) {
	if len(p.Rows) == 0 && r.from != nil {
		l.jump(place{bottom: true})
		return
	}
	atStart := l.start && l.top == 0 && l.cursor == 0 && !l.pinned
	old, top, cursor := l.items, l.top, l.cursor
	l.items, l.end = append(slices.Clone(old[:r.keep]), itemsOf(old, notIn(old[:r.keep], p.Rows))...), p.Last
	if !r.keepsOwn() {
		l.start = r.from == nil
	}
	// What became this operator's without their being told is read as well.
	l.reads.ownStale = l.reads.ownStale || r.keepsOwn() && l.start && slices.ContainsFunc(p.own, func(id core.ChatID) bool { return l.index(id) < 0 })
	if atStart || len(old) == 0 {
		l.top, l.cursor = 0, 0
		return
	}
	l.top = l.indexOf(l.keyOf(old[top].row))
	was := old[cursor].row
	if l.cursor = l.index(was.Chat.ID); l.cursor >= 0 {
		return
	}
	at := l.keyOf(was)
	if l.leaves(was.Chat.ID) {
		at = l.leaving.from
	}
	if l.cursor = l.indexOf(at); l.cursor == len(l.items) && !l.end {
		l.jump(place{at: &at}) // it left what was read
	}
}

// Leave says that a chat is about to leave the list. The cursor then goes to the
// chat that follows it now: the last reply moves the chat away before it ends.
func (l *List) Leave(id core.ChatID) {
	if i := l.index(id); i >= 0 {
		l.leaving = departure{chat: id, from: *l.key(i)}
	}
}

// Stays takes Leave back.
func (l *List) Stays(id core.ChatID) {
	if l.leaves(id) {
		l.leaving = departure{}
	}
}

// leaves reports whether this operator makes a chat leave the list.
func (l *List) leaves(id core.ChatID) bool { return id != 0 && l.leaving.chat == id }

// indexOf returns the index of the first chat that is not before a place.
func (l *List) indexOf(at key) int {
	return l.first(func(it item) bool { return l.compare(l.keyOf(it.row), at) >= 0 })
}

// firstSoon is when the first of the chats will be near its limit; zero if none will.
func firstSoon(items []item, open func(core.BrandID) time.Duration) (first time.Time) {
	for i := range items {
		if at := usedAt(&items[i].row.Chat, soonPercent, open); first.IsZero() || !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	return first
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
