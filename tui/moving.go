package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/layout"
)

// setFocus moves the focus; the layout follows it.
func (m *Model) setFocus(a layout.Area) {
	m.focus = a
	if a.IsList() {
		m.pane = a
	}
	m.arrange()
	m.fill()
	m.markRead()
}

func (m *Model) focusPane(s core.State) {
	m.chat.lost = false
	m.setFocus(areaOf(s))
	m.preview()
}

func areaOf(s core.State) layout.Area {
	for i, t := range core.States() {
		if s == t {
			return layout.Area(i)
		}
	}
	return layout.ListPending
}

// cycle moves the focus among list, transcript and composer.
func (m *Model) cycle(by int) {
	ring := []layout.Area{m.pane, layout.Transcript, layout.Composer}
	if !m.canWrite() {
		ring = ring[:2]
	}
	if m.chat.id == 0 {
		return
	}
	at := 0
	for i, a := range ring {
		if a == m.focus {
			at = i
		}
	}
	next := ring[(at+by+len(ring))%len(ring)]
	if next == layout.Composer {
		m.enterComposer()
		return
	}
	m.setFocus(next)
	if next.IsList() {
		m.preview()
	}
}

// back goes one level back: from the composer to where it was entered from,
// from the transcript to the list. A toast goes with it.
func (m *Model) back() {
	m.toast.text = ""
	switch {
	case m.focus == layout.Composer && m.write.editing.ID != 0 && !m.write.noting:
		m.write.editing = core.Message{}
		m.leaveComposer()
	case m.focus == layout.Composer && m.write.replyTo.ID != 0 && !m.write.noting:
		m.answer(core.Message{})
	case m.focus == layout.Composer:
		m.leaveComposer()
	case m.focus == layout.Transcript && m.panel && m.plan.Transcript.Empty():
		m.panel = false
		m.arrange()
	case m.focus == layout.Transcript:
		m.chat.view.ClearSelection() // keys struck in a list mean its chat, not a message left behind
		m.setFocus(m.pane)
	case m.panel:
		m.panel = false
		m.arrange()
	}
}

func (m *Model) leaveComposer() {
	m.write.noting = false
	m.saveDrafts()
	if m.backTo == layout.Transcript {
		m.setFocus(layout.Transcript)
		return
	}
	m.setFocus(m.pane)
}

// move goes n rows down in the list, or n messages in the transcript.
func (m *Model) move(n int) {
	if m.focus == layout.Transcript {
		m.chat.view.Move(n)
		m.fill()
		m.markRead()
		return
	}
	m.chat.lost = false
	l := m.lists[m.focus]
	if n > 0 {
		l.Down()
	} else {
		l.Up()
	}
	m.preview()
}

// page goes a screenful down (by = 1) or up; from the composer it moves the
// transcript.
func (m *Model) page(by int) {
	if !m.focus.IsList() {
		m.chat.view.Page(by)
		m.fill()
		m.markRead()
		return
	}
	m.chat.lost = false
	l := m.lists[m.focus]
	if by > 0 {
		l.PageDown()
	} else {
		l.PageUp()
	}
	m.preview()
}

// jump goes to the first or the last row or message.
func (m *Model) jump(last bool) {
	if m.focus == layout.Transcript {
		if last {
			m.chat.view.Bottom()
		} else {
			m.chat.view.Top()
		}
		m.fill()
		m.markRead()
		return
	}
	m.chat.lost = false
	if last {
		m.lists[m.focus].Bottom()
	} else {
		m.lists[m.focus].Top()
	}
	m.reads.jumping = m.farFrom(last)
	m.preview()
}

// toEnd brings the transcript of the chat, if it is the open one, to its end:
// that is where what the operator sends will stand.
func (m *Model) toEnd(chat core.ChatID) {
	if m.chat.id != chat {
		return
	}
	m.chat.view.Follow()
	m.fill()
	m.markRead()
}

// farFrom reports whether the list's last (or first) chat is still to be read.
func (m *Model) farFrom(last bool) bool {
	now, ok := m.lists[m.focus].Current()
	rows := m.lists[m.focus].Rows()
	if !ok {
		return false
	}
	end := rows[0]
	if last {
		end = rows[len(rows)-1]
	}
	return now.Chat.ID != end.Chat.ID
}

// nextWaiting goes to the chat that waits longest, or on from the one that is
// shown; it takes nothing. Mostly the lists hold who is next, so that enter
// struck right behind finds the cursor there; only in a list longer than they
// hold is it read.
func (m *Model) nextWaiting() {
	waiting := m.waitingRows()
	if len(waiting) < m.counts[core.Pending]+m.counts[core.Unanswered] {
		m.readNextWaiting()
		return
	}
	next := waiting[0]
	for i, row := range waiting {
		if row.Chat.ID == m.chat.id {
			next = waiting[(i+1)%len(waiting)]
		}
	}
	m.goTo(next)
}

func (m *Model) waitingRows() []core.ChatRow {
	return append(m.lists[layout.ListPending].Rows(), m.lists[layout.ListUnanswered].Rows()...)
}

// readNextWaiting reads who waits after the chat that is shown.
func (m *Model) readNextWaiting() {
	desk, shown := m.o.Desk, m.chat.row
	m.queue(func(ctx context.Context) any {
		row, err := nextWaiting(ctx, desk, shown)
		return nextRead{row: row, err: err}
	})
}

// nextWaiting returns the first chat that waits behind shown, or the first of
// all; its id is 0 when nobody waits.
func nextWaiting(ctx context.Context, desk *desk.Desk, shown core.ChatRow) (core.ChatRow, error) {
	queries := []core.RowQuery{{State: core.Pending, Limit: 1}, {State: core.Unanswered, Limit: 1}}
	if at := shown.Cursor(); shown.Chat.State == core.Pending || shown.Chat.State == core.Unanswered {
		queries = append([]core.RowQuery{{State: shown.Chat.State, Cursor: &at, Limit: 1}}, queries...)
	}
	if shown.Chat.State == core.Pending { // behind the last pending one comes the first unanswered
		queries[1], queries[2] = queries[2], queries[1]
	}
	for _, q := range queries {
		rows, err := desk.Rows(ctx, q)
		if err != nil || len(rows) > 0 {
			return append(rows, core.ChatRow{})[0], err
		}
	}
	return core.ChatRow{}, nil
}

type nextRead struct {
	row core.ChatRow
	err error
}

func (r nextRead) apply(m *Model) {
	switch {
	case r.err != nil:
		m.toastError(r.err)
	case r.row.Chat.ID == 0:
		m.toastInfo(m.o.Words.Why("nobody_waits"))
	default:
		m.goTo(r.row)
	}
}

// goTo puts the cursor of the right list on a chat and shows it.
func (m *Model) goTo(row core.ChatRow) {
	m.chat.lost = false
	m.lists[areaOf(row.Chat.State)].Seek(row)
	m.setFocus(areaOf(row.Chat.State))
	m.open(row)
}
