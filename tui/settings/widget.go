package settings

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

const (
	margin    = 2  // columns left of everything; the focus mark stands in the first
	maxText   = 78 // cells of running text at most: longer lines are hard to read
	focusMark = "▌"
)

// widget is one part of a form: gap, paragraph, fact, explained, setting, choice, field,
// buttons, drawing or centred.
type widget interface{ draw(c drawContext) []row }

// control is something that can be pressed or typed into.
type control struct {
	id       string
	press    func() tea.Cmd
	does     string          // id of the name of press on the bottom line; "" = the usual one of its kind
	input    *compose.Field  // of a text field; nil = it takes no text
	editor   *compose.Editor // of a text of several lines
	disabled string          // why it cannot be pressed now
}

// gap is an empty row.
type gap struct{}

func (gap) draw(c drawContext) []row { return []row{newRow(c.width)} }

// paragraph is running text. A bullet (a number, a sign) may stand left of its
// first row; the rows are indented past it.
type paragraph struct {
	bullet string
	text   string // clean
	style  theme.Style
}

func (p paragraph) draw(c drawContext) []row {
	x := margin
	if p.bullet != "" {
		x += text.Width(p.bullet) + 1
	}
	return wrapped(c.width, x, p.style, p.bullet, p.style, p.text)
}

// fact is a label and a value that can only be read.
type fact struct {
	label, value string
	style        theme.Style
}

func (f fact) draw(c drawContext) []row {
	return wrapped(c.width, margin+c.labelWidth+1, c.theme.Label, f.label, f.style, f.value)
}

// explained is a fact with what it means: in a column of its own where there is room,
// else below.
type explained struct {
	fact
	help string
}

func (e explained) draw(c drawContext) []row {
	if !c.columns.help {
		return append(e.fact.draw(c), wrapped(c.width, 2*margin, c.theme.Dim, "", c.theme.Dim, e.help)...)
	}
	x := margin + c.labelWidth + 1
	end := x + c.columns.value + 1
	rows := wrapped(end, x, c.theme.Label, e.label, e.style, e.value)
	for i := range rows {
		rows[i].width = c.width
	}
	rows[0].write(end+1, c.width, c.theme.Dim, e.help)
	return rows
}

// wrapped lays text out from column x on; head stands left of its first row.
func wrapped(width, x int, headStyle theme.Style, head string, style theme.Style, s string) []row {
	var rows []row
	for i, part := range text.Wrap(s, min(width-x-1, maxText)) {
		r := newRow(width)
		if i == 0 {
			r.write(margin, x-1, headStyle, head)
		}
		r.write(x, width, style, part)
		rows = append(rows, r)
	}
	return rows
}

// cell is one column of a choice.
type cell struct {
	text  string
	style theme.Style
	width int // cells; 0 = as wide as the text
}

// choice can be selected and pressed: a row of cells.
type choice struct {
	control control
	cells   []cell
}

func (ch choice) draw(c drawContext) []row {
	r, x, ground := c.selectable(ch.control.id)
	for _, cell := range ch.cells {
		x = r.fill(x, cmp.Or(cell.width, text.Width(cell.text)), ground.And(cell.style), cell.text)
		x = r.fill(x, 1, ground, "")
	}
	r.fill(x, c.width-x, ground, "")
	return []row{r}
}

// field is a text of one line, or of several, which is edited as a reply is. Its label
// stands above it and what is wrong with it below; they are seen together.
type field struct {
	control     control
	label       string
	placeholder string // of one line
	problem     string // clean
}

// The least and the most rows of a text of several lines that are shown.
const (
	leastTextRows = 3
	mostTextRows  = 10
)

func (f field) draw(c drawContext) []row {
	lines, x, y, h := []string{""}, 0, 0, 1
	w := max(min(c.width-margin-1, maxText), 1)
	if e := f.control.editor; e != nil {
		h = min(max(e.Lines(w), leastTextRows), mostTextRows)
		lines, x, y = e.Render(w, h)
	} else {
		lines[0], x = f.control.input.Render(w)
	}
	focused, mark, ground := c.focus == f.control.id, " ", c.theme.Input
	if focused {
		mark, ground = focusMark, c.theme.InputFocused
	}
	rows := paragraph{"", f.label, c.theme.Label}.draw(c)
	for i := range h {
		r, line, style := newRow(c.width), "", ground
		if i < len(lines) {
			line = lines[i]
		}
		if line == "" && f.placeholder != "" {
			line, style = f.placeholder, style.And(c.theme.Placeholder)
		}
		if focused && i == y && margin+x < c.width {
			r.cursor = margin + x
		}
		r.targets = []target{{width: c.width, id: f.control.id}}
		r.fill(0, 1, c.theme.Cursor, mark)
		r.fill(margin, w, style, line)
		rows = append(rows, r)
	}
	if f.problem != "" {
		rows = append(rows, paragraph{"✗", f.problem, c.theme.InputError}.draw(c)...)
	}
	for i := range rows {
		rows[i].focused = focused
	}
	return rows
}

// button is something to press, with its title in brackets.
type button struct {
	control control
	title   string
}

func (b button) text() string { return "[ " + b.title + " ]" }

// draw adds the button to r at column x and returns the column after it.
func (b button) draw(r *row, c drawContext, x int) int {
	style := c.theme.Button
	if b.control.disabled != "" {
		style = c.theme.ButtonDisabled
	}
	if c.focus == b.control.id {
		style = c.theme.ButtonFocused
		if x > 0 {
			r.fill(x-1, 1, c.theme.Cursor, focusMark)
		}
	}
	end := r.write(x, c.width, style, b.text())
	r.targets = append(r.targets, target{x: x, width: end - x, id: b.control.id, button: true})
	return end
}

// buttons stand side by side, in more rows than one where they do not fit.
type buttons []button

func (bs buttons) draw(c drawContext) []row {
	rows := []row{newRow(c.width)}
	x, focused := margin, false
	for _, b := range bs {
		focused = focused || c.focus == b.control.id
		if x > margin && x+text.Width(b.text()) > c.width-1 {
			rows = append(rows, newRow(c.width))
			x = margin
		}
		x = b.draw(&rows[len(rows)-1], c, x) + 2
	}
	for i := range rows {
		rows[i].focused = focused // the buttons are seen together
	}
	return rows
}

// radio marks one of several choices.
func radio(current bool) string {
	if current {
		return "●"
	}
	return "○"
}

// drawContext is what a widget needs to draw itself.
type drawContext struct {
	theme      *theme.Theme
	width      int // cells
	labelWidth int // cells of the column of labels
	columns    columns
	focus      string // id of the control with the focus
}

// selectable begins a row that can be selected. It returns the column and the ground of
// what follows.
func (c drawContext) selectable(id string) (r row, x int, ground theme.Style) {
	ground, mark := c.theme.Row, " "
	if c.focus == id {
		ground, mark = c.theme.RowSelected, focusMark
	}
	r = newRow(c.width)
	r.focused = c.focus == id
	r.targets = []target{{width: c.width, id: id}}
	x = r.fill(0, 1, ground.And(c.theme.Cursor), mark)
	return r, r.fill(x, margin-1, ground, ""), ground
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
