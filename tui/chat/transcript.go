// Package chat is the chat that is open: its header, its messages, and the panel
// about its visitor. A Transcript is a window of the messages around the visible
// ones, with the wrapped lines of each message cached until it changes. It is read
// page by page in both directions, and what is far from the screen is dropped: a
// message and a key cost the same however long the chat is.
//
// It is not bubbles/viewport, which holds all lines and searches and cuts them
// for every frame: setting the wrapped lines of 1,000 messages takes 2.6 ms,
// wrapping them again after a resize 29 ms, here a frame takes 6 µs and wraps
// what is visible only. A viewport also scrolls by line number, and what is
// looked at would move whenever older messages are read.
//
// A Transcript must not read itself: Need says what to read, Deliver takes it.
// The package must not know the areas beside it or how a key is called, or draw
// text that has not gone through core/clean.
package chat

import (
	"iter"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/core/fulltext"
	"tgdesk/tui/locale"
	"tgdesk/tui/theme"
)

// Options are what a transcript's look depends on besides its messages.
type Options struct {
	Now      time.Time // in the time zone to show
	Theme    *theme.Theme
	Locale   *locale.Catalogue
	Focused  bool
	Hints    Hints
	Pictures Pictures // nil when pictures are not shown
	// Progress returns the progress of a message's file, in either direction. It is
	// called only for files being transferred; nil when that is unknown.
	Progress func(core.MessageID) (core.Progress, bool)
	// Wait says why and for how long the chat's queued messages wait, WaitShort
	// only for how long; "" when they do not.
	Wait, WaitShort string
}

// Hints name the keys that help: appended to why a message failed, or beside its
// file.
type Hints struct {
	Failed, Unknown string
	Blocked         bool   // they say that the visitor has blocked the bot
	Fetch           string // for a file that is not on the desk
	File            string // for a selected file that is
}

// Transcript is the state of one view of a chat. It belongs to one goroutine.
type Transcript struct {
	row    core.ChatRow
	unread core.MessageID // messages of the visitor after it are new; 0 = no divider

	items          []*item // without gaps, ordered by their positions
	oldest         core.MessageID
	newest         core.MessageID              // 0 if there is none
	counted        core.MessageID              // the newest message that was read, in the window or below it
	positions      map[core.MessageID]position // of parts of albums; others are ordered by id
	regroupDue     bool                        // parts of albums have come
	start          bool                        // the oldest message is the chat's first
	gap            bool                        // there are messages between the window and the chat's end
	divider        core.MessageID
	byTelegram     map[int64]core.MessageID
	answeredOnly   map[int64]*item  // by Telegram's id: answered messages that are not in the window
	words          fulltext.Pattern // of a search, which are marked
	brokenPictures map[version]bool // files that turned out to be no pictures
	newlyBroken    []version        // those that the last frame came upon

	w, h     int
	o        Options
	look     uint64 // counts the changes of o's renderKey
	top      linePos
	follow   bool // the chat's last line is visible, and stays so when messages come
	newBelow int  // messages that came below the visible ones
	selected core.MessageID

	// Where the view goes when the messages there have been read.
	wantFirst, wantLast bool
	want                core.MessageID // 0 for none

	overscan int
	reads    reads
}

// linePos is an item and one of its lines, separators included.
type linePos struct{ item, line int }

func (p linePos) less(q linePos) bool { return p.item < q.item || p.item == q.item && p.line < q.line }

// NewTranscript returns a transcript without a chat.
func NewTranscript() *Transcript {
	return &Transcript{
		follow: true, byTelegram: map[int64]core.MessageID{}, answeredOnly: map[int64]*item{}, brokenPictures: map[version]bool{},
		positions: map[core.MessageID]position{}, overscan: overscan,
	}
}

// SetChat shows a chat from its newest messages, with a divider before the
// visitor's first message after unreadFrom (none if 0). If the chat is shown
// already, only its row is replaced.
func (t *Transcript) SetChat(row core.ChatRow, unreadFrom core.MessageID) {
	if row.Chat.ID == t.row.Chat.ID {
		t.row = row
		return
	}
	w, h, o, seq := t.w, t.h, t.o, t.reads.seq+1
	*t = *NewTranscript()
	t.row, t.unread, t.w, t.h, t.o, t.reads.seq = row, unreadFrom, w, h, o, seq
}

// Mark marks the words of a search wherever they are, none for an empty pattern.
func (t *Transcript) Mark(words fulltext.Pattern) {
	t.keepPosition(func() {
		t.words = words
		t.look++
	})
}

// RemoveDivider removes the divider before new messages.
func (t *Transcript) RemoveDivider() {
	t.keepPosition(func() { t.unread, t.divider = 0, 0 })
}

// placeDivider looks for the divider's position among items, which are the
// newest or the oldest in the window.
func (t *Transcript) placeDivider(items []*item) {
	if t.unread == 0 {
		return
	}
	for _, it := range items {
		if it.m.ID > t.unread && it.m.From == core.FromVisitor {
			if t.divider == 0 || it.m.ID < t.divider {
				t.divider = it.m.ID
			}
			return
		}
	}
}

