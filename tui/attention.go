package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/paste"
)

// attend notes, after msg, what the operator looks at and has seen: the chat that they
// read, and with a key or the mouse every chat whose row is on the screen. It sets the
// timer for the alerts that are left.
func attend(m *Model, msg tea.Msg) tea.Cmd {
	used := false
	switch msg.(type) {
	case tea.KeyMsg, tea.MouseMsg, paste.Paste:
		used = true
	}
	m.s.Attend(m.window.away, m.reading(), used)
	if used && !m.covered() {
		m.s.SeeAlerts(func(id core.ChatID) bool { return m.inbox.Shows(id, &m.screen.plan) })
	}
	return m.s.NextAlert()
}
