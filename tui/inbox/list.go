// Package inbox is the four lists of chats. A List is a window over any number of
// chats, read page by page by key, with a cursor that stays on its chat; the Inbox
// holds the four, reads for them and draws them.
//
// A List is not bubbles/list, which holds all items in memory, renders 50 rows of
// 2,000 in 0.7 ms with 900 allocations, and pages by number: here a pane costs
// 20 µs whether there are a hundred chats or a hundred thousand, and rows that
// come or go move nothing that is looked at.
//
// A List must not read itself: Need says what to read, Deliver takes it. The
// package must not know the areas beside it or how a key is called.
package inbox

import (
	"slices"
	"sort"

	"tgdesk/core"
	"tgdesk/tui/layout"
)

// List is the state of one pane. It belongs to one goroutine. Between method
// calls the cursor's chat is always visible.
type List struct {
	state core.State
	query core.RowQuery   // what of the state it shows
	me    core.OperatorID // whose chats stand first, 0 if the list has one part
	mine  bool            // it shows those only

	items      []item    // a window: a contiguous part of the list
	start, end bool      // the window reaches the list's start, its end
	top        int       // index of the first visible chat
	cursor     int       // index of the chosen chat; 0 when there is none
	height     int       // of the pane, in screen rows
	pinned     bool      // the cursor's chat is being looked at
	leaving    departure // what this operator makes leave the list

	reads reads
	seek  *place // where the next window begins, if a new one is to be read
	owed  int    // how far the cursor still moves, once what lies there is read
}

// departure is a chat that leaves a list, and where it was when it was told to.
type departure struct {
	chat core.ChatID
	from key
}

// NewList returns a pane of the chats in state s, empty until its first page is
// delivered.
func NewList(s core.State) *List {
	return &List{state: s, query: core.RowQuery{State: s}, seek: &place{}}
}

// SetHeight sets the height of the pane in screen rows; Render does too.
func (l *List) SetHeight(h int) {
	if h = max(h, 0); h != l.height {
		l.height = h
		l.clamp()
	}
}

// Current returns the chat under the cursor; false when the list is empty or
// not read yet.
func (l *List) Current() (core.ChatRow, bool) {
	if len(l.items) == 0 {
		return core.ChatRow{}, false
	}
	return *l.items[l.cursor].row, true
}

// Rows returns the chats of the window in list order.
func (l *List) Rows() []core.ChatRow {
	rows := make([]core.ChatRow, len(l.items))
	for i := range l.items {
		rows[i] = *l.items[i].row
	}
	return rows
}

// shown returns the visible chats.
func (l *List) shown() []*core.Chat {
	var chats []*core.Chat
	for i := l.top; i < min(l.top+l.visible(), len(l.items)); i++ {
		chats = append(chats, &l.items[i].row.Chat)
	}
	return chats
}

func (l *List) index(id core.ChatID) int {
	return slices.IndexFunc(l.items, func(it item) bool { return it.row.Chat.ID == id })
}

// chatbots is the index of the first chat that a chatbot holds, len(l.items) if the window
// has none: they stand behind all others, under a heading of one row.
func (l *List) chatbots() int {
	return sort.Search(len(l.items), func(i int) bool { return l.items[i].row.Chat.HeldByChatbot() })
}

// fitting is how many chats fit entirely, also beside the heading of a chatbot's chats; at
// least 1.
func (l *List) fitting() int {
	h := l.height
	if l.chatbots() < len(l.items) {
		h--
	}
	return max(h/layout.ChatRows, 1)
}

// visible is how many chats are visible at least in part.
func (l *List) visible() int { return (l.height + layout.ChatRows - 1) / layout.ChatRows }

// clamp restores what holds between method calls: no blank rows where a chat
// could be shown, and the cursor's chat visible entirely.
func (l *List) clamp() {
	if len(l.items) == 0 {
		l.top, l.cursor = 0, 0
		return
	}
	l.cursor = min(max(l.cursor, 0), len(l.items)-1)
	l.top = min(max(l.top, 0), l.lastTop())
	l.top = max(min(l.top, l.cursor), l.cursor-l.fitting()+1)
}

// lastTop is the largest index that may be shown first.
func (l *List) lastTop() int {
	if l.end {
		return max(len(l.items)-l.fitting(), 0)
	}
	return max(len(l.items)-1, 0)
}

// Move moves the cursor n chats down, or up when n is negative; beyond the window
// once Need's page was delivered. Until a jump has ended it only tries that again.
func (l *List) Move(n int) {
	l.reads.failed = false
	if l.seek != nil {
		return
	}
	to := l.cursor + n
	l.cursor = to
	l.clamp()
	if past := to - l.cursor; past > 0 && !l.end || past < 0 && !l.start {
		l.owed = past
	}
}

// jumping reports whether the cursor is under way to a chat that is being read.
func (l *List) jumping() bool { return (l.seek != nil || l.owed != 0) && !l.reads.failed }

// Page moves the cursor by n screens less a chat each.
func (l *List) Page(n int) { l.Move(n * max(l.fitting()-1, 1)) }

// HalfPage moves the cursor by n halves of a screen.
func (l *List) HalfPage(n int) { l.Move(n * max(l.fitting()/2, 1)) }

// Scroll moves the view by n chats; the cursor moves only as far as it must to
// stay visible.
func (l *List) Scroll(n int) {
	l.cancelJump()
	l.reads.failed = false
	l.top = min(max(l.top+n, 0), l.lastTop())
	l.cursor = min(max(l.cursor, l.top), l.top+l.fitting()-1)
	l.clamp()
}

// choose puts the cursor on chat i of the window.
func (l *List) choose(i int) {
	l.cancelJump()
	l.cursor = i
	l.clamp()
}

// Top chooses the first chat of the list, at once or, when the window does not
// reach that far, once Need's page was delivered.
func (l *List) Top() {
	if l.start {
		l.choose(0)
	} else {
		l.jump(place{})
	}
}

// Bottom chooses the last chat of the list, as Top does the first.
func (l *List) Bottom() {
	if l.end {
		l.choose(len(l.items) - 1)
	} else {
		l.jump(place{bottom: true})
	}
}

// Seek chooses a chat wherever it is in the list: at once or, when it lies
// outside the window, once Need's page was delivered. If the chat has left the
// list by then, the one in its place is chosen.
func (l *List) Seek(row core.ChatRow) {
	if i := l.index(row.Chat.ID); i >= 0 {
		l.choose(i)
		return
	}
	at := l.keyOf(&row)
	l.jump(place{at: &at})
}

// ClickAt chooses the chat at row dy of the pane; false if there is none.
func (l *List) ClickAt(dy int) bool {
	if heading := (max(l.chatbots(), l.top) - l.top) * layout.ChatRows; heading == dy && l.chatbots() < len(l.items) {
		return false
	} else if dy > heading {
		dy--
	}
	i := l.top + dy/layout.ChatRows
	if dy < 0 || dy >= l.height || i >= len(l.items) {
		return false
	}
	l.choose(i)
	return true
}
