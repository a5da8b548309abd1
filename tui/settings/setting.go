package settings

import (
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// signOpens stands before the value of a setting that opens a page.
const signOpens = "›"

// box stands before what enter switches on or off.
func box(on bool) string {
	if on {
		return "[x]"
	}
	return "[ ]"
}

// leastValue is to how many cells values are cut before what the settings do goes
// to the foot of the page.
const leastValue = 30

// setting is a row of three columns: a name, its value behind a sign that says what
// enter does, and what it is for.
type setting struct {
	control   control
	nameMark  cell // of a brand's colour, before the name
	name      string
	nameStyle theme.Style
	sign      string
	valueMark cell
	value     string
	style     theme.Style // of the value
	help      string
}

func (st setting) draw(c drawContext) []row {
	r, x, ground := c.selectable(st.control.id)
	x = r.marked(x, c.labelWidth+1, ground, st.nameMark, st.nameStyle, st.name)
	x = r.fill(x, c.columns.sign, ground.And(c.theme.Label), text.FitRight(st.sign, c.columns.sign-1)+" ")
	x = r.marked(x, c.columns.value, ground, st.valueMark, st.style, st.value)
	if c.columns.help {
		x = r.fill(x, 2, ground, "")
		x = r.fill(x, c.width-x, ground.And(c.theme.Dim), st.help)
	}
	r.fill(x, c.width-x, ground, "")
	return []row{r}
}

// marked is fill with a mark before the text.
func (r *row) marked(x, width int, ground theme.Style, mark cell, style theme.Style, s string) int {
	end := x + width
	x = r.fill(x, min(text.Width(mark.text), width), ground.And(mark.style), mark.text)
	return r.fill(x, end-x, ground.And(style), s)
}

// columns are the widths of the columns behind the names.
type columns struct {
	sign, value int
	help        bool // what settings do has a column of its own
}

// columns shares the width of the settings and facts among their columns. Help has one where
// all of it fits; elsewhere the foot of the page shows that of one setting.
func (f *form) columns() columns {
	var c columns
	help := 0
	for _, w := range f.widgets {
		switch w := w.(type) {
		case setting:
			c.sign = max(c.sign, text.Width(w.sign)+1)
			c.value = max(c.value, text.Width(w.valueMark.text+w.value))
			help = max(help, text.Width(w.help))
		case explained:
			c.value = max(c.value, text.Width(w.value))
			help = max(help, text.Width(w.help))
		}
	}
	room := f.width - margin - f.labelWidth() - 1 - c.sign
	if left := room - help - 3; left >= min(c.value, leastValue) {
		c.value, c.help = min(c.value, left), true
	}
	c.value = max(0, min(c.value, room))
	return c
}

// maxFoot is how many rows the foot of a page has at most.
const maxFoot = 3

// foot says of the setting with an id what its row has no room for. It has the same
// height whatever the setting, so that nothing moves when the focus does.
func (f *form) foot(c drawContext) []row {
	var foot []row
	height := 0
	for _, w := range f.widgets {
		st, ok := w.(setting)
		if !ok {
			continue
		}
		said := ""
		if text.Width(st.valueMark.text+st.value) > c.columns.value {
			said = st.value
		}
		if !c.columns.help && st.help != "" {
			if said != "" {
				said += " · "
			}
			said += st.help
		}
		if said == "" {
			continue
		}
		rows := wrapped(c.width, margin, c.theme.Dim, "", c.theme.Dim, said)
		rows = rows[:min(len(rows), maxFoot)]
		height = max(height, len(rows))
		if st.control.id == c.focus {
			foot = rows
		}
	}
	for len(foot) < height {
		foot = append(foot, newRow(c.width))
	}
	return foot
}
