package inbox

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
	"tgdesk/tui/session"
)

// Inbox is the four lists of chats, one for each state, and what was read with
// them.
type Inbox struct {
	Overview core.Overview
	Workload core.Workload // of this operator

	s       *session.Session
	drafted map[core.ChatID]bool // chats in which this operator has a draft
	lists   [layout.PaneCount]*List

	filter   Filter
	happened []arrival                // since the last read began
	arrived  []arrival                // read, to be told
	named    map[core.ChatID]struct{} // whose messages are told now
	telling  string                   // in these words
	told     map[core.ChatID]failures

	pane    layout.Area              // the list with the focus, or the last one that had it
	focused bool                     // a list has the focus
	open    core.ChatID              // the chat in the transcript
	seeking bool                     // the next waiting chat is being read
	led     map[core.TransferID]bool // to whose chats Next has led

	// unchosen is why the operator has not chosen the chat under the cursor, "" if they
	// have: somebody else took theirs out of the list, or a filter hides it. Until the
	// cursor moves, no action applies to it or to the chat in its place.
	unchosen session.Reason

	own own

	// At most one read runs at a time, and readRest passes between the starts of two.
	reading, resting bool
	started          time.Time
}

// Each state has a pane.
var _ [layout.PaneCount]core.State = core.States()

// readRest is shorter than the rest between two batches of news: those are read at once.
const readRest = 15 * time.Millisecond

// New returns the lists, which are empty until they have been read.
func New(s *session.Session) *Inbox {
	b := &Inbox{s: s, focused: true, told: map[core.ChatID]failures{}, led: map[core.TransferID]bool{}, own: own{stale: true, marks: true}}
	for i, state := range core.States() {
		b.lists[i] = NewList(state)
		b.lists[i].ownFirst(b.filter, s.Operator.ID)
	}
	return b
}

// Pane is the list with the focus, or the last one that had it.
func (b *Inbox) Pane() layout.Area { return b.pane }

// SetFocus says which area of the screen has the focus. A list of waiting chats that
// another list takes it from shows who waits longest again.
func (b *Inbox) SetFocus(a layout.Area) {
	if b.focused = a.IsList(); b.focused {
		if l := b.lists[b.pane]; a != b.pane && l.state.Waiting() {
			l.Top()
		}
		b.pane = a
	}
}

// Turn makes a list the next one to get the focus, unless one has it.
func (b *Inbox) Turn(a layout.Area) {
	if !b.focused {
		b.pane, b.unchosen = a, ""
	}
}

// PaneOf is the list of the chats in a state.
func PaneOf(s core.State) layout.Area {
	states := core.States()
	return layout.Area(max(slices.Index(states[:], s), 0))
}

// Current is the chat under the cursor.
func (b *Inbox) Current() (core.ChatRow, bool) { return b.lists[b.pane].Current() }

// Gone is why the operator has not chosen the chat under the cursor: somebody else
// took theirs out of its list.
const Gone = session.Reason("gone")

// Unchosen is why no action may apply to the chat under the cursor of the list with
// the focus, "" if one may.
func (b *Inbox) Unchosen() session.Reason {
	if !b.focused {
		return ""
	}
	return b.unchosen
}

// Returned says that the operator chose the cursor's chat anew.
func (b *Inbox) Returned() { b.unchosen = "" }

// Opened says which chat is in the transcript.
func (b *Inbox) Opened(id core.ChatID) { b.open, b.unchosen = id, "" }

// Drafted reports whether this operator has a draft in a chat, as it was read last.
func (b *Inbox) Drafted(id core.ChatID) bool { return b.drafted[id] }

// Seek puts the cursor of the right list on a chat.
func (b *Inbox) Seek(row core.ChatRow) { b.lists[PaneOf(row.Chat.State)].Seek(row) }

// SetHeights takes the heights of the lists from the layout.
func (b *Inbox) SetHeights(p *layout.Plan) {
	for i, l := range b.lists {
		l.SetHeight(p.Panes[i].Body.H)
	}
}

// PendingLate reports whether a pending chat that was read is near its limit.
func (b *Inbox) PendingLate(open func(core.BrandID) time.Duration) bool {
	at := firstSoon(b.lists[layout.ListPending].items, open)
	return !at.IsZero() && !b.s.Now().Before(at)
}

// Clocks are the chats whose clocks are visible: those on the screen, and the
// one that has waited longest.
func (b *Inbox) Clocks(p *layout.Plan) []*core.Chat {
	var chats []*core.Chat
	for i, l := range b.lists {
		if p.Panes[i].Body.H > 0 {
			chats = append(chats, l.shown()...)
		}
	}
	if since := b.Overview.WaitingSince; !since.IsZero() {
		chats = append(chats, &core.Chat{State: core.Pending, WaitingSince: since})
	}
	return chats
}

// Jumping reports whether the cursor is under way to a chat that is still being
// read: no key may act on the one where it was.
func (b *Inbox) Jumping() bool { return b.seeking || b.focused && b.lists[b.pane].jumping() }

// Do runs an action that moves the cursor. Where none of the chats was chosen, down
// chooses the one under it.
func (b *Inbox) Do(a keymap.Action) {
	if b.unchosen == "" || a != keymap.MoveDown {
		scroll.Do(b.lists[b.pane], a)
	}
	b.unchosen = ""
}

// Scroll scrolls a list by n chats. In the one with the focus the cursor may have
// to move along.
func (b *Inbox) Scroll(pane layout.Area, n int) {
	b.lists[pane].Scroll(n)
	if b.focused && b.pane == pane {
		b.unchosen = ""
	}
}

