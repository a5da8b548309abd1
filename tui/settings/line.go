package settings

import (
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// look is what a block needs to know to draw itself.
type look struct {
	theme *theme.Theme
	width int    // cells
	label int    // cells of the labels' column
	focus string // id of the item with the focus
}

// line is one row of cells before it is painted. Spans lie from left to right
// and never overlap.
type line struct {
	width  int // nothing is drawn beyond
	spans  []span
	hits   []hit
	cursor int // column of the text cursor, -1 for none
	focus  bool
}

type span struct {
	x, w  int
	text  string // clean, and w cells wide
	style theme.Style
}

// hit is a stretch of a row that belongs to an item.
type hit struct {
	x, y, w int
	id      string
	button  bool // one click presses it
}

func newLine(width int) line { return line{width: width, cursor: -1} }

// put adds text at column x, cut before the column end, and returns the column
// after it.
func (l *line) put(x, end int, style theme.Style, s string) int {
	s = text.Cut(s, min(end, l.width)-x)
	w := text.Width(s)
	if w > 0 {
		l.spans = append(l.spans, span{x, w, s, style})
	}
	return x + w
}

// fill adds text in exactly w cells from column x on.
func (l *line) fill(x, w int, style theme.Style, s string) int {
	if w = min(w, l.width-x); w <= 0 {
		return x
	}
	l.spans = append(l.spans, span{x, w, text.Fit(s, w), style})
	return x + w
}

// drawing is where things stood in the last Render.
type drawing struct {
	hits   []hit
	bottom int // the largest useful scroll
}

func (d *drawing) at(x, y int) (hit, bool) {
	for _, h := range d.hits {
		if y == h.y && x >= h.x && x < h.x+h.w {
			return h, true
		}
	}
	return hit{}, false
}
