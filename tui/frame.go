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
	f := term.Frame{Width: m.screen.width, Height: m.screen.height, Title: "tgdesk"}
	if n := m.inbox.Counts[core.Pending]; n > 0 {
		f.Title = fmt.Sprintf("(%d) tgdesk", n)
	}
	p := &m.screen.plan
	if p.TooSmall {
		f.Rows = tooSmall(m.s.Locale.Screen("too_small", f.Width, f.Height), f.Width, f.Height)
		return f
	}
	c := canvas.New(f.Height)
	m.drawTop(c)
	if m.settings.isOpen() {
		f.Cursor = m.settings.draw(c, p)
	} else {
		dialog := !m.dialogs.Empty()
		m.inbox.Draw(c, p, m.channels.One(), dialog)
		m.chat.Draw(c, p, chat.Look{
			Messages: m.focus == layout.Transcript && !dialog, Panel: m.focus == layout.Panel && !dialog,
			Taking: m.compose.PickingUp(m.chat.ID()),
		})
		f.Cursor = m.compose.Draw(c, p.ComposerRule, p.Composer, m.focus == layout.Composer)
	}
	m.screen.notice.draw(c, p.Notice, m.s)
	m.drawBottom(c)
	if !m.dialogs.Empty() {
		f.Cursor = m.dialogs.Draw(c, f.Width, f.Height)
	}
	f.Rows = c.Rows()
	return f
}

// tooSmall is the frame of a terminal that nothing fits on.
func tooSmall(why string, w, h int) []term.Row {
	rows := make([]term.Row, h)
	for i, l := range text.Wrap(why, w) {
		if i < h {
			rows[i] = term.Row{{W: w, Text: l}}
		}
	}
	return rows
}
