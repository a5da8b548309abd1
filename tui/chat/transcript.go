// Package chat is the chat that is open: its header, its messages, and the panel
// about its visitor. A Transcript is a window of the messages that grows upwards
// page by page and downwards as messages come, with the wrapped lines of each
// message cached until it changes.
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
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
	"tgdesk/tui/theme"
)

// Options are what a transcript's look depends on besides its messages.
type Options struct {
	Now      time.Time
	Location *time.Location // the time zone to show; nil for that of Now
	Theme    *theme.Theme
	Locale   *locale.Catalogue
	Focused  bool
	// Hints name the keys that help, shown with a failed message or beside a
	// file.
	Hints    Hints
	Pictures Pictures // nil when pictures are not shown
	// Progress returns the progress of a message's file, in either direction. It is
	// called only for files being transferred; nil when that is unknown.
	Progress func(core.MessageID) (core.Progress, bool)
	// Wait says why and for how long the chat's queued messages wait, WaitShort
	// only for how long; "" when they do not.
	Wait, WaitShort string
}

// Hints are what can be done about a message: appended to why it failed, or
// beside its file.
type Hints struct {
	Failed, Unknown string
	Fetch           string // for a file that is not on the desk
	File            string // for a selected file that is
}

// Transcript is the state of one view of a chat. It belongs to one goroutine.
type Transcript struct {
	row    core.ChatRow
	unread core.MessageID // messages of the visitor after it are new; 0 = no divider

	items          []*item // without gaps, ordered by their positions
	oldest         core.MessageID
	newest         core.MessageID
	positions      map[core.MessageID]position // of parts of albums; others are ordered by id
	regroupDue     bool                        // parts of albums have come
	start          bool                        // the oldest message is the chat's first
	divider        core.MessageID
	byTelegram     map[int64]core.MessageID
	answeredOnly   map[int64]*item  // by Telegram's id: answered messages that are not in the window
	brokenPictures map[version]bool // files that turned out to be no pictures
	newlyBroken    []version        // those that the last frame came upon

	w, h     int
	o        Options
	top      linePos
	follow   bool // the last line is visible, and stays so when messages come
	wantTop  bool // going to the top; older pages are still missing
	newBelow int
	selected core.MessageID

	reads reads
}

// linePos is an item and one of its lines, separators included.
type linePos struct{ item, line int }

// NewTranscript returns a transcript without a chat.
func NewTranscript() *Transcript {
	return &Transcript{
		follow: true, byTelegram: map[int64]core.MessageID{}, answeredOnly: map[int64]*item{}, brokenPictures: map[version]bool{},
		positions: map[core.MessageID]position{},
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

// Chat returns the chat that is shown; 0 if none.
func (t *Transcript) Chat() core.ChatID { return t.row.Chat.ID }

// Unread moves the divider before the visitor's first message after from; 0
// removes it.
func (t *Transcript) Unread(from core.MessageID) {
	t.keepPosition(func() {
		t.unread, t.divider = from, 0
		t.placeDivider(t.items)
	})
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

// Loaded reports whether the first page has been delivered.
func (t *Transcript) Loaded() bool { return t.reads.loaded }

// Len returns the number of messages in the window.
func (t *Transcript) Len() int { return len(t.items) }

// AtBottom reports whether the end of the newest message is visible.
func (t *Transcript) AtBottom() bool { return t.follow }

// NewBelow returns the number of messages that came below the visible ones.
func (t *Transcript) NewBelow() int { return t.newBelow }

// Last returns the newest message in the window; 0 if none.
func (t *Transcript) Last() core.MessageID { return t.newest }

// Newest returns the newest message in the window that ok accepts.
func (t *Transcript) Newest(ok func(core.Message) bool) (core.Message, bool) {
	for _, it := range slices.Backward(t.items) {
		if ok(it.m) {
			return it.m, true
		}
	}
	return core.Message{}, false
}

// Update takes a message that was read again: it replaces one in the window,
// and is added if it is newer than all. Any other is left to the next reads.
func (t *Transcript) Update(m core.Message) {
	if m.ChatID == t.row.Chat.ID && t.reads.loaded {
		t.keepPosition(func() {
			t.upsert(m, t.reads.epoch)
			t.regroup()
		})
	}
}
