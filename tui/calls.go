package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/session"
)

// What calls this operator: a transfer or an offer, a chat that they were given, that was
// taken from them or that they had set aside, or a note that names them.

// calls reads the chats of events that call this operator.
func calls(m *Model, events []core.Event) (cmds []tea.Cmd) {
	for _, e := range events {
		switch {
		case forOneAlone(e) && e.To != m.s.Operator.ID:
		case forOneAlone(e):
			if e.Alert { // else they have looked at it, on some screen
				cmds = append(cmds, readCall(m, e))
			}
			cmds = append(cmds, m.inbox.RefreshOwn())
		case e.Kind == core.EventTransfer, e.Kind == core.EventOffer && e.To != 0, e.Kind == core.EventAssigned:
			if e.Calls(m.s.Operator) {
				cmds = append(cmds, readCall(m, e))
			}
		}
	}
	return cmds
}

// forOneAlone reports whether an event concerns nobody but the operator whom it calls.
func forOneAlone(e core.Event) bool {
	return e.Kind == core.EventWoken || e.Kind == core.EventMention
}

// readCall reads the chat that an event is about, and who did it.
func readCall(m *Model, e core.Event) tea.Cmd {
	return m.s.Read(func(ctx context.Context) tea.Msg {
		var by core.Operator
		row, err := m.s.Desk.Row(ctx, e.Chat)
		if err == nil && e.Operator != 0 {
			by, err = m.s.Desk.Operator(ctx, e.Operator)
		}
		return session.ThenMsg(func() tea.Cmd { return called(m, e, row, by.Name, err) })
	})
}

// called says what the operator is called for; by is who did it, "" if nobody.
func called(m *Model, e core.Event, row core.ChatRow, by string, err error) tea.Cmd {
	name := m.s.Name(row)
	switch {
	case core.IsOutOfSight(err):
		return nil
	case err != nil:
		return m.s.Failed(err)
	case e.Kind == core.EventWoken:
		return m.s.News(m.s.Locale.Toast("back", name))
	case e.Kind != core.EventMention && e.Chat == m.reading(): // it says so itself
		return nil
	case e.Kind != core.EventMention:
		return m.s.News(m.s.CallText(e, row))
	case e.Chat == m.reading() && m.chat.AtEnd(): // it is before their eyes
		return nil
	}
	return m.s.News(m.s.Locale.Toast("called", clean.Line(by).String(), name))
}
