// Package inbox is one pane of chats: a window over a list that may be far
// longer, read page by page by key, with a cursor that stays on its chat.
//
// It must not read the store itself: Need says what to read, Deliver takes
// it. It must not move what is shown because chats came or went, know the
// keyboard, or look at the clock: the time comes with RenderOptions.
package inbox

import (
	"slices"

	"tgdesk/core"
)

// rowHeight is the height of a chat in screen rows.
const rowHeight = 2

// List is the state of one pane. It belongs to one goroutine. Between its
// methods the cursor's chat is always within what is shown.
type List struct {
	state core.State
	brand core.BrandID

	items      []item // a contiguous piece of the list
	start, end bool   // the piece reaches the list's start, its end
	top        int    // index of the first chat shown
	cursor     int    // index of the chosen chat; 0 when there is none
	height     int    // of the pane, in screen rows
	pinned     bool   // somebody looks at the cursor's chat

	reads reads
	seek  *place // a place outside the window that is to be read
}

// New returns the pane of the chats in state s. It is empty until its first
// page is delivered.
func New(s core.State) *List {
	return &List{state: s, seek: &place{}}
}

// State is the state whose chats the pane shows.
func (l *List) State() core.State { return l.state }

// SetBrand shows the chats of one brand only (0 = all) and starts over.
func (l *List) SetBrand(id core.BrandID) {
	if id == l.brand {
		return
	}
	l.brand = id
	l.items, l.start, l.end, l.top, l.cursor = nil, false, false, 0, 0
	l.goTo(place{})
}

// SetHeight tells how many screen rows the pane has; Render does too.
func (l *List) SetHeight(h int) {
	if h = max(h, 0); h != l.height {
		l.height = h
		l.clamp()
	}
}

// Len is the number of chats in the window.
func (l *List) Len() int { return len(l.items) }

// Current returns the chosen chat; false when the list is empty or not read.
func (l *List) Current() (core.ChatRow, bool) {
	if len(l.items) == 0 {
		return core.ChatRow{}, false
	}
	return l.items[l.cursor].row, true
}

// Rows returns the chats of the window in list order.
func (l *List) Rows() []core.ChatRow {
	rows := make([]core.ChatRow, len(l.items))
	for i := range l.items {
		rows[i] = l.items[i].row
	}
	return rows
}

// Find returns a chat of the window.
func (l *List) Find(id core.ChatID) (core.ChatRow, bool) {
	if i := l.index(id); i >= 0 {
		return l.items[i].row, true
	}
	return core.ChatRow{}, false
}

func (l *List) index(id core.ChatID) int {
	return slices.IndexFunc(l.items, func(it item) bool { return it.row.Chat.ID == id })
}

// fitting is how many chats fit as a whole; at least 1.
func (l *List) fitting() int { return max(l.height/rowHeight, 1) }

// visible is how many chats are seen at least in part.
func (l *List) visible() int { return (l.height + rowHeight - 1) / rowHeight }

// clamp restores what holds between methods: no rows left blank that could
// show a chat, and the cursor shown whole.
func (l *List) clamp() {
	if len(l.items) == 0 {
		l.top, l.cursor = 0, 0
		return
	}
	n := l.fitting()
	l.cursor = min(max(l.cursor, 0), len(l.items)-1)
	l.top = min(max(l.top, 0), l.lastTop())
	l.top = max(min(l.top, l.cursor), l.cursor-n+1)
}

// lastTop is the largest index that may be shown first.
func (l *List) lastTop() int {
	if l.end {
		return max(len(l.items)-l.fitting(), 0)
	}
	return max(len(l.items)-1, 0)
}
