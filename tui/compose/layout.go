package compose

import "tgdesk/tui/text"

// unboundedWidth is the width of a text that was never drawn.
const unboundedWidth = 1 << 30

// layout wraps the lines that are not wrapped to width yet. One cell at the
// end of each row stays free for the cursor.
func (e *Editor) layout(width int) {
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
	total := e.Lines(width)
	height = max(height, 1)
	x, row := e.cursorPosition()
	row += e.rowOf(e.cursor.line)
	e.top = min(e.top, max(total-height, 0), row)
	e.top = max(e.top, row-height+1)
	skip := e.top
	for i := 0; i < len(e.lines) && len(rows) < height; i++ {
		l := &e.lines[i]
		if skip >= len(l.rows) {
			skip -= len(l.rows)
			continue
		}
		for _, p := range l.rows[skip:] {
			if len(rows) < height {
				rows = append(rows, text.Clip(l.text[p.Start:p.End], e.width))
			}
		}
		skip = 0
	}
	return rows, x, row - e.top
}

// cursorPosition returns the cursor's column, and its row within its line.
func (e *Editor) cursorPosition() (x, row int) {
	l := &e.lines[e.cursor.line]
	for row = len(l.rows) - 1; row > 0 && l.rows[row].Start > e.cursor.offset; row-- {
	}
	x = text.Width(l.text[l.rows[row].Start:e.cursor.offset])
	return min(x, e.width-1), row
}

// moveRow moves the cursor one row up (by -1) or down (by 1) in the last layout,
// and keeps its column. Beyond the first and the last row it goes to the end of
// the text; it reports false when the cursor was there already.
func (e *Editor) moveRow(by int) bool {
	e.layout(e.width)
	x, row := e.cursorPosition()
	was, goal := e.cursor, e.goalColumn
	if goal < 0 {
		goal = x
	}
	target := e.cursor.line
	switch row += by; {
	case row < 0 && target == 0:
		e.moveTo(pos{})
		return e.cursor != was
	case row < 0:
		target--
		row = len(e.lines[target].rows) - 1
	case row == len(e.lines[target].rows) && target == len(e.lines)-1:
		e.moveTo(e.end())
		return e.cursor != was
	case row == len(e.lines[target].rows):
		target++
		row = 0
	}
	e.moveTo(pos{target, e.lines[target].offsetAt(row, goal)})
	e.goalColumn = goal
	return true
}

// offsetAt returns the offset in row nearest to the column x without passing it.
// The end of a wrapped row belongs to the next.
func (l *line) offsetAt(row, x int) int {
	p := l.rows[row]
	wrapped := row < len(l.rows)-1
	end := len(l.text)
	if wrapped {
		end = p.Next
	}
	at := p.Start
	for used := 0; at < end; {
		size, width := text.Step(l.text[at:])
		if used += width; used > x || wrapped && at+size == p.Next {
			break
		}
		at += size
	}
	return at
}
