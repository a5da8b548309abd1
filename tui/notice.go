package tui

import (
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/text"
)

// notice is what a toast is not: it stays above the bottom line as long as what
// it is about lasts, because it concerns whatever anybody does. It is about the
// machine under the desk only. It holds lines, none while all is well.
type notice []string

// noticeMark stands before a notice, so that colour is not its only sign.
const noticeMark = " ! "

// noticeOf is the present notice, wrapped to a width.
func noticeOf(s *session.Session, width int) (lines notice) {
	add := func(sentence string) {
		lines = append(lines, text.Wrap(sentence, max(width-len(noticeMark)-1, 1))...)
	}
	if err := s.Desk.StorageError(); err != nil {
		add(s.Locale.StorageError(err))
	}
	if j, ok := s.Desk.Jump(); ok {
		add(s.Locale.Jump(j.By, j.Until))
	}
	return lines
}

// draw draws as many rows as the layout has given.
func (n notice) draw(c *canvas.Canvas, r layout.Rect, s *session.Session) {
	mark := noticeMark
	for i := range min(r.H, len(n)) {
		c.Line(layout.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, s.Theme.Bar.And(s.Theme.Bad), mark+n[i])
		mark = "   "
	}
}
