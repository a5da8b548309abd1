package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
)

func openHelp(m *Model) tea.Cmd {
	scope := m.scope()
	if m.settings.isOpen() {
		scope = m.settings.open.Scope()
	}
	m.dialogs.OpenHelp(scope)
	return nil
}

// openPalette lists every action that makes sense here, to be found by name.
func openPalette(m *Model) tea.Cmd {
	var all []dialog.Command
	for _, b := range m.s.Keys.All() {
		a, ok := m.find(b.Action)
		if !ok || b.Scope&(m.scope()|keymap.Browsing) == 0 || a.id == keymap.Send || a.id == keymap.Newline || a.id == keymap.Back {
			continue
		}
		c := dialog.Command{Title: m.titleOf(a), Right: strings.Join(m.s.Keys.Keys(a.id, keymap.Screen), "  ")}
		c.Run = func() tea.Cmd { return m.perform(a) }
		if err := m.allowed(a); err != nil {
			c.Why = m.s.Sentence(err)
		}
		all = append(all, c)
	}
	m.dialogs.OpenPalette(all)
	return nil
}

func toggleMouse(m *Model) tea.Cmd {
	m.window.mouse = !m.window.mouse
	m.s.Terminal.SetMouse(m.window.mouse)
	if m.window.mouse {
		return m.s.Good(m.s.Locale.Toast("mouse_on"))
	}
	return m.s.Good(m.s.Locale.Toast("mouse_off"))
}

// inTrouble is the brand whose channel is in a state: that of the chat that
// actions are about, else the first.
func inTrouble(m *Model, state core.HealthState) (core.BrandView, bool) {
	row, _ := m.subject()
	return m.channels.In(state, row.Chat.BrandID)
}

// replaceToken opens the settings where the refused token is replaced.
func replaceToken(m *Model) tea.Cmd {
	b, _ := inTrouble(m, core.HealthUnauthorized)
	return m.settings.show(false, b.ID)
}

// takeOver takes a bot back from whatever else receives its messages. A webhook
// is the work of another program that will miss it: that is asked.
func takeOver(m *Model) tea.Cmd {
	b, _ := inTrouble(m, core.HealthConflict)
	return m.channels.Holder(b)
}
