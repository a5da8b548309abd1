package settings

import (
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// drawContext is what a widget needs to draw itself.
type drawContext struct {
	theme      *theme.Theme
	width      int    // cells
	labelWidth int    // cells of the column of labels
	focus      string // id of the control with the focus
}

// row is one row of cells. Its spans lie from left to right and never overlap.
type row struct {
	width   int // nothing is drawn beyond
	spans   term.Row
	targets []target
	cursor  int  // column of the text cursor; -1 = none
	focused bool // has to be in sight because of the focus
}

// target is a stretch of a row where the mouse meets a control.
type target struct {
	x, y, width int
	id          string
	button      bool // one click presses it
}

func newRow(width int) row { return row{width: width, cursor: -1} }

// write adds clean text at column x, cut before the column end, and returns
// the column after it.
func (r *row) write(x, end int, style theme.Style, s string) int {
	s = text.Cut(s, min(end, r.width)-x)
	return r.fill(x, text.Width(s), style, s)
}

// fill adds clean text in exactly width cells from column x on, and returns
// the column after them.
func (r *row) fill(x, width int, style theme.Style, s string) int {
	if width = min(width, r.width-x); width <= 0 {
		return x
	}
	r.spans = append(r.spans, term.Span{X: x, W: width, Text: style.Paint(text.Fit(s, width))})
	return x + width
}
