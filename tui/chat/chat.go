// Package chat shows the messages of one chat: a piece of the history
// that grows upwards page by page and downwards as messages come, with the
// wrapped lines of each message kept until they change.
//
// It must not read the store itself: Need says what to read, Deliver takes
// it. It must not move what is shown while somebody has scrolled up, know the
// keyboard, or draw text that has not gone through core/clean.
package chat

import (
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
	"tgdesk/tui/theme"
)

// Options is what the look of a transcript depends on beside its messages.
type Options struct {
	Now      time.Time
	Location *time.Location // the time zone that is shown; nil for that of Now
	Theme    *theme.Theme
	Words    *locale.Catalogue
	Focused  bool
	Hints    Hints
	Pictures Pictures // nil when pictures are not shown
	// Progress tells how far a message's file has come, in either direction;
	// nil when nothing does. It is asked for files under way only.
	Progress func(core.MessageID) (core.Progress, bool)
	// Wait says why and for how long queued messages of the chat wait, WaitShort
	// only how long; "" when they do not.
	Wait, WaitShort string
}

// Hints are what can be done about a message: appended to why it failed, or
// beside its file.
type Hints struct {
	Failed, Unknown string
	Fetch           string // of a file that is not here
	File            string // of a selected file that is here
}

// Transcript is the state of one view on a chat. It belongs to one goroutine.
type Transcript struct {
	row    core.ChatRow
	unread core.MessageID // messages of the visitor after it are new; 0 = no divider

	items          []*item // without gaps, ordered by their spots
	oldest         core.MessageID
	newest         core.MessageID
	positions      map[core.MessageID]position // of parts of albums; others stand where their ids say
	regroupDue     bool                        // parts of albums have come since regroup
	start          bool                        // the oldest message is the chat's first
	divider        core.MessageID
	byTelegram     map[int64]core.MessageID
	answeredOnly   map[int64]*item  // by Telegram's id, what is answered but not held
	brokenPictures map[version]bool // pictures that cannot be shown
	newlyBroken    []version        // among them, those that the last drawing came upon

	w, h     int
	o        Options
	top      linePos
	follow   bool // the last line is shown, and will be when messages come
	wantTop  bool // Top was asked for and older pages are still missing
	newBelow int
	selected core.MessageID

	reads reads
}

// linePos is a line: an item and a line of it, separators included.
type linePos struct{ item, line int }

// New returns a transcript without a chat.
func New() *Transcript {
	return &Transcript{
		follow: true, byTelegram: map[int64]core.MessageID{}, answeredOnly: map[int64]*item{}, brokenPictures: map[version]bool{},
		positions: map[core.MessageID]position{},
	}
}

// SetChat shows a chat from its newest messages, with a divider before the
// visitor's first message after unreadFrom (none if 0). When the chat is the
// one that is shown already, only what is known of it is replaced.
func (t *Transcript) SetChat(row core.ChatRow, unreadFrom core.MessageID) {
	if row.Chat.ID == t.row.Chat.ID {
		t.row = row
		return
	}
	w, h, o, seq := t.w, t.h, t.o, t.reads.seq+1
	*t = *New()
	t.row, t.unread, t.w, t.h, t.o, t.reads.seq = row, unreadFrom, w, h, o, seq
}

// Chat is the chat that is shown; 0 if none.
func (t *Transcript) Chat() core.ChatID { return t.row.Chat.ID }

// Unread moves the divider before the visitor's first message after from; 0
// takes it away.
func (t *Transcript) Unread(from core.MessageID) {
	t.keepPosition(func() {
		t.unread, t.divider = from, 0
		t.placeDivider(t.items)
	})
}

// placeDivider looks for the divider's place among items, which are the
// newest or the oldest that the transcript holds.
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

// Loaded reports whether the first page has come.
func (t *Transcript) Loaded() bool { return t.reads.loaded }

// Len is the number of messages that are held.
func (t *Transcript) Len() int { return len(t.items) }

// AtBottom reports whether the newest message is shown to its end.
func (t *Transcript) AtBottom() bool { return t.follow }

// NewBelow is the number of messages that came below what is shown.
func (t *Transcript) NewBelow() int { return t.newBelow }

// Last is the newest message that is held; 0 if none.
func (t *Transcript) Last() core.MessageID { return t.newest }

// Newest returns the lowest of the held messages that ok accepts.
func (t *Transcript) Newest(ok func(core.Message) bool) (core.Message, bool) {
	for _, it := range slices.Backward(t.items) {
		if ok(it.m) {
			return it.m, true
		}
	}
	return core.Message{}, false
}

// Update takes a message that was read anew: one that is held is replaced,
// one newer than all is added, any other is left to the next reads.
func (t *Transcript) Update(m core.Message) {
	if m.ChatID == t.row.Chat.ID && t.reads.loaded {
		t.keepPosition(func() {
			t.upsert(m, t.reads.epoch)
			t.regroup()
		})
	}
}
