package tui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/inbox"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
	"tgdesk/tui/session"
)

// cycle moves the focus among list, messages, panel and composer, as far as they
// are shown.
func cycle(m *Model, by int) tea.Cmd {
	if m.chat.ID() == 0 {
		return nil
	}
	ring := []layout.Area{m.inbox.Pane()}
	if !m.chat.Panel.Open || layout.PanelBeside(m.screen.width) {
		ring = append(ring, layout.Transcript)
	}
	if m.chat.Panel.Open {
		ring = append(ring, layout.Panel)
	}
	if m.compose.CanWrite() {
		ring = append(ring, layout.Composer)
	}
	at := max(slices.Index(ring, m.focus), 0)
	next := ring[(at+by+len(ring))%len(ring)]
	if next == layout.Composer {
		enterComposer(m)
		return nil
	}
	m.setFocus(next)
	if next.IsList() {
		return m.preview()
	}
	return nil
}

// endsFilter reports whether going back ends a filter of the lists.
func endsFilter(m *Model) bool { return m.focus.IsList() && !m.chat.Panel.Open && m.inbox.Filtered() }

// back goes one level back: from the composer to where it was entered from, from
// the messages to the list, from a filter to all chats. A toast goes with it.
func back(m *Model) tea.Cmd {
	m.s.ClearToast()
	switch {
	case m.reports.IsOpen():
		m.reports.Close()
	case m.focus == layout.Composer:
		cmd, leave := m.compose.Back()
		if leave {
			return leaveComposer(m)
		}
		return cmd
	case m.focus == layout.Panel && m.chat.Panel.CloseBeside():
	case m.chat.Panel.Open && (m.focus != layout.Transcript || m.screen.plan.Transcript.Empty()):
		m.chat.Panel.Open = false
	case m.focus == layout.Transcript:
		m.setFocus(m.inbox.Pane())
	case endsFilter(m):
		return narrow(m, inbox.Filter{})
	}
	return nil
}

func leaveComposer(m *Model) tea.Cmd {
	cmd := m.compose.Leave()
	if m.backTo == layout.Transcript || m.backTo == layout.Panel {
		m.setFocus(m.backTo)
	} else {
		m.setFocus(m.inbox.Pane())
	}
	return cmd
}

// move returns what moves within the area that has the focus. From the composer
// pages move the messages.
func move(a keymap.Action) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		switch {
		case m.reports.IsOpen():
			m.reports.Do(a)
		case m.focus.IsList():
			m.inbox.Do(a)
			return m.preview()
		case m.chat.Panel.Open && (m.focus == layout.Panel || m.screen.plan.Transcript.Empty()):
			m.chat.Panel.Do(a)
		default:
			scroll.Do(m.chat.Messages, a)
		}
		return nil
	}
}

// nextWaiting goes to the chat that waits next; it takes nothing.
func nextWaiting(m *Model) tea.Cmd {
	row, ok, cmd := m.inbox.Next(m.chat.Row(), func(row core.ChatRow, err error) tea.Cmd {
		switch {
		case err != nil:
			return m.s.Failed(err)
		case row.Chat.ID == 0:
			return m.s.Refuse(session.Reason("nobody_waits"))
		}
		return m.goTo(row)
	})
	if ok {
		return m.goTo(row)
	}
	return cmd
}

// reach reads a chat and shows it. Keys wait until it is there.
func reach(m *Model, read func(context.Context) (core.ChatRow, error), show func(core.ChatRow) tea.Cmd) tea.Cmd {
	return m.s.Write(finding(m, read, func(row core.ChatRow, err error) tea.Cmd {
		if err != nil {
			return m.s.Failed(err)
		}
		return show(row)
	}))
}

// finding is session.Then for a read of what a key means. Keys wait until it is there.
func finding[T any](m *Model, read func(context.Context) (T, error), take func(T, error) tea.Cmd) func(context.Context) tea.Msg {
	m.finding = true
	return session.Then(read, func(result T, err error) tea.Cmd {
		m.finding = false
		return take(result, err)
	})
}

// goTo puts the cursor of the right list on a chat and shows it.
func (m *Model) goTo(row core.ChatRow) tea.Cmd {
	m.reports.Close()
	m.inbox.Returned()
	m.inbox.Reveal(row)
	m.inbox.Seek(row)
	m.setFocus(inbox.PaneOf(row.Chat.State))
	return m.open(row)
}