// Click puts the cursor on the chat on row dy of a list. It reports whether the
// cursor was there already, which opens the chat as enter does.
func (b *Inbox) Click(pane layout.Area, dy int) (again bool) {
	l := b.lists[pane]
	b.unchosen = ""
	before, _ := l.Current()
	hit := l.ClickAt(dy)
	now, ok := l.Current()
	return hit && ok && b.focused && b.pane == pane && now.Chat.ID == before.Chat.ID
}

// Leave says that this operator is about to make a chat leave its list. It may be
// gone before the outcome is known.
func (b *Inbox) Leave(c core.Chat) { b.lists[PaneOf(c.State)].Leave(c.ID) }

// Emptied reports whether a chat that leaves the list with the focus, or the last one
// that had it, is the only one there.
func (b *Inbox) Emptied(by core.Chat) bool {
	l := b.lists[b.pane]
	return b.pane == PaneOf(by.State) && l.start && l.end && (len(l.items) == 0 || len(l.items) == 1 && l.index(by.ID) == 0)
}

// Follow goes to the list where a chat is now.
func (b *Inbox) Follow(row core.ChatRow) {
	b.unchosen = ""
	b.Reveal(row)
	b.Seek(row)
	b.pane = PaneOf(row.Chat.State)
}

// Stays says that the chat did not leave after all.
func (b *Inbox) Stays(id core.ChatID) {
	for _, l := range b.lists {
		l.Stays(id)
	}
}

// Refresh reads the visible chats again.
func (b *Inbox) Refresh() tea.Cmd { return b.refresh(true) }

// RefreshOthers is Refresh where nothing happened in chats of this operator.
func (b *Inbox) RefreshOthers() tea.Cmd { return b.refresh(false) }

func (b *Inbox) refresh(own bool) tea.Cmd {
	for _, l := range b.lists {
		l.Invalidate(own)
	}
	if own || len(b.drafted) > 0 { // the next chat of a visitor may have taken a draft over
		return b.RefreshOwn()
	}
	b.own.failed = false
	return b.Fill()
}

// PagesMsg is one read of everything that the lists and the top line need.
type PagesMsg struct {
	pages    []page
	overview core.Overview
	arrived  []arrival
	own      own // what was asked for of this operator
	workload core.Workload
	drafted  []core.ChatID
	marks    []core.ReadMark
	err      error
}

// page is a page that a list asked for.
type page struct {
	list *List
	req  Request
	Page
}

// Fill reads what the lists lack, all in one command.
func (b *Inbox) Fill() tea.Cmd {
	if b.reading || b.resting {
		return nil
	}
	var msg PagesMsg
	for _, l := range b.lists {
		if _, need := l.next(); need {
			msg.pages = append(msg.pages, page{list: l})
		}
	}
	if b.own.stale && !b.own.failed {
		msg.own = b.own
	}
	if len(msg.pages) == 0 && !msg.own.stale {
		return nil
	}
	if wait := readRest - time.Since(b.started); wait > 0 {
		b.resting = true
		return b.s.After(wait, session.ThenMsg(func() tea.Cmd {
			b.resting, b.started = false, time.Time{}
			return b.Fill()
		}))
	}
	for i := range msg.pages {
		msg.pages[i].req, _ = msg.pages[i].list.Need()
	}
	b.reading, b.started = true, time.Now()
	msg.arrived, b.happened = b.happened, nil
	if msg.own.stale {
		b.own = own{}
	}
	open := b.open
	return b.s.Read(func(ctx context.Context) tea.Msg {
		for i := range msg.pages {
			msg.pages[i].req.open = open
			if msg.pages[i].Page, msg.err = msg.pages[i].req.read(ctx, b.s.Desk); msg.err != nil {
				return msg
			}
		}
		if msg.overview, msg.err = b.s.Desk.Overview(ctx, core.Set[core.BrandID]{}); msg.err == nil {
			msg.err = msg.readArrivals(ctx, b.s.Desk)
		}
		if msg.err == nil && msg.own.stale {
			msg.err = msg.readOwn(ctx, b.s.Desk, b.s.Me)
		}
		return msg
	})
}

// Reading reports whether the lists are being read.
func (b *Inbox) Reading() bool { return b.reading }

// Follow says what the transcript does after the lists were read.
type Follow int

// What it can do.
const (
	Stay    Follow = iota
	Learn          // take the new row of the chat under the cursor
	Open           // show the chat under the cursor
	Recheck        // stay on a chat that left the list, and read it again
)

// Pages takes the pages that were read. While a list has the focus, the
// transcript shows the chat under the cursor. If somebody else took that chat out
// of the list, the transcript stays on it: nobody should act on a chat that slid
// under the cursor.
func (b *Inbox) Pages(msg PagesMsg) (Follow, tea.Cmd) {
	b.reading = false
	if msg.err != nil {
		for _, p := range msg.pages {
			p.list.Fail(p.req)
		}
		if msg.own.stale {
			b.own = own{stale: true, marks: b.own.marks || msg.own.marks, failed: true}
		}
		return Stay, b.s.ReadFailed(msg.err)
	}
	b.compare(msg.arrived)
	b.arrived = append(b.arrived, msg.arrived...)
	before, had := b.Current()
	left, jumping := b.lists[b.pane].leaves(before.Chat.ID), b.lists[b.pane].jumping()
	for _, p := range msg.pages {
		p.list.Deliver(p.req, p.Page)
	}
	b.remember()
	b.Overview = msg.overview
	b.takeOwn(msg)
	now, ok := b.Current()
	switch {
	case !b.focused || b.unchosen != "":
		return Stay, nil
	case ok && had && now.Chat.ID == before.Chat.ID:
		return Learn, nil
	case had && before.Chat.ID == b.open && !left && !jumping:
		b.unchosen = Gone
		return Recheck, nil
	case ok:
		return Open, nil
	}
	return Stay, nil
}
