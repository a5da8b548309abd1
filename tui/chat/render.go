package chat

import (
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// cursorMark stands before the selected message, so that colour is not the
// only sign of it.
const cursorMark = "▌"

// Render draws the transcript in w columns as at most h rows. It wraps and
// draws only what is visible. The rows are shared with later frames and must
// not be changed.
func (t *Transcript) Render(w, h int, o Options) []term.Row {
	t.resize(w, h, o)
	switch {
	case t.w == 0 || t.h == 0 || len(t.items) == 0 && t.row.Chat.ID == 0:
		return nil
	case len(t.items) == 0 && t.reads.loaded:
		return []term.Row{centred(t.w, o.Locale.Screen("no_messages"), o.Theme.Dim)}
	case len(t.items) == 0:
		return []term.Row{centred(t.w, o.Locale.Screen("loading"), o.Theme.Dim)}
	}
	rows := t.draw()
	if t.dropBrokenPictures() {
		rows = t.draw()
	}
	if t.newBelow > 0 && len(rows) < t.h {
		s := text.Cut(o.Locale.Chat("new_below", t.newBelow), t.w)
		used := text.Width(s)
		rows = append(rows, term.Row{{X: max(t.w-1-used, 0), W: used, Text: o.Theme.Unread.Paint(s)}})
	}
	return rows
}

// dropBrokenPictures takes the space from pictures that turned out to be
// broken, and reports whether there were any.
func (t *Transcript) dropBrokenPictures() bool {
	if len(t.newlyBroken) == 0 {
		return false
	}
	t.keepPosition(func() {
		for _, v := range t.newlyBroken {
			t.brokenPictures[v] = true
		}
	})
	t.newlyBroken = nil
	return true
}

func (t *Transcript) draw() []term.Row {
	rows := make([]term.Row, 0, t.h)
	for i, y := range t.visibleItems() {
		for _, row := range t.rowsOf(i, y) {
			if y >= 0 && y < t.visibleLines() {
				rows = append(rows, row)
			}
			y++
		}
	}
	return rows
}

// rowsOf returns all lines of item i, which begins at row y. Its picture is
// drawn only if some of it is visible.
func (t *Transcript) rowsOf(i, y int) []term.Row {
	it := t.items[i]
	rows := t.separators(i)
	own := len(rows)
	headed := t.hasHeader(i, own)
	if headed {
		rows = append(rows, t.header(i))
	}
	at := len(rows)
	rows = append(rows, t.body(i, headed)...)
	if top := y + at + it.pic.line; it.pic.h > 0 && top < t.visibleLines() && top+it.pic.h > 0 {
		t.drawPicture(it, rows[at:])
	}
	if it.m.ID != t.selected {
		return rows
	}
	style := t.o.Theme.Dim
	if t.o.Focused {
		style = t.o.Theme.Cursor
	}
	mark := term.Span{W: 1, Text: style.Paint(cursorMark)}
	for j := own; j < len(rows); j++ {
		if len(rows[j]) == 0 || rows[j][0].X > 0 { // else too narrow for a margin
			rows[j] = append(term.Row{mark}, rows[j]...)
		}
	}
	return rows
}
