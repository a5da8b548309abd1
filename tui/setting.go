package tui

import (
	"context"
	"strings"

	"tgdesk/core"
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
		Desk: m.o.Desk, Operator: m.o.Operator.ID, Alias: m.o.Operator.Alias, Words: m.o.Words, Theme: m.o.Theme, Now: m.o.Desk.Now, FirstRun: first,
		Token: token,
	})
	m.settings = s
	m.settingsDo(e)
}

// settingsReply is a result for the settings screen that asked.
type settingsReply struct {
	screen *settings.Screen
	result any
}

func (r settingsReply) apply(m *Model) {
	if r.screen == m.settings {
		m.settingsDo(m.settings.Receive(r.result))
	}
}

// settingsDo runs what the settings screen asks for, and takes its news.
func (m *Model) settingsDo(e settings.Effect) {
	screen := m.settings
	if e != nil {
		m.queue(func(ctx context.Context) any { return settingsReply{screen: screen, result: e(ctx)} })
	}
	if text, bad, ok := screen.Toast(); ok && bad {
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

func (m *Model) settingsChanged() {
	if m.settings != nil {
		m.settingsDo(m.settings.Changed())
	}
}

func (m *Model) pressSettings(k press) {
	m.toast.text = "" // it told of the key before
	switch {
	case k.name == "ctrl+c", k.command() == "q" && !m.settings.Typing():
		m.askQuit()
		return
	case k.name == "f1", k.command() == "?" && !m.settings.Typing():
		m.openHelp()
		return
	case strings.HasPrefix(k.name, "alt+") && len(k.runes) == 1:
		m.settingsDo(m.settings.Key("esc", nil, false))
		if m.settings != nil {
			m.settingsDo(m.settings.Key(string(k.runes), k.runes, false))
		}
		return
	}
	name := k.name
	if !m.settings.Typing() {
		name = k.command()
	}
	m.settingsDo(m.settings.Key(name, k.runes, k.paste))
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
		if h.Why == "" {
			out = append(out, hint{key: h.Key, title: h.Title})
		}
	}
	return out
}
