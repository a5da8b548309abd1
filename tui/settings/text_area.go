package settings

import (
	"tgdesk/tui/keymap"
)

// textArea is a text of several lines with its label above it and what is wrong with it
// below. It is edited as a reply is.
type textArea struct {
	control control
	label   string
	problem string // clean
}

// The least and the most rows of a text that are shown.
const (
	leastTextRows = 3
	mostTextRows  = 10
)

func (a textArea) draw(c drawContext) []row {
	focused := c.focus == a.control.id
	rows := paragraph{"", a.label, c.theme.Label}.draw(c)
	w := max(min(c.width-margin-1, maxText), 1)
	h := min(max(a.control.editor.Lines(w), leastTextRows), mostTextRows)
	lines, x, y := a.control.editor.Render(w, h)
	style, mark := c.theme.Input, " "
	if focused {
		style, mark = c.theme.InputFocused, focusMark
	}
	for i := range h {
		r := newRow(c.width)
		r.targets = []target{{width: c.width, id: a.control.id}}
		r.fill(0, 1, c.theme.Cursor, mark)
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		if focused && i == y && margin+x < c.width {
			r.cursor = margin + x
		}
		r.fill(margin, w, style, line)
		rows = append(rows, r)
	}
	if a.problem != "" {
		rows = append(rows, paragraph{"✗", a.problem, c.theme.InputError}.draw(c)...)
	}
	for i := range rows {
		rows[i].focused = focused
	}
	return rows
}

func (p *pageBase) newlineHint() Hint { return p.hint(keymap.BreakLine, "key_newline") }

func (p *pageBase) tabHint() Hint { return p.hint(keymap.NextControl, "key_tab") }
