// Package scroll shows rows of which not all fit.
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

// Top goes back to the first row.
func (r *Rows) Top() { r.top = 0 }

// Do runs an action that scrolls, and reports whether a is one.
func (r *Rows) Do(a keymap.Action) bool {
	switch a {
	case keymap.LineDown, keymap.MoveDown:
		r.Scroll(1)
	case keymap.LineUp, keymap.MoveUp:
		r.Scroll(-1)
	case keymap.ScreenDown, keymap.PageDown:
		r.Scroll(r.height)
	case keymap.ScreenUp, keymap.PageUp:
		r.Scroll(-r.height)
	case keymap.HalfDown:
		r.Scroll(r.height / 2)
	case keymap.HalfUp:
		r.Scroll(-r.height / 2)
	case keymap.PageTop, keymap.MoveFirst:
		r.Top()
	case keymap.PageBottom, keymap.MoveLast:
		r.Scroll(len(r.rows))
	default:
		return false
	}
	return true
}
