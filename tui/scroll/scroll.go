// Package scroll shows rows of which not all fit, and says what the keys that move do
// with whatever is moved through.
//
// It is not bubbles/viewport, which holds lines of text and wraps them again by
// widths that it measures otherwise: rows stay spans at their columns, so that
// what a visitor wrote does not move the frame. The package must not draw rows
// itself or know keys other than by their actions.
package scroll

import (
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
)

// Rows is a stretch of rows and the place where it is shown from.
type Rows struct {
	rows   []term.Row
	top    int // the first row that is shown
	height int // how many were shown last
}

// Set replaces the rows and keeps the place as far as it exists.
func (r *Rows) Set(rows []term.Row) {
	r.rows = rows
	r.Scroll(0)
}

// Show returns the rows that are shown in h rows of the screen, and whether there
// are more above and below them.
func (r *Rows) Show(h int) (rows []term.Row, above, below bool) {
	r.height = max(h, 0)
	r.Scroll(0)
	end := min(r.top+r.height, len(r.rows))
	return r.rows[r.top:end], r.top > 0, end < len(r.rows)
}

// Reveal scrolls as little as makes the rows [from, to) visible in h rows of the
// screen.
func (r *Rows) Reveal(from, to, h int) {
	r.height = max(h, 0)
	r.top = min(max(r.top, to-h), from)
	r.Scroll(0)
}

// Scroll moves n rows down, or up where n is negative, as far as there are rows.
func (r *Rows) Scroll(n int) { r.top = max(min(r.top+n, len(r.rows)-r.height), 0) }

// Move is Scroll.
func (r *Rows) Move(n int) { r.Scroll(n) }

// Page moves n screens down.
func (r *Rows) Page(n int) { r.Scroll(n * r.height) }

// HalfPage moves n halves of a screen down.
func (r *Rows) HalfPage(n int) { r.Scroll(n * (r.height / 2)) }

// Top goes back to the first row.
func (r *Rows) Top() { r.top = 0 }

// Bottom goes to the last row.
func (r *Rows) Bottom() { r.Scroll(len(r.rows)) }

// Mover is what the keys that move move through, down where n is positive.
type Mover interface {
	Move(n int)
	Page(n int)
	HalfPage(n int)
	Top()
	Bottom()
}

// Do runs an action if it is one that moves.
func Do(m Mover, a keymap.Action) {
	switch a {
	case keymap.LineDown, keymap.MoveDown:
		m.Move(1)
	case keymap.LineUp, keymap.MoveUp:
		m.Move(-1)
	case keymap.ScreenDown, keymap.PageDown:
		m.Page(1)
	case keymap.ScreenUp, keymap.PageUp:
		m.Page(-1)
	case keymap.HalfDown:
		m.HalfPage(1)
	case keymap.HalfUp:
		m.HalfPage(-1)
	case keymap.PageTop, keymap.MoveFirst:
		m.Top()
	case keymap.PageBottom, keymap.MoveLast:
		m.Bottom()
	}
}
