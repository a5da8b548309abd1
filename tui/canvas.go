package tui

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/x/ansi"

	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// canvas collects the rows of a frame. Parts draw into rectangles; each span
// keeps its own column.
type canvas struct{ rows []term.Row }

func newCanvas(h int) *canvas { return &canvas{rows: make([]term.Row, h)} }

// put draws rows, made for column 0, into r.
func (c *canvas) put(r layout.Rect, rows []term.Row) {
	for i, row := range rows {
		if i >= r.H {
			return
		}
		for _, s := range row {
			s.X += r.X
			c.rows[r.Y+i] = append(c.rows[r.Y+i], s)
		}
	}
}

// line draws plain text in one style over the whole width of r's first row.
func (c *canvas) line(r layout.Rect, s theme.Style, plain string) {
	c.put(r, []term.Row{{{W: r.W, Text: s.Paint(text.Fit(plain, r.W))}}})
}

// clear takes away what was drawn in the first row of r.
func (c *canvas) clear(r layout.Rect) {
	var kept term.Row
	for _, s := range c.rows[r.Y] {
		kept = append(kept, outside(s, r.X, r.X+r.W)...)
	}
	c.rows[r.Y] = kept
}

// outside is what is left of a span without the columns from left to right.
func outside(s term.Span, left, right int) term.Row {
	if s.X+s.W <= left || s.X >= right {
		return term.Row{s}
	}
	var out term.Row
	if n := left - s.X; n > 0 {
		out = append(out, term.Span{X: s.X, W: n, Text: ansi.Cut(s.Text, 0, n)})
	}
	if n := s.X + s.W - right; n > 0 {
		out = append(out, term.Span{X: right, W: n, Text: ansi.Cut(s.Text, right-s.X, s.W)})
	}
	return out
}

// sorted returns the rows with their spans from left to right, as a frame
// wants them.
func (c *canvas) sorted() []term.Row {
	for _, row := range c.rows {
		slices.SortStableFunc(row, func(a, b term.Span) int { return cmp.Compare(a.X, b.X) })
	}
	return c.rows
}
