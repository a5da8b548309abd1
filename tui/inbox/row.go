package inbox

import (
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// cursorMark stands before the chosen chat, so that colour is not the only
// sign of it.
const cursorMark = "▌"

// rowWriter draws the lines of one chat.
type rowWriter struct {
	w          int
	background theme.Style // of the whole line
	selected   bool        // the chosen chat: its background fills the line
}

// cell is a text at a fixed column.
type cell struct {
	x, w  int
	text  string
	style theme.Style
	right bool // aligned to the right edge of its column
}

// cursorCell is the mark of the chosen chat.
func (p rowWriter) cursorCell(o RenderOptions) cell {
	if !p.selected {
		return cell{}
	}
	c := cell{w: 1, text: cursorMark}
	if o.Focused {
		c.style = o.Theme.Cursor
	}
	return c
}

// row draws cells from left to right. Each is a span of its own, so that text
// that a terminal draws wider or narrower than expected does not move what
// follows.
func (p rowWriter) row(cells ...cell) term.Row {
	row := make(term.Row, 0, len(cells)+1)
	at := 0
	for _, c := range cells {
		if c.w <= 0 || c.text == "" {
			continue
		}
		shown := text.Cut(c.text, c.w)
		used := text.Width(shown)
		if c.right {
			c.x += c.w - used
		}
		row = p.fill(row, at, c.x)
		row = append(row, term.Span{X: c.x, W: used, Text: p.background.And(c.style).Paint(shown)})
		at = c.x + used
	}
	return p.fill(row, at, p.w)
}

// fill gives the columns between from and to the background of a chosen chat.
func (p rowWriter) fill(row term.Row, from, to int) term.Row {
	if !p.selected || from >= to {
		return row
	}
	return append(row, term.Span{X: from, W: to - from, Text: p.background.Paint(text.Pad("", to-from))})
}
