package term

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi/kitty"
)

// painter turns frames into the bytes that change the screen from the previous
// frame to this one. It remembers what is shown and does not write.
type painter struct {
	dumb    bool
	shown   Frame  // what the terminal shows; of size zero when that is unknown
	title   string // the title last set
	visible bool   // the cursor is or may be visible
	buf     []byte // what paint appends to
}

// invalidate makes the next paint a full one.
func (p *painter) invalidate() {
	p.shown, p.title, p.visible = Frame{}, "", true
}

// repaintPictures makes the next paint draw the rows with placeholders again:
// kitty looks a picture up when the row is drawn, not when the picture arrives.
func (p *painter) repaintPictures() {
	rows := slices.Clone(p.shown.Rows)
	for y, row := range rows {
		if slices.ContainsFunc(row, func(s Span) bool { return strings.ContainsRune(s.Text, kitty.Placeholder) }) {
			rows[y] = Row{{X: -1}} // differs from every row
		}
	}
	p.shown.Rows = rows
}

// paint appends the bytes for f to b: none when f is what is shown.
func (p *painter) paint(b []byte, f Frame) []byte {
	before := b
	if p.buf = b; !p.dumb {
		p.buf = append(p.buf, syncBegin...)
	}
	empty := len(p.buf)
	p.setTitle(f.Title)
	p.cursor(f, p.rows(f))
	p.shown, b, p.buf = f, p.buf, nil
	switch {
	case len(b) == empty:
		return before
	case p.dumb:
		return b
	}
	return append(b, syncEnd...)
}

// maxTitle bounds the window's title, in runes.
const maxTitle = 200

// setTitle leaves out what could end the sequence that carries the title.
func (p *painter) setTitle(title string) {
	if p.dumb || title == "" || title == p.title {
		return
	}
	p.title = title
	n := 0
	p.buf = append(p.buf, "\x1b]2;"...)
	p.buf = append(p.buf, strings.Map(func(r rune) rune {
		if n++; n > maxTitle || r < ' ' || r >= 0x7f && r <= 0x9f || r == utf8.RuneError {
			return -1
		}
		return r
	}, title)...)
	p.buf = append(p.buf, '\a')
}

// rows paints the rows that differ, all of them when the size differs too, and
// reports whether there were any.
func (p *painter) rows(f Frame) bool {
	all := f.Width != p.shown.Width || f.Height != p.shown.Height
	if all && f.Height > 0 {
		p.hide()
		p.buf = append(p.buf, "\x1b[m\x1b[2J"...)
	}
	painted := all
	for y := range f.Height {
		if row := rowAt(f.Rows, y); all || !slices.Equal(row, rowAt(p.shown.Rows, y)) {
			p.hide()
			p.row(y, row, all, f.Width)
			painted = true
		}
	}
	return painted
}

// hide hides the cursor while rows are painted: it would be seen jumping.
func (p *painter) hide() {
	if p.visible && !p.dumb {
		p.buf = append(p.buf, hideCursor...)
	}
	p.visible = false
}

func rowAt(rows []Row, y int) Row {
	if y < len(rows) {
		return rows[y]
	}
	return nil
}

// row paints one row, and erases it first unless the screen was just cleared.
// What a terminal may have drawn beyond a span's width is erased before the
// next span.
func (p *painter) row(y int, row Row, cleared bool, width int) {
	if cleared && len(row) == 0 {
		return
	}
	p.move(0, y)
	if !cleared {
		p.buf = append(p.buf, "\x1b[2K"...)
	}
	for _, s := range row {
		if s.Text == "" || s.X < 0 || s.X >= width {
			continue
		}
		if s.X > 0 {
			p.column(s.X)
		}
		if uncertain := p.appendSanitized(s.Text); uncertain && s.X+s.W < width {
			p.column(s.X + s.W)
			p.buf = append(p.buf, "\x1b[K"...)
		}
	}
}

// column moves the cursor within its row.
func (p *painter) column(x int) {
	p.buf = append(p.buf, "\x1b["...)
	p.buf = strconv.AppendInt(p.buf, int64(x+1), 10)
	p.buf = append(p.buf, 'G')
}

// cursor puts the cursor where the frame wants it; moved says that painting rows
// has moved it.
func (p *painter) cursor(f Frame, moved bool) {
	if f.Cursor == nil {
		if p.visible {
			p.hide()
		}
		return
	}
	if was := p.shown.Cursor; moved || was == nil || *was != *f.Cursor {
		p.move(min(max(f.Cursor.X, 0), max(f.Width-1, 0)), min(max(f.Cursor.Y, 0), max(f.Height-1, 0)))
	}
	if !p.visible && !p.dumb {
		p.buf = append(p.buf, showCursor...)
	}
	p.visible = true
}

func (p *painter) move(x, y int) {
	p.buf = append(p.buf, "\x1b["...)
	p.buf = strconv.AppendInt(p.buf, int64(y+1), 10)
	p.buf = append(p.buf, ';')
	p.buf = strconv.AppendInt(p.buf, int64(x+1), 10)
	p.buf = append(p.buf, 'H')
}
