package inbox

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/countdown"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// Inbox is the four lists of chats, one for each state, and their counts.
type Inbox struct {
	s     *session.Session
	lists [layout.PaneCount]*List

	pane     int         // the list that has the focus, or had it last
	focused  bool        // it has the focus
	open     core.ChatID // the chat in the transcript
	gone     bool        // the chat under the cursor left the list by somebody else's hand
	expected core.ChatID // it leaves its list by this operator's own
	jumping  bool        // the cursor goes to an end of its list that is still to be read

	counts  core.Counts
	longest time.Time // since when the chat waits that waits longest
	unsent  int       // replies on their way, in all chats
	reads   throttle
}

// throttle makes at most one read at a time, and lets some time pass between the
// starts of two. The first read after a quiet time starts at once.
type throttle struct {
	busy, waiting bool
	started       time.Time
}

// restBetweenReads is that time.
const restBetweenReads = 25 * time.Millisecond

// New returns the lists, which are empty until they have been read.
func New(s *session.Session) *Inbox {
	b := &Inbox{s: s, focused: true}
	for i, state := range core.States() {
		b.lists[i] = NewList(state)
	}
	return b
}

// Counts are the chats in each state.
func (b *Inbox) Counts() core.Counts { return b.counts }

// Longest is since when the chat waits that waits longest; zero when none does.
func (b *Inbox) Longest() time.Time { return b.longest }

// Unsent is how many replies are on their way, in all chats.
func (b *Inbox) Unsent() int { return b.unsent }

// Pane is the list that has the focus, or had it last.
func (b *Inbox) Pane() layout.Area { return layout.Area(b.pane) }

// Focus gives a list the focus.
func (b *Inbox) Focus(a layout.Area) { b.pane, b.focused = int(a), true }

// Turn makes a list the one that gets the focus next, unless one has it.
func (b *Inbox) Turn(a layout.Area) {
	if !b.focused {
		b.pane = int(a)
	}
}

// Blur says that no list has the focus.
func (b *Inbox) Blur() { b.focused = false }

// PaneOf is the list of the chats in a state.
func PaneOf(s core.State) layout.Area {
	for i, t := range core.States() {
		if s == t {
			return layout.Area(i)
		}
	}
	return layout.ListPending
}

// Current is the chat under the cursor.
func (b *Inbox) Current() (core.ChatRow, bool) { return b.lists[b.pane].Current() }

// Gone reports whether the chat under the cursor left its list by somebody else's
// hand: nothing is done to it, nor to the one in its place.
func (b *Inbox) Gone() bool { return b.gone && b.focused }

// Opened notes which chat is in the transcript.
func (b *Inbox) Opened(id core.ChatID) { b.open = id }

// Expect notes that a chat leaves its list by this operator's own hand.
func (b *Inbox) Expect(id core.ChatID) { b.expected = id }

// Seek puts the cursor of the right list on a chat.
func (b *Inbox) Seek(row core.ChatRow) { b.lists[PaneOf(row.Chat.State)].Seek(row) }

// SetHeights takes the rows that each list has.
func (b *Inbox) SetHeights(p *layout.Plan) {
	for i, l := range b.lists {
		l.SetHeight(p.Panes[i].Body.H)
	}
}

// Held counts the active chats of this operator that the list knows.
func (b *Inbox) Held() (n int) {
	for _, row := range b.lists[layout.ListActive].Rows() {
		if row.Chat.HeldBy(b.s.Operator.ID) {
			n++
		}
	}
	return n
}

// Refresh reads again what is shown.
func (b *Inbox) Refresh() tea.Cmd {
	for _, l := range b.lists {
		l.Invalidate()
	}
	return b.Fill()
}

// PagesMsg is one read of everything that the lists and the top line need.
type PagesMsg struct {
	pages   []page
	counts  core.Counts
	longest time.Time
	unsent  int
	err     error
}

// page is a page that a list asked for.
type page struct {
	list *List
	req  Request
	rows []core.ChatRow
}

// fillMsg says that the next read may start.
type fillMsg struct{}

// Fill reads what is missing of the lists, all in one command.
func (b *Inbox) Fill() tea.Cmd {
	if b.reads.busy || b.reads.waiting {
		return nil
	}
	var pages []page
	for _, l := range b.lists {
		if l.Wants() {
			pages = append(pages, page{list: l})
		}
	}
	if len(pages) == 0 {
		return nil
	}
	if wait := restBetweenReads - time.Since(b.reads.started); wait > 0 {
		b.reads.waiting = true
		return b.s.After(wait, fillMsg{})
	}
	for i := range pages {
		pages[i].req, _ = pages[i].list.Need()
	}
	b.reads.busy, b.reads.started = true, time.Now()
	d := b.s.Desk
	return b.s.Read(func(ctx context.Context) tea.Msg { return read(ctx, d, pages) })
}

func read(ctx context.Context, d *desk.Desk, pages []page) (msg PagesMsg) {
	msg.pages = pages
	for i := range pages {
		if pages[i].rows, msg.err = d.Rows(ctx, pages[i].req.Query); msg.err != nil {
			return msg
		}
	}
	if msg.counts, msg.err = d.Counts(ctx); msg.err != nil {
		return msg
	}
	if msg.longest, msg.err = d.LongestWaiting(ctx); msg.err != nil {
		return msg
	}
	msg.unsent, msg.err = d.Unsent(ctx)
	return msg
}

// Update takes the results of the inbox's commands, but PagesMsg.
func (b *Inbox) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(fillMsg); ok {
		b.reads.waiting, b.reads.started = false, time.Time{}
		return b.Fill()
	}
	return nil
}

// Follow says what the transcript does after the lists were read.
type Follow int

// What it can do.
const (
	Stay    Follow = iota
	Learn          // take what the list tells of the chat under the cursor
	Open           // show the chat under the cursor
	Recheck        // stay on a chat that left the list, and read it again
)

// Pages takes the pages that were read. In a list that has the focus the
// transcript stays on the chat under the cursor. When that chat left the list by
// somebody else's hand, the transcript stays on it and the next key only says so:
// nobody acts on a chat that slid under the cursor.
func (b *Inbox) Pages(msg PagesMsg) (Follow, tea.Cmd) {
	b.reads.busy = false
	if msg.err != nil {
		for _, p := range msg.pages {
			p.list.Fail(p.req)
		}
		return Stay, b.s.ReadFailed(msg.err)
	}
	before, had := b.Current()
	for _, p := range msg.pages {
		p.list.Deliver(p.req, p.rows)
	}
	b.counts, b.longest, b.unsent = msg.counts, msg.longest, msg.unsent
	now, ok := b.Current()
	switch {
	case !b.focused || b.gone:
		return Stay, nil
	case ok && had && now.Chat.ID == before.Chat.ID:
		b.jumping = b.jumping && b.lists[b.pane].seek != nil
		return Learn, nil
	case had && before.Chat.ID == b.open && b.open != b.expected && !b.jumping:
		b.gone = true
		return Recheck, nil
	case ok:
		b.expected, b.jumping = 0, false
		return Open, nil
	}
	return Stay, nil
}

// NextTick is when the first of the clocks that are shown changes; 0 if none
// does.
func (b *Inbox) NextTick(now time.Time, p *layout.Plan) (next time.Duration) {
	for i, l := range b.lists {
		if d := l.NextTick(now); p.Panes[i].Body.H > 0 && d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	if b.counts[core.Pending] > 0 {
		if d := countdown.Since(now, b.longest); d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	return next
}
