// Package scroll shows rows of which not all fit.
//
// The place is kept by bubbles/viewport. Rows stay spans at their columns:
// viewport's View wraps lines again by widths that it measures otherwise, and
// what a visitor wrote must not move the frame. The package must not draw rows
// itself or know keys other than by their actions.
package scroll

import (
	"strings"

	"github.com/charmbracelet/bubbles/viewport"

	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
)

// Rows is a stretch of rows and the place where it is shown from.
type Rows struct {
	view viewport.Model
	rows []term.Row
}

// Set replaces the rows and keeps the place as far as it exists.
func (r *Rows) Set(rows []term.Row) {
	r.rows = rows
	r.view.SetContent(strings.Repeat("\n", max(len(rows)-1, 0)))
	r.view.SetYOffset(r.view.YOffset)
}

// Show returns the rows that are shown in h rows of the screen.
func (r *Rows) Show(h int) []term.Row {
	r.view.Height = max(h, 0)
	r.view.SetYOffset(r.view.YOffset)
	return r.rows[r.view.YOffset:min(r.view.YOffset+r.view.Height, len(r.rows))]
}

// Reveal scrolls as little as makes the rows [from, to) visible in h rows of the
// screen.
func (r *Rows) Reveal(from, to, h int) {
	r.view.Height = max(h, 0)
	r.view.SetYOffset(min(max(r.view.YOffset, to-h), from))
}

// Scroll moves n rows down, or up where n is negative.
func (r *Rows) Scroll(n int) { r.view.SetYOffset(r.view.YOffset + n) }

// Top goes back to the first row.
func (r *Rows) Top() { r.view.GotoTop() }

// Do runs an action that scrolls, and reports whether a is one.
func (r *Rows) Do(a keymap.Action) bool {
	switch a {
	case keymap.LineDown, keymap.MoveDown:
		r.view.ScrollDown(1)
	case keymap.LineUp, keymap.MoveUp:
		r.view.ScrollUp(1)
	case keymap.ScreenDown, keymap.PageDown:
		r.view.PageDown()
	case keymap.ScreenUp, keymap.PageUp:
		r.view.PageUp()
	case keymap.HalfDown:
		r.view.HalfPageDown()
	case keymap.HalfUp:
		r.view.HalfPageUp()
	case keymap.PageTop, keymap.MoveFirst:
		r.view.GotoTop()
	case keymap.PageBottom, keymap.MoveLast:
		r.view.GotoBottom()
	default:
		return false
	}
	return true
}
