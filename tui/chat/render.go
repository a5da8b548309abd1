package chat

import (
	"slices"

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
	if t.w == 0 || t.h == 0 {
		return nil
	}
	if len(t.items) == 0 {
		return t.renderEmpty()
	}
	rows := t.draw()
	if t.dropBrokenPictures() {
		rows = t.draw()
	}
	if t.newBelow > 0 && len(rows) < t.h {
		rows = append(rows, t.newBelowLine())
	}
	return rows
}

// dropBrokenPictures takes the space from pictures that turned out to be
// broken, and reports whether there were any.
func (t *Transcript) dropBrokenPictures() bool {
	found := slices.DeleteFunc(t.newlyBroken, func(v version) bool { return t.brokenPictures[v] })
	t.newlyBroken = nil
	if len(found) == 0 {
		return false
	}
	t.keepPosition(func() {
		for _, v := range found {
			t.brokenPictures[v] = true
		}
	})
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

func (t *Transcript) renderEmpty() []term.Row {
	s := t.o.Locale.Screen("loading")
	switch {
	case t.row.Chat.ID == 0:
		return nil
	case t.reads.loaded:
		s = t.o.Locale.Screen("no_messages")
	}
	return []term.Row{centred(t.w, s, t.o.Theme.Dim)}
}

// rowsOf returns all lines of item i, which begins at row y. Its picture is
// drawn only if some of it is visible.
func (t *Transcript) rowsOf(i, y int) []term.Row {
	it := t.items[i]
	rows := t.separators(i)
	own := len(rows)
	if t.hasHeader(i, own) {
		rows = append(rows, t.header(it))
	}
	at := len(rows)
	rows = append(rows, t.body(i)...)
	if top := y + at + it.pic.line; it.pic.h > 0 && top < t.visibleLines() && top+it.pic.h > 0 {
		t.drawPicture(it, rows[at:])
	}
	if it.m.ID == t.selected {
		for j := own; j < len(rows); j++ {
			rows[j] = t.selectedRow(rows[j])
		}
	}
	return rows
}

// selectedRow returns the row with the mark of the selected message.
func (t *Transcript) selectedRow(row term.Row) term.Row {
	style := t.o.Theme.Dim
	if t.o.Focused {
		style = t.o.Theme.Cursor
	}
	if len(row) > 0 && row[0].X == 0 {
		return row // too narrow for a margin
	}
	return append(term.Row{{X: 0, W: 1, Text: style.Paint(cursorMark)}}, row...)
}

// newBelowLine says how many messages came below the visible ones.
func (t *Transcript) newBelowLine() term.Row {
	s := text.Cut(t.o.Locale.Chat("new_below", t.newBelow), t.w)
	used := text.Width(s)
	return term.Row{{X: max(t.w-1-used, 0), W: used, Text: t.o.Theme.Unread.Paint(s)}}
}
