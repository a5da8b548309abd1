package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/settings"
	"tgdesk/tui/term"
)

// This file joins the settings screen to the rest.

func (m *Model) openSettings() { m.showSettings(false, 0) }

func (m *Model) openWizard() { m.showSettings(true, 0) }

// showSettings opens the settings: with the wizard, where a brand's token is
// replaced, or at their top.
func (m *Model) showSettings(first bool, token core.BrandID) {
	s, e := settings.New(settings.Options{
		Context: m.ctx, Desk: m.o.Desk, Operator: m.o.Operator.ID, Alias: m.o.Operator.Alias, Words: m.o.Words, Theme: m.o.Theme, Keys: m.keys, Now: m.o.Desk.Now, FirstRun: first,
		Token: token,
	})
	m.settings = s
	m.settingsDo(e)
}

// settingsReply is a message for the settings screen.
type settingsReply struct{ msg tea.Msg }

func (r settingsReply) apply(m *Model) {
	if m.settings != nil {
		m.settingsDo(m.settings.Update(r.msg))
	}
}

// settingsDo runs a command of the settings screen, and takes its news.
func (m *Model) settingsDo(cmd tea.Cmd) {
	screen := m.settings
	m.queueSettings(cmd)
	if text, bad, ok := screen.Notice(); ok && bad {
		m.toastBad(text)
	} else if ok {
		m.toastGood(text)
	}
	m.o.Operator.Alias = screen.Alias()
	if screen.Closed() {
		m.settings = nil
		m.readBrands(false)
		m.readLists()
	}
}

func (m *Model) queueSettings(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	m.queue(func(context.Context) any {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			return settingsBatch(batch)
		}
		return settingsReply{msg}
	})
}

// settingsBatch are commands of the settings screen that run side by side.
type settingsBatch tea.BatchMsg

func (b settingsBatch) apply(m *Model) {
	for _, cmd := range b {
		m.queueSettings(cmd)
	}
}

func (m *Model) settingsChanged() {
	if m.settings != nil {
		m.settingsDo(m.settings.Refresh())
	}
}

func (m *Model) pressSettings(k press) {
	m.toast.text = "" // it was about an earlier key
	if k.paste {
		m.settings.Paste(string(k.runes))
		return
	}
	switch m.keys.Lookup(m.settings.Scope(), k.msg) {
	case keymap.Quit:
		m.askQuit()
	case keymap.Help:
		m.openHelp()
	default:
		m.settingsDo(m.settings.Update(k.msg))
	}
}

func (m *Model) mouseSettings(e mouseEvent) {
	r := m.settingsRect()
	if e.wheel != 0 {
		m.settings.Wheel(e.wheel)
		return
	}
	if r.Contains(e.x, e.y) {
		m.settingsDo(m.settings.Click(e.x-r.X, e.y-r.Y))
	}
}

func (m *Model) settingsRect() layout.Rect {
	return layout.Rect{Y: 1, W: m.width, H: max(m.height-2-m.plan.Notice.H, 0)}
}

func (m *Model) drawSettings(c *canvas) *term.Point {
	r := m.settingsRect()
	rows, cursor := m.settings.Render(r.W, r.H)
	c.put(r, rows)
	if cursor == nil {
		return nil
	}
	return &term.Point{X: cursor.X + r.X, Y: cursor.Y + r.Y}
}

func (m *Model) settingsHints() []hint {
	var out []hint
	for _, h := range m.settings.Hints() {
		if h.Disabled == "" && h.Key != "" {
			out = append(out, hint{key: h.Key, title: h.Title})
		}
	}
	return out
}
