package inbox

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// Inbox is the four lists of chats, one for each state, and what was read with
// them.
type Inbox struct {
	Overview core.Overview

	s       *session.Session
	drafted map[core.ChatID]bool // chats in which this operator has a draft
	lists   [layout.PaneCount]*List

	filter   Filter
	held     int            // active chats of this operator
	happened []arrival      // since the last read began
	arrived  []arrival      // read, to be told
	named    []core.ChatRow // whose messages are told now, newest first
	told     map[core.ChatID]failures

	pane    layout.Area // the list with the focus, or the last one that had it
	focused bool        // a list has the focus
	open    core.ChatID // the chat in the transcript
	jumping bool        // the cursor goes to an end of its list that is still to be read

	// gone is that somebody else took the cursor's chat out of its list. Until the
	// cursor moves, no action applies to it or to the chat in its place.
	gone bool

	// At most one read runs at a time, and restBetweenReads passes between the
	// starts of two.
	reading, resting bool
	started          time.Time
}

const restBetweenReads = 25 * time.Millisecond

// New returns the lists, which are empty until they have been read.
func New(s *session.Session) *Inbox {
	b := &Inbox{s: s, focused: true, told: map[core.ChatID]failures{}}
	for i, state := range core.States() {
		b.lists[i] = NewList(state)
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
		b.pane = a
	}
}

// PaneOf is the list of the chats in a state.
func PaneOf(s core.State) layout.Area {
	states := core.States()
	return layout.Area(max(slices.Index(states[:], s), 0))
}

// Current is the chat under the cursor.
func (b *Inbox) Current() (core.ChatRow, bool) { return b.lists[b.pane].Current() }

// Gone reports that somebody else took the chat under the cursor out of its
// list, so that no action may apply to it or to the one in its place.
func (b *Inbox) Gone() bool { return b.gone && b.focused }

// Returned ends Gone: the operator chose the cursor's chat anew.
func (b *Inbox) Returned() { b.gone = false }

// Opened says which chat is in the transcript.
func (b *Inbox) Opened(id core.ChatID) { b.open, b.gone = id, false }

// Seek puts the cursor of the right list on a chat.
func (b *Inbox) Seek(row core.ChatRow) { b.lists[PaneOf(row.Chat.State)].Seek(row) }

// SetHeights takes the heights of the lists from the layout.
func (b *Inbox) SetHeights(p *layout.Plan) {
	for i, l := range b.lists {
		l.SetHeight(p.Panes[i].Body.H)
	}
}

// Held counts the active chats of this operator, as far as they are read.
func (b *Inbox) Held() (n int) {
	if b.filter.narrows(core.Active) {
		return b.held
	}
	for _, row := range b.lists[layout.ListActive].Rows() {
		if row.Chat.HeldBy(b.s.Operator.ID) {
			n++
		}
	}
	return n
}

// PendingLate reports whether a pending chat that was read is near its limit.
func (b *Inbox) PendingLate() bool {
	at := b.lists[layout.ListPending].soonAt
	return !at.IsZero() && !b.s.Now().Before(at)
}

// Clocks are the chats whose clocks are visible: those on the screen, and the
// one that has waited longest.
func (b *Inbox) Clocks(p *layout.Plan) []core.Chat {
	var chats []core.Chat
	for i, l := range b.lists {
		if p.Panes[i].Body.H > 0 {
			chats = append(chats, l.shown()...)
		}
	}
	if since := b.Overview.WaitingSince; !since.IsZero() {
		chats = append(chats, core.Chat{State: core.Pending, WaitingSince: since})
	}
	return chats
}

// Jumping reports whether the cursor of the list with the focus is under way to a
// chat that is still being read: no key may act on the one where it was.
func (b *Inbox) Jumping() bool { return b.focused && b.lists[b.pane].jumping() }

// Do runs an action that moves the cursor.
func (b *Inbox) Do(a keymap.Action) {
	l := b.lists[b.pane]
	b.gone = false
	switch a {
	case keymap.MoveDown:
		l.Move(1)
	case keymap.MoveUp:
		l.Move(-1)
	case keymap.PageDown:
		l.Page(1)
	case keymap.PageUp:
		l.Page(-1)
	case keymap.HalfDown:
		l.Move(max(l.fitting()/2, 1))
	case keymap.HalfUp:
		l.Move(-max(l.fitting()/2, 1))
	case keymap.MoveFirst:
		l.Top()
	case keymap.MoveLast:
		l.Bottom()
	}
	b.jumping = l.jumping()
}

// Scroll scrolls a list by n chats. In the one with the focus the cursor may have
// to move along.
func (b *Inbox) Scroll(pane layout.Area, n int) {
	b.lists[pane].Scroll(n)
	if b.focused && b.pane == pane {
		b.gone = false
	}
}

// Click puts the cursor on the chat on row dy of a list. It reports whether the
// cursor was there already, which opens the chat as enter does.
func (b *Inbox) Click(pane layout.Area, dy int) (again bool) {
	l := b.lists[pane]
	b.gone = false
	before, _ := l.Current()
	hit := l.ClickAt(dy)
	now, ok := l.Current()
	return hit && ok && b.focused && b.pane == pane && now.Chat.ID == before.Chat.ID
}

// NextMsg is the waiting chat after the one that is shown; its id is 0 if no chat
// waits.
type NextMsg struct {
	Row core.ChatRow
	Err error
}

