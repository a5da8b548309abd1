package tui

import (
	"tgdesk/core"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// A notice is what a toast is not: it stays above the bottom line as long as
// what it tells of lasts, because it concerns whatever anybody does. It tells
// of the machine under the desk only.

// noticeMark stands before a notice, so that colour is not its only sign.
const noticeMark = " ! "

// noticeLines is the present notice, wrapped; none while all is well.
func (m *Model) noticeLines() []string {
	var told []string
	if err := m.o.Desk.StorageError(); err != nil {
		told = append(told, m.o.Words.Trouble(err))
	}
	if j, ok := m.o.Desk.Jump(); ok {
		told = append(told, m.o.Words.Jump(j.By, j.Until))
	}
	var lines []string
	for _, s := range told {
		lines = append(lines, text.Wrap(s, max(m.width-len(noticeMark)-1, 1))...)
	}
	return lines
}

// drawNotice draws the rows that the layout gave to the notice.
func (m *Model) drawNotice(c *canvas) {
	r, style := m.plan.Notice, m.o.Theme.Bar.And(m.o.Theme.Bad)
	for i := range min(r.H, len(m.notice)) {
		mark := noticeMark
		if i > 0 {
			mark = "   "
		}
		c.line(layout.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, style, mark+m.notice[i])
	}
}

// readFailed takes an error of reading what the screen shows. What the notice
// tells needs no toast at each try.
func (m *Model) readFailed(err error) {
	m.o.Desk.StorageFailed(err)
	if m.o.Desk.StorageError() == nil || core.CodeOf(err) != core.CodeUnavailable {
		m.toastError(err)
	}
}
