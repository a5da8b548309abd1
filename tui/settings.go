package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/canned"
	"tgdesk/tui/canvas"
	"tgdesk/tui/dialog"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/settings"
	"tgdesk/tui/term"
)

// settingsArea joins the settings to the rest of the screen, whose place they
// take while they are open.
type settingsArea struct {
	s     *session.Session
	cache *canned.Cache
	open  *settings.Screen // nil while they are closed
	rect  layout.Rect      // where they were drawn last
	left  func() tea.Cmd   // is called when the operator has left them
}

func (a *settingsArea) isOpen() bool { return a.open != nil }

// show opens the settings: with the wizard of the first run, where a brand's
// token is replaced, or at their top.
func (a *settingsArea) show(firstRun bool, token core.BrandID) tea.Cmd {
	screen, cmd := settings.New(settings.Options{Session: a.s, Desk: a.s.Desk, Canned: a.cache, FirstRun: firstRun, Token: token})
	a.open = screen
	return a.after(cmd)
}

// update gives a key or a message to the settings, if they are open.
func (a *settingsArea) update(msg tea.Msg) tea.Cmd {
	if a.open == nil {
		return nil
	}
	return a.after(a.open.Update(msg))
}

// refresh reads the brands of the settings again.
func (a *settingsArea) refresh() tea.Cmd {
	if a.open == nil {
		return nil
	}
	return a.after(a.open.Refresh())
}

// after leaves the settings when they are done.
func (a *settingsArea) after(cmd tea.Cmd) tea.Cmd {
	if a.open.Closed() {
		cmd = tea.Batch(cmd, a.close())
	}
	return cmd
}

// close leaves the settings.
func (a *settingsArea) close() tea.Cmd {
	a.open = nil
	return a.left()
}

// mouse takes a click or a turn of the wheel.
func (a *settingsArea) mouse(x, y, wheel int) tea.Cmd {
	switch {
	case wheel != 0:
		a.open.Wheel(wheel)
	case a.rect.Contains(x, y):
		return a.after(a.open.Click(x-a.rect.X, y-a.rect.Y))
	}
	return nil
}

// draw draws the settings between the bars.
func (a *settingsArea) draw(c *canvas.Canvas, p *layout.Plan) *term.Point {
	a.rect = p.Middle
	rows, cursor := a.open.Render(a.rect.W, a.rect.H)
	c.Put(a.rect, rows)
	if cursor == nil {
		return nil
	}
	return &term.Point{X: cursor.X + a.rect.X, Y: cursor.Y + a.rect.Y}
}

// hints are the keys that work now.
func (a *settingsArea) hints() []dialog.Hint {
	var out []dialog.Hint
	for _, h := range a.open.Hints() {
		if h.Disabled == "" && h.Key != "" {
			out = append(out, dialog.Hint{Key: h.Key, Title: h.Title})
		}
	}
	return out
}