// Next finds the waiting chat after shown, or the first one if shown does not
// wait. A chat that the lists hold is found at once, so that enter pressed right
// after it finds the cursor there; longer lists are read by cmd.
func (b *Inbox) Next(shown core.ChatRow) (next core.ChatRow, ok bool, cmd tea.Cmd) {
	waiting := append(b.lists[layout.ListPending].Rows(), b.lists[layout.ListUnanswered].Rows()...)
	if len(waiting) < b.Overview.Waiting() {
		d := b.s.Desk
		return next, false, b.s.Read(func(ctx context.Context) tea.Msg {
			row, err := nextWaiting(ctx, d, shown)
			return NextMsg{Row: row, Err: err}
		})
	}
	if len(waiting) == 0 {
		return next, false, nil
	}
	at := slices.IndexFunc(waiting, func(row core.ChatRow) bool { return row.Chat.ID == shown.Chat.ID })
	return waiting[(at+1)%len(waiting)], true, nil
}

func nextWaiting(ctx context.Context, d *desk.Desk, shown core.ChatRow) (core.ChatRow, error) {
	first := []core.RowQuery{{State: core.Pending, Limit: 1}, {State: core.Unanswered, Limit: 1}}
	after := shown.Cursor()
	rest := core.RowQuery{State: shown.Chat.State, Cursor: &after, Limit: 1}
	queries := first
	switch shown.Chat.State {
	case core.Pending: // the first unanswered chat comes after the last pending one
		queries = []core.RowQuery{rest, first[1], first[0]}
	case core.Unanswered:
		queries = []core.RowQuery{rest, first[0], first[1]}
	}
	for _, q := range queries {
		rows, err := d.Rows(ctx, q)
		if err != nil || len(rows) > 0 {
			return append(rows, core.ChatRow{})[0], err
		}
	}
	return core.ChatRow{}, nil
}

// Leave says that this operator is about to make a chat leave its list. It may be
// gone before the outcome is known.
func (b *Inbox) Leave(c core.Chat) { b.lists[PaneOf(c.State)].Leave(c.ID) }

// Stays says that the chat did not leave after all.
func (b *Inbox) Stays(id core.ChatID) {
	for _, l := range b.lists {
		l.Stays(id)
	}
}

// Refresh reads the visible chats again.
func (b *Inbox) Refresh() tea.Cmd {
	for _, l := range b.lists {
		l.Invalidate()
	}
	return b.Fill()
}

// PagesMsg is one read of everything that the lists and the top line need.
type PagesMsg struct {
	pages    []page
	overview core.Overview
	drafted  []core.ChatID
	arrived  []arrival
	held     int
	err      error
}

// page is a page that a list asked for.
type page struct {
	list *List
	req  Request
	rows []core.ChatRow
}

// fillMsg says that the next read may start.
type fillMsg struct{}

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
	if len(msg.pages) == 0 {
		return nil
	}
	if wait := restBetweenReads - time.Since(b.started); wait > 0 {
		b.resting = true
		return b.s.After(wait, fillMsg{})
	}
	for i := range msg.pages {
		msg.pages[i].req, _ = msg.pages[i].list.Need()
	}
	b.reading, b.started = true, time.Now()
	msg.arrived, b.happened = b.happened, nil
	d, op, open, narrow := b.s.Desk, b.s.Operator.ID, b.open, b.filter.narrows(core.Active)
	return b.s.Read(func(ctx context.Context) tea.Msg {
		for i := range msg.pages {
			q := msg.pages[i].req.Query
			if msg.pages[i].rows, msg.err = d.Rows(ctx, q); msg.err == nil && q.Unread {
				msg.pages[i].rows, msg.err = keepOpen(ctx, d, q, msg.pages[i].rows, open)
			}
			if msg.err != nil {
				return msg
			}
		}
		if narrow {
			var mine []core.ChatRow
			mine, msg.err = d.Rows(ctx, core.RowQuery{State: core.Active, Owner: op, Limit: maxWindow})
			if msg.held = len(mine); msg.err != nil {
				return msg
			}
		}
		if msg.overview, msg.err = d.Overview(ctx); msg.err == nil {
			msg.drafted, msg.err = d.Drafted(ctx, op)
		}
		if msg.err == nil {
			msg.err = readArrivals(ctx, d, msg.arrived)
		}
		return msg
	})
}

// Update takes the results of the inbox's commands, except PagesMsg.
func (b *Inbox) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(fillMsg); ok {
		b.resting, b.started = false, time.Time{}
		return b.Fill()
	}
	return nil
}

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
		return Stay, b.s.ReadFailed(msg.err)
	}
	b.compare(msg.arrived)
	b.arrived = append(b.arrived, msg.arrived...)
	before, had := b.Current()
	left := b.lists[b.pane].leaves(before.Chat.ID)
	for _, p := range msg.pages {
		p.list.Deliver(p.req, p.rows)
	}
	b.remember()
	b.held = msg.held
	b.Overview, b.drafted = msg.overview, map[core.ChatID]bool{}
	for _, id := range msg.drafted {
		b.drafted[id] = true
	}
	now, ok := b.Current()
	switch {
	case !b.focused || b.gone:
		return Stay, nil
	case ok && had && now.Chat.ID == before.Chat.ID:
		b.jumping = b.jumping && b.lists[b.pane].jumping()
		return Learn, nil
	case had && before.Chat.ID == b.open && !left && !b.jumping:
		b.gone = true
		return Recheck, nil
	case ok:
		b.jumping = b.lists[b.pane].jumping()
		return Open, nil
	}
	return Stay, nil
}