// Newest returns the newest message in the window that ok accepts.
func (t *Transcript) Newest(ok func(*core.Message) bool) (core.Message, bool) {
	for _, it := range slices.Backward(t.items) {
		if ok(&it.m) {
			return it.m, true
		}
	}
	return core.Message{}, false
}

// maxWidth is the most columns that messages take: texts of more than some ninety
// cells are hard to read, and what stands at their right must stay near them.
const maxWidth = authorX + 90 + 1

// resize sets the size and the look, which decide how messages are wrapped.
func (t *Transcript) resize(w, h int, o Options) {
	w, h = min(max(w, 0), maxWidth), max(h, 0)
	if w == t.w && h == t.h && t.o.renderKey() == o.renderKey() && (t.o.Wait == "") == (o.Wait == "") {
		t.o = o
		return
	}
	t.keepPosition(func() {
		if t.o.renderKey() != o.renderKey() {
			t.look++
		}
		t.w, t.h, t.o = w, h, o
	})
}

// ready reports whether there is something to wrap and room for it.
func (t *Transcript) ready() bool { return t.w > 0 && t.h > 0 && len(t.items) > 0 }

// keepPosition runs change and then shows the same line at the top as before,
// or the last line at the bottom if that was visible, unless that would move
// the selected message off the screen: nobody should act on a message that they
// cannot see.
func (t *Transcript) keepPosition(change func()) {
	var id core.MessageID
	var off int
	if t.ready() {
		id = t.items[t.top.item].m.ID
		before, _ := t.linesBefore(t.top.item)
		off = t.top.line - before
	}
	first, last := t.wantFirst, t.wantLast
	change()
	first, last = first && !t.wantFirst, last && !t.wantLast // what was gone to has been read
	if i, held := t.index(id); id != 0 && held && !first && t.ready() {
		before, _ := t.linesBefore(i)
		t.top = linePos{i, min(max(off+before, 0), t.height(i)-1)}
		t.top = t.linesUp(t.top, max(-off-before, 0)) // lines above its text went
	}
	came := t.newBelow
	t.clamp()
	if at, held := t.index(t.selected); t.selected != 0 && t.ready() {
		switch {
		case first, last:
			t.selectShown(last)
		case held && !t.isVisible(at):
			t.reveal(at)
		}
	}
	if !t.follow {
		t.newBelow = came
	}
}

// height is the number of lines of item i, with its separators and header.
func (t *Transcript) height(i int) int {
	before, headed := t.linesBefore(i)
	return before + len(t.body(i, headed))
}

// visibleLines is how many lines of messages there are on the screen: all but
// the one that announces messages below.
func (t *Transcript) visibleLines() int {
	if t.newBelow > 0 {
		return max(t.h-1, 1)
	}
	return t.h
}

// clamp restores what holds between method calls: the view does not end before
// the last line, and it follows exactly when that line is visible and the chat's
// last.
func (t *Transcript) clamp() {
	if !t.ready() {
		return
	}
	t.top.item = min(t.top.item, len(t.items)-1)
	t.top.line = min(t.top.line, t.height(t.top.item)-1)
	bottom := t.linesUp(linePos{len(t.items) - 1, t.height(len(t.items)-1) - 1}, t.h-1)
	if !t.follow && t.top.less(bottom) {
		return
	}
	t.top, t.follow = bottom, !t.gap
	if t.follow {
		t.newBelow = 0
	}
}

// linesUp returns the position n lines above p, at most the first line.
func (t *Transcript) linesUp(p linePos, n int) linePos {
	for n > p.line {
		if p.item == 0 {
			return linePos{}
		}
		n -= p.line + 1
		p.item--
		p.line = t.height(p.item) - 1
	}
	p.line -= n
	return p
}

// linesDown returns the position n lines below p, at most the last line.
func (t *Transcript) linesDown(p linePos, n int) linePos {
	for {
		left := t.height(p.item) - 1 - p.line
		if n <= left || p.item == len(t.items)-1 {
			p.line += min(n, left)
			return p
		}
		n -= left + 1
		p = linePos{p.item + 1, 0}
	}
}

// visibleItems lists the items with a line on the screen, and the row at which
// each begins; negative when its start is scrolled away.
func (t *Transcript) visibleItems() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		if !t.ready() {
			return
		}
		y := -t.top.line
		for i := t.top.item; i < len(t.items) && y < t.visibleLines(); i++ {
			if !yield(i, y) {
				return
			}
			y += t.height(i)
		}
	}
}

// messageRows returns the rows that item i, which begins at row y, takes without
// its separators: [from, to), which may lie outside the screen.
func (t *Transcript) messageRows(i, y int) (from, to int) {
	return y + t.separatorCount(i), y + t.height(i)
}

// isVisible reports whether any of message i is on the screen.
func (t *Transcript) isVisible(i int) bool {
	for j, y := range t.visibleItems() {
		if from, to := t.messageRows(j, y); j == i {
			return from < t.visibleLines() && to > 0
		}
	}
	return false
}
