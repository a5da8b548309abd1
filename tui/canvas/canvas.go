// Package canvas collects what the areas of the screen draw into the rows of
// one frame.
//
// It must not lay out or choose styles: areas draw into rectangles that
// tui/layout gave them.
package canvas

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"

	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// Canvas is a frame that is being drawn.
type Canvas struct{ rows []term.Row }

// rowSpans is how many spans a row holds without growing.
const rowSpans = 8

// New returns an empty canvas of h rows.
func New(h int) *Canvas {
	rows, spans := make([]term.Row, h), make([]term.Span, h*rowSpans)
	for i := range rows {
		rows[i] = spans[i*rowSpans : i*rowSpans : (i+1)*rowSpans]
	}
	return &Canvas{rows: rows}
}

// Put draws rows, made for column 0, into r. Rows beyond r are left out.
func (c *Canvas) Put(r layout.Rect, rows []term.Row) {
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

// Line draws plain text in one style over the whole width of r's first row.
func (c *Canvas) Line(r layout.Rect, s theme.Style, plain string) {
	c.Put(r, []term.Row{{{W: r.W, Text: s.Paint(text.Fit(plain, r.W))}}})
}

// Rule draws a vertical line into r, one cell wide.
func (c *Canvas) Rule(r layout.Rect, s theme.Style) {
	bar := []term.Row{{{W: 1, Text: s.Paint("│")}}}
	for i := range r.H {
		c.Put(layout.Rect{X: r.X, Y: r.Y + i, W: 1, H: 1}, bar)
	}
}

// Over blanks the first row of r and draws a row there.
func (c *Canvas) Over(r layout.Rect, row term.Row) {
	if r.Y < 0 || r.Y >= len(c.rows) {
		return
	}
	left, right := r.X, r.X+r.W
	if slices.ContainsFunc(c.rows[r.Y], func(s term.Span) bool { return s.X < right && s.X+s.W > left }) {
		var kept term.Row
		for _, s := range c.rows[r.Y] {
			kept = append(kept, outside(s, left, right)...)
		}
		c.rows[r.Y] = kept
	}
	c.Put(layout.Rect{X: r.X, Y: r.Y, W: r.W, H: 1}, []term.Row{row})
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
		rest := ansi.Cut(s.Text, right-s.X, s.W)
		if ansi.StringWidth(rest) > n { // half of its first character is hidden
			right, n = right+1, n-1
			rest = ansi.Cut(s.Text, right-s.X, s.W)
		}
		out = append(out, term.Span{X: right, W: n, Text: rest})
	}
	return out
}

// Fill draws blanks in one style over r's first row, where nothing is drawn yet.
func (c *Canvas) Fill(r layout.Rect, s theme.Style) {
	drawn := slices.SortedStableFunc(slices.Values(c.rows[r.Y]), byColumn)
	blank := func(from, to int) {
		if from < to {
			c.rows[r.Y] = append(c.rows[r.Y], term.Span{X: from, W: to - from, Text: s.Paint(text.Fit("", to-from))})
		}
	}
	x := r.X
	for _, span := range drawn {
		blank(x, min(span.X, r.X+r.W))
		x = max(x, span.X+span.W)
	}
	blank(x, r.X+r.W)
}

// Dim paints what is drawn in the rows of r again in one style. A picture is blank
// then: its cells are nothing but colour.
func (c *Canvas) Dim(r layout.Rect, s theme.Style) {
	for y := r.Y; y < r.Y+r.H; y++ {
		row := c.rows[y]
		for i := range row {
			if strings.ContainsRune(row[i].Text, kitty.Placeholder) || strings.ContainsAny(row[i].Text, halfBlocks) {
				row[i].Text = ""
			}
			row[i].Text = s.Repaint(row[i].Text)
		}
	}
}

// halfBlocks are the characters that pictures are drawn with where there is no
// better way.
const halfBlocks = "▀▄"

// Box is the looks of a frame: its lines, what stands in them, and the ground
// within.
type Box struct {
	Border              lipgloss.Border
	Edge, Name, Ground  theme.Style
	Title, Above, Below string // Title in the upper line; Above and Below at the right ends of the lines
}

