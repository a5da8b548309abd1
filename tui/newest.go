package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/session"
)

// Keys that mean the newest message of a kind, where none is selected, find it
// wherever it is in the chat.

// useNewest does something with the newest message of the open chat that ok accepts; none is
// why nothing can be done without one. Keys wait until it is found.
func useNewest(m *Model, ok func(*core.Message) bool, none session.Reason, then func(*Model, core.Message) tea.Cmd) tea.Cmd {
	id := m.chat.ID()
	use := func(msg core.Message, err error) tea.Cmd {
		switch {
		case id != m.chat.ID():
			return nil
		case err != nil:
			return m.s.Failed(err)
		case msg.ID == 0:
			return m.s.Refuse(none)
		}
		return then(m, msg)
	}
	if msg, known := m.chat.Newest(ok); known {
		return use(msg, nil)
	}
	return m.s.Read(finding(m, func(ctx context.Context) (core.Message, error) { return chat.ReadNewest(ctx, m.s.Desk, id, ok) }, use))
}

// mayUseNewest guards what is done with the newest message that ok accepts, as far as
// it is known without reading; may says what stands in the way of using one.
func mayUseNewest(m *Model, ok func(*core.Message) bool, none session.Reason, may func(core.Message) error) error {
	switch msg, known := m.chat.Newest(ok); {
	case msg.ID != 0:
		return may(msg)
	case known:
		return none
	}
	return nil
}
