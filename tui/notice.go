package tui

import (
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// A notice is what a toast is not: it stays above the bottom line as long as
// what it is about lasts, because it concerns whatever anybody does. It is about
// the machine under the desk only.

// noticeMark stands before a notice, so that colour is not its only sign.
const noticeMark = " ! "

// noticeLines is the present notice, wrapped; none while all is well.
func (m *Model) noticeLines() []string {
	var notices []string
	if err := m.s.Desk.StorageError(); err != nil {
		notices = append(notices, m.s.Locale.Trouble(err))
	}
	if j, ok := m.s.Desk.Jump(); ok {
		notices = append(notices, m.s.Locale.Jump(j.By, j.Until))
	}
	var lines []string
	for _, s := range notices {
		lines = append(lines, text.Wrap(s, max(m.screen.width-len(noticeMark)-1, 1))...)
	}
	return lines
}

// drawNotice draws the rows that the layout gave to the notice.
func (m *Model) drawNotice(c *canvas.Canvas) {
	r, style := m.screen.plan.Notice, m.s.Theme.Bar.And(m.s.Theme.Bad)
	for i := range min(r.H, len(m.screen.notice)) {
		mark := noticeMark
		if i > 0 {
			mark = "   "
		}
		c.Line(layout.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, style, mark+m.screen.notice[i])
	}
}
