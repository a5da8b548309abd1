package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// What calls this operator alone: a chat that they had set aside is back.

// callMsg is an event that calls the operator, with the chat that it is about.
type callMsg struct {
	event core.Event
	row   core.ChatRow
	err   error
}

// calls reads what calls this operator, and returns the other events.
func calls(m *Model, events []core.Event) (others []core.Event, cmds []tea.Cmd) {
	for _, e := range events {
		switch {
		case e.Kind != core.EventWoken:
			others = append(others, e)
		case e.To == m.s.Operator.ID:
			cmds = append(cmds, readCall(m, e))
		}
	}
	return others, cmds
}

// readCall reads the chat that an event is about.
func readCall(m *Model, e core.Event) tea.Cmd {
	desk := m.s.Desk
	return m.s.Read(func(ctx context.Context) tea.Msg {
		row, err := desk.Row(ctx, e.Chat)
		return callMsg{e, row, err}
	})
}

// called says what the operator is called for.
func called(m *Model, msg callMsg) tea.Cmd {
	if msg.err != nil {
		return m.s.Failed(msg.err)
	}
	return m.s.News(m.s.Locale.Toast("back", m.s.Name(msg.row)))
}
