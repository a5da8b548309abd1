package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// What calls this operator: a transfer or an offer, a chat that they were given, that was
// taken from them or that they had set aside, or a note that names them.

// callMsg is an event that calls the operator, with the chat that it is about.
type callMsg struct {
	event core.Event
	row   core.ChatRow
	by    string // who did it, "" if nobody
	err   error
}

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

// readCall reads the chat that an event is about.
func readCall(m *Model, e core.Event) tea.Cmd {
	desk := m.s.Desk
	return m.s.Read(func(ctx context.Context) tea.Msg {
		msg := callMsg{event: e}
		if msg.row, msg.err = desk.Row(ctx, e.Chat); msg.err == nil && e.Operator != 0 {
			by, err := desk.Operator(ctx, e.Operator)
			msg.by, msg.err = by.Name, err
		}
		return msg
	})
}

// called says what the operator is called for.
func called(m *Model, msg callMsg) tea.Cmd {
	name := m.s.Name(msg.row)
	switch {
	case core.IsOutOfSight(msg.err):
		return nil
	case msg.err != nil:
		return m.s.Failed(msg.err)
	case msg.event.Kind == core.EventWoken:
		return m.s.News(m.s.Locale.Toast("back", name))
	case msg.event.Kind != core.EventMention && m.reading() && msg.event.Chat == m.chat.ID(): // it says so itself
		return nil
	case msg.event.Kind != core.EventMention:
		return m.s.News(m.s.CallText(msg.event, msg.row))
	case m.reading() && msg.event.Chat == m.chat.ID() && m.chat.AtEnd(): // it is before their eyes
		return nil
	}
	return m.s.News(m.s.Locale.Toast("called", clean.Line(msg.by).String(), name))
}
