package settings

import (
	"strings"

	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

const (
	margin  = 2  // columns left of everything; the mark ▌ stands in the first
	measure = 78 // cells of running text at most: longer lines are hard to read
	mark    = "▌"
)

// gap is an empty line.
type gap struct{}

func (gap) items() []item { return nil }

func (gap) draw(l look) []line { return []line{newLine(l.width)} }

// paragraph is running text. A hanging part (a number, a sign) stands before
// the first line, and the text is indented by its width.
type paragraph struct {
	hang  string
	text  string // clean
	style theme.Style
}

func (paragraph) items() []item { return nil }

func (p paragraph) draw(l look) []line {
	x := margin + text.Width(p.hang)
	var lines []line
	for i, row := range text.Wrap(p.text, min(l.width-x-1, measure)) {
		n := newLine(l.width)
		if i == 0 {
			n.put(margin, l.width, p.style, p.hang)
		}
		n.put(x, l.width, p.style, row)
		lines = append(lines, n)
	}
	return lines
}

// fact is a label and a value that is only read.
type fact struct {
	label, value string
	style        theme.Style
}

func (fact) items() []item { return nil }

func (f fact) draw(l look) []line {
	var lines []line
	x := margin + l.label + 1
	for i, row := range text.Wrap(f.value, min(l.width-x-1, measure)) {
		n := newLine(l.width)
		if i == 0 {
			n.put(margin, x-1, l.theme.Label, f.label)
		}
		n.put(x, l.width, f.style, row)
		lines = append(lines, n)
	}
	return lines
}

// cell is one column of a choice.
type cell struct {
	text  string
	style theme.Style
	width int  // cells, 0 = as wide as the text
	whole bool // left out where it does not fit
}

// choice is a row that can be selected and opened: a label (may be empty) and
// cells. It takes more than one line when it has rows of cells.
type choice struct {
	item  item
	label string
	rows  [][]cell
}

func (c choice) items() []item { return []item{c.item} }

func (c choice) draw(l look) []line {
	lines := make([]line, 0, len(c.rows))
	chosen := l.focus == c.item.id
	for i, cells := range c.rows {
		n := newLine(l.width)
		n.focus = chosen
		n.hits = []hit{{x: 0, w: l.width, id: c.item.id}}
		label := ""
		if i == 0 {
			label = c.label
		}
		c.row(&n, l, label, cells, chosen)
		lines = append(lines, n)
	}
	return lines
}

func (c choice) row(n *line, l look, label string, cells []cell, chosen bool) {
	ground, sign := l.theme.Row, " "
	if chosen {
		ground, sign = l.theme.RowSelected, mark
	}
	x := n.fill(0, 1, ground.And(l.theme.Cursor), sign)
	x = n.fill(x, margin-1, ground, "")
	if c.label != "" {
		x = n.fill(x, min(l.label+1, l.width-x), ground.And(l.theme.Label), label)
	}
	for _, c := range cells {
		w := c.width
		if w == 0 {
			w = text.Width(c.text)
		}
		if c.whole && x+w > l.width {
			continue
		}
		x = n.fill(x, min(w, l.width-x), ground.And(c.style), c.text)
		x = n.fill(x, min(1, l.width-x), ground, "")
	}
	n.fill(x, l.width-x, ground, "")
}

// entry is a text field with its label above it and what is wrong with its
// content below it.
type entry struct {
	item    item
	label   string
	holder  string // shown while the field is empty
	problem string // clean
}

func (e entry) items() []item { return []item{e.item} }

func (e entry) draw(l look) []line {
	here := l.focus == e.item.id
	lines := append(paragraph{"", e.label, l.theme.Label}.draw(l), e.field(l, here))
	if e.problem != "" {
		lines = append(lines, paragraph{"✗ ", e.problem, l.theme.InputError}.draw(l)...)
	}
	for i := range lines {
		lines[i].focus = here
	}
	return lines
}

func (e entry) field(l look, here bool) line {
	n := newLine(l.width)
	n.hits = []hit{{x: 0, w: l.width, id: e.item.id}}
	sign, style := " ", l.theme.Input
	if here {
		sign, style = mark, l.theme.InputFocused
	}
	n.fill(0, 1, l.theme.Cursor, sign)
	w := min(l.width-margin-1, measure)
	if w < 1 {
		return n
	}
	shown, at := e.item.input.Render(w)
	if shown == "" && e.holder != "" {
		n.fill(margin, w, style.And(l.theme.Placeholder), e.holder)
	} else {
		n.fill(margin, w, style, shown)
	}
	if here {
		n.cursor = margin + at
	}
	return n
}

// button is something to press, with its title in brackets.
type button struct {
	item  item
	title string
}

func (b button) text() string { return "[ " + b.title + " ]" }

func (b button) style(l look) theme.Style {
	switch {
	case l.focus == b.item.id:
		return l.theme.ButtonFocused
	case b.item.why != "":
		return l.theme.ButtonDisabled
	}
	return l.theme.Button
}

// at draws the button at column x and returns the column after it.
func (b button) at(n *line, l look, x int) int {
	if l.focus == b.item.id && x > 0 {
		n.fill(x-1, 1, l.theme.Cursor, mark)
	}
	end := n.put(x, l.width, b.style(l), b.text())
	n.hits = append(n.hits, hit{x: x, w: end - x, id: b.item.id, button: true})
	return end
}

// strip is a row of buttons, broken into more rows where it does not fit.
type strip []button

func (s strip) items() []item {
	all := make([]item, 0, len(s))
	for _, b := range s {
		all = append(all, b.item)
	}
	return all
}

func (s strip) draw(l look) []line {
	lines := []line{newLine(l.width)}
	x, here := margin, false
	for _, b := range s {
		here = here || l.focus == b.item.id
		if x > margin && x+text.Width(b.text()) > l.width-1 {
			lines = append(lines, newLine(l.width))
			x = margin
		}
		x = b.at(&lines[len(lines)-1], l, x) + 2
	}
	for i := range lines {
		lines[i].focus = here // a choice is shown whole
	}
	return lines
}

// labels is the width of the widest label in the form.
func (f *form) labels(width int) int {
	widest := 0
	for _, b := range f.blocks {
		switch b := b.(type) {
		case fact:
			widest = max(widest, text.Width(b.label))
		case choice:
			widest = max(widest, text.Width(b.label))
		}
	}
	return max(1, min(widest+1, width/2+3))
}

// sign is what stands before a choice of which one is in force.
func sign(current bool) string {
	if current {
		return "●"
	}
	return "○"
}

// join puts the parts that are not empty into one line.
func join(sep string, parts ...string) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, p)
		}
	}
	return strings.Join(full, sep)
}
