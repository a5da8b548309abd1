package tui

import (
	"fmt"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/chat"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Frame draws the whole screen. It costs work for what is visible only.
func (m *Model) Frame() term.Frame {
	f := term.Frame{Width: m.screen.width, Height: m.screen.height, Title: m.windowTitle()}
	p := &m.screen.plan
	if p.TooSmall {
		f.Rows = m.tooSmall()
		return f
	}
	c := canvas.New(f.Height)
	m.drawTop(c)
	if m.settings != nil {
		f.Cursor = m.drawSettings(c)
	} else {
		dialog := !m.dialogs.Empty()
		m.inbox.Draw(c, p, len(m.brands.list) == 1, dialog)
		m.chat.Draw(c, p, chat.Look{
			Messages: m.focus == layout.Transcript && !dialog, Panel: m.focus == layout.Panel && !dialog,
			Taking: m.compose.IsTaking(m.chat.ID()),
		})
		f.Cursor = m.compose.Draw(c, p.ComposerRule, p.Composer, m.focus == layout.Composer)
	}
	m.drawNotice(c)
	m.drawBottom(c)
	if !m.dialogs.Empty() {
		f.Cursor = m.dialogs.Draw(c, f.Width, f.Height)
	}
	f.Rows = c.Rows()
	return f
}

func (m *Model) windowTitle() string {
	if n := m.inbox.Counts()[core.Pending]; n > 0 {
		return fmt.Sprintf("(%d) tgdesk", n)
	}
	return "tgdesk"
}

func (m *Model) tooSmall() []term.Row {
	rows := make([]term.Row, m.screen.height)
	for i, l := range text.Wrap(m.s.Locale.TooSmall(m.screen.width, m.screen.height), m.screen.width) {
		if i < len(rows) {
			rows[i] = term.Row{{W: m.screen.width, Text: l}}
		}
	}
	return rows
}
