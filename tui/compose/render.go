package compose

import "tgdesk/tui/text"

// unboundedWidth is the width of a text that was never drawn.
const unboundedWidth = 1 << 30

// layout wraps the lines that are not wrapped to width yet. One cell at the
// end of each row stays free for the cursor.
func (e *Editor) layout(width int) {
	e.prepare()
	e.width = max(width, 1)
	for i := range e.lines {
		if l := &e.lines[i]; l.width != e.width {
			l.rows, l.width = text.Break(l.text, max(e.width-1, 1)), e.width
		}
	}
}

// Lines returns how many rows the text needs in width cells; at least one.
func (e *Editor) Lines(width int) int {
	e.layout(width)
	return e.rowOf(len(e.lines))
}

// rowOf returns the row at which line i begins.
func (e *Editor) rowOf(i int) int {
	row := 0
	for j := range i {
		row += len(e.lines[j].rows)
	}
	return row
}

// Render returns the rows to draw in width × height cells, as plain text, and
// the cursor's position in them. It scrolls as little as keeps the cursor
// visible, and returns fewer rows when the text is shorter.
func (e *Editor) Render(width, height int) (rows []string, cursorX, cursorY int) {
	e.layout(width)
	height = max(height, 1)
	x, row := e.cursorPosition()
	total := e.rowOf(len(e.lines))
	row += e.rowOf(e.cursor.line)
	e.top = min(e.top, max(total-height, 0), row)
	e.top = max(e.top, row-height+1)
	return e.window(e.top, min(height, total)), x, row - e.top
}

// cursorPosition returns the cursor's column, and its row within its line.
func (e *Editor) cursorPosition() (x, row int) {
	l := &e.lines[e.cursor.line]
	for row = len(l.rows) - 1; row > 0 && l.rows[row].Start > e.cursor.offset; row-- {
	}
	x = text.Width(l.text[l.rows[row].Start:e.cursor.offset])
	return min(x, e.width-1), row
}

// window returns n rows, from the row top on.
func (e *Editor) window(top, n int) []string {
	rows := make([]string, 0, n)
	for i := 0; i < len(e.lines) && len(rows) < n; i++ {
		l := &e.lines[i]
		if top >= len(l.rows) {
			top -= len(l.rows)
			continue
		}
		for _, p := range l.rows[top:] {
			if len(rows) < n {
				rows = append(rows, text.Clip(l.text[p.Start:p.End], e.width))
			}
		}
		top = 0
	}
	return rows
}

// Up moves one row up, in the last layout, and keeps the column. On the first
// row it moves to the text's start; it reports false when the cursor was there
// already.
func (e *Editor) Up() bool { return e.moveVertically(-1) }

// Down moves one row down, and on the last row to the text's end.
func (e *Editor) Down() bool { return e.moveVertically(1) }

func (e *Editor) moveVertically(step int) bool {
	if e.width == 0 {
		e.width = unboundedWidth
	}
	e.layout(e.width)
	was, goalColumn := e.cursor, e.goalColumn
	x, row := e.cursorPosition()
	if goalColumn < 0 {
		goalColumn = x
	}
	target, row := e.neighbour(row, step)
	if target < 0 || target == len(e.lines) {
		if step < 0 {
			e.Top()
		} else {
			e.Bottom()
		}
		return e.cursor != was
	}
	e.moveTo(pos{target, e.lines[target].column(row, goalColumn)})
	e.goalColumn = goalColumn
	return true
}

// neighbour returns the line, and the row in it, one step from row of the
// cursor's line. The line is out of range beyond the ends.
func (e *Editor) neighbour(row, step int) (line, inLine int) {
	line = e.cursor.line
	row += step
	switch {
	case row >= 0 && row < len(e.lines[line].rows):
		return line, row
	case step > 0:
		return line + 1, 0
	case line == 0:
		return -1, 0
	}
	return line - 1, len(e.lines[line-1].rows) - 1
}

// column returns the offset in row nearest to the column x without passing it.
// The end of a wrapped row belongs to the next.
func (l *line) column(row, x int) int {
	p := l.rows[row]
	end := len(l.text)
	if row < len(l.rows)-1 {
		end = p.Next
	}
	at := p.Start
	for used := 0; at < end; {
		size, width := text.Step(l.text[at:])
		if used += width; used > x || at+size == p.Next && row < len(l.rows)-1 {
			break
		}
		at += size
	}
	return at
}