// Frame draws a box around inner over what is drawn already, with rows in inner,
// which outer leaves room around.
func (c *Canvas) Frame(outer, inner layout.Rect, b Box, rows []term.Row) {
	side := func(s string) term.Span { return term.Span{W: 1, Text: b.Edge.Paint(s)} }
	for y := range outer.H {
		r := layout.Rect{X: outer.X, Y: outer.Y + y, W: outer.W, H: 1}
		switch y {
		case 0:
			c.Over(r, b.line(outer.W, b.Border.TopLeft, b.Border.Top, b.Border.TopRight, b.Title, b.Above))
		case outer.H - 1:
			c.Over(r, b.line(outer.W, b.Border.BottomLeft, b.Border.Bottom, b.Border.BottomRight, "", b.Below))
		default:
			left, right := side(b.Border.Left), side(b.Border.Right)
			right.X = outer.W - 1
			c.Over(r, term.Row{left, right})
		}
	}
	for i, row := range rows[:min(len(rows), inner.H)] {
		for _, s := range row {
			s.X, s.Text = s.X+inner.X, b.Ground.Under(s.Text)
			c.rows[inner.Y+i] = append(c.rows[inner.Y+i], s)
		}
	}
	for y := range outer.H {
		c.Fill(layout.Rect{X: outer.X, Y: outer.Y + y, W: outer.W, H: 1}, b.Ground)
	}
}

// line is the upper or the lower line of a box of w cells, with a title after
// its left corner and a mark before its right one.
func (b *Box) line(w int, left, dash, right, title, mark string) term.Row {
	if title = text.Cut(title, w-8); title != "" {
		title = " " + title + " "
	}
	if mark != "" {
		mark = " " + mark + " "
	}
	at, n := 2+text.Width(title), text.Width(mark)
	rest := max(w-at-n-2, 0)
	return term.Row{
		{W: 2, Text: b.Edge.Paint(left + dash)},
		{X: 2, W: at - 2, Text: b.Name.Paint(title)},
		{X: at, W: rest, Text: b.Edge.Paint(strings.Repeat(dash, rest))},
		{X: at + rest, W: n, Text: b.Name.Paint(mark)},
		{X: w - 2, W: 2, Text: b.Edge.Paint(dash + right)},
	}
}

// Wrapped is a text in one style, as rows that take at most w cells from column x on.
func Wrapped(s string, x, w int, style theme.Style) (rows []term.Row) {
	for _, l := range text.Wrap(s, w) {
		rows = append(rows, term.Row{{X: x, W: text.Width(l), Text: style.Paint(l)}})
	}
	return rows
}

// Filled is a row of w cells, the spans of which stand from left to right, with blanks in
// one style where it has none.
func Filled(row term.Row, w int, s theme.Style) (out term.Row) {
	x := 0
	blank := func(to int) {
		if x < to {
			out = append(out, term.Span{X: x, W: to - x, Text: s.Paint(text.Fit("", to-x))})
		}
	}
	for _, span := range row {
		blank(span.X)
		out = append(out, span)
		x = span.X + span.W
	}
	blank(w)
	return out
}

// Rows returns the rows with their spans from left to right, as a frame wants
// them.
func (c *Canvas) Rows() []term.Row {
	for _, row := range c.rows {
		slices.SortStableFunc(row, byColumn)
	}
	return c.rows
}

func byColumn(a, b term.Span) int { return cmp.Compare(a.X, b.X) }

// Piece is a stretch of a bar; it is left out as a whole where there is no room.
type Piece struct {
	Text  string
	Style theme.Style
	Key   string // a click on it presses this key; "" does nothing
}

// Width is how many cells pieces take.
func Width(pieces []Piece) int {
	n := 0
	for _, p := range pieces {
		n += text.Width(p.Text)
	}
	return n
}

// Pieces draws pieces from column x of r on, over what is drawn there.
func (c *Canvas) Pieces(r layout.Rect, x int, pieces []Piece) {
	if x < 0 {
		return
	}
	row, w := make(term.Row, 0, len(pieces)), 0
	for _, p := range pieces {
		pw := text.Width(p.Text)
		if x+w+pw > r.W {
			break
		}
		row = append(row, term.Span{X: w, W: pw, Text: p.Style.Paint(p.Text)})
		w += pw
	}
	if w > 0 {
		c.Over(layout.Rect{X: r.X + x, Y: r.Y, W: w, H: 1}, row)
	}
}
