package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/settings"
	"tgdesk/tui/term"
)

// This file joins the settings to the rest of the screen.

func openSettings(m *Model) tea.Cmd { return m.showSettings(false, 0) }

// showSettings opens the settings: with the wizard of the first run, where a
// brand's token is replaced, or at their top.
func (m *Model) showSettings(firstRun bool, token core.BrandID) tea.Cmd {
	s := m.s
	screen, cmd := settings.New(settings.Options{
		Context: s.Context, Desk: s.Desk, Operator: s.Operator.ID, Alias: s.Operator.Alias, Words: s.Locale, Theme: s.Theme,
		Keys: s.Keys, Now: s.Now, FirstRun: firstRun, Token: token,
	})
	m.settings = screen
	return m.afterSettings(cmd)
}

// updateSettings gives a message to the settings.
func (m *Model) updateSettings(msg tea.Msg) tea.Cmd {
	if m.settings == nil {
		return nil
	}
	return m.afterSettings(m.settings.Update(msg))
}

// refreshSettings reads the brands of the settings again.
func (m *Model) refreshSettings() tea.Cmd {
	if m.settings == nil {
		return nil
	}
	return m.afterSettings(m.settings.Refresh())
}

// afterSettings takes what the settings have to say after they did something.
func (m *Model) afterSettings(cmd tea.Cmd) tea.Cmd {
	if text, bad, ok := m.settings.Notice(); ok && bad {
		cmd = tea.Batch(cmd, m.s.Bad(text))
	} else if ok {
		cmd = tea.Batch(cmd, m.s.Good(text))
	}
	m.s.Operator.Alias = m.settings.Alias()
	if m.settings.Closed() {
		m.settings = nil
		cmd = tea.Batch(cmd, m.readBrands(false), m.inbox.Refresh())
	}
	return cmd
}

func (m *Model) keySettings(k tea.KeyMsg) tea.Cmd {
	m.s.ClearToast() // it was about an earlier key
	switch m.s.Keys.Lookup(m.settings.Scope(), k) {
	case keymap.Quit:
		return m.askQuit()
	case keymap.Help:
		return openHelp(m)
	}
	return m.updateSettings(k)
}

func (m *Model) mouseSettings(x, y, wheel int) tea.Cmd {
	r := m.settingsRect()
	if wheel != 0 {
		m.settings.Wheel(wheel)
		return nil
	}
	if r.Contains(x, y) {
		return m.afterSettings(m.settings.Click(x-r.X, y-r.Y))
	}
	return nil
}

func (m *Model) settingsRect() layout.Rect {
	return layout.Rect{Y: 1, W: m.screen.width, H: max(m.screen.height-2-m.screen.plan.Notice.H, 0)}
}

func (m *Model) drawSettings(c *canvas.Canvas) *term.Point {
	r := m.settingsRect()
	rows, cursor := m.settings.Render(r.W, r.H)
	c.Put(r, rows)
	if cursor == nil {
		return nil
	}
	return &term.Point{X: cursor.X + r.X, Y: cursor.Y + r.Y}
}

func (m *Model) settingsHints() []dialog.Hint {
	var out []dialog.Hint
	for _, h := range m.settings.Hints() {
		if h.Disabled == "" && h.Key != "" {
			out = append(out, dialog.Hint{Key: h.Key, Title: h.Title})
		}
	}
	return out
}
