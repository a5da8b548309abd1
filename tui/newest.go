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

// foundMsg is such a message of the open chat, as it was read.
type foundMsg struct {
	chat core.ChatID
	msg  core.Message // its id is 0 if there is none
	err  error
	none session.Reason // why nothing can be done without one
	then func(*Model, core.Message) tea.Cmd
}

// useNewest does something with the newest message of the open chat that ok accepts.
// Keys wait until it is found.
func useNewest(m *Model, ok func(*core.Message) bool, none session.Reason, then func(*Model, core.Message) tea.Cmd) tea.Cmd {
	msg, known := m.chat.Newest(ok)
	found := foundMsg{chat: m.chat.ID(), msg: msg, none: none, then: then}
	if known {
		return useFound(m, found)
	}
	m.finding = true
	desk := m.s.Desk
	return m.s.Read(func(ctx context.Context) tea.Msg {
		found.msg, found.err = chat.ReadNewest(ctx, desk, found.chat, ok)
		return found
	})
}

// found takes a message that was read.
func found(m *Model, msg foundMsg) tea.Cmd {
	m.finding = false
	if msg.chat != m.chat.ID() {
		return nil
	}
	return useFound(m, msg)
}

func useFound(m *Model, f foundMsg) tea.Cmd {
	switch {
	case f.err != nil:
		return m.s.Failed(f.err)
	case f.msg.ID == 0:
		return m.s.Refuse(f.none)
	}
	return f.then(m, f.msg)
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
