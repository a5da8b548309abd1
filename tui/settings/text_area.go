package settings

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
	w := max(min(c.width-margin-1, maxText), 1)
	h := min(max(a.control.editor.Lines(w), leastTextRows), mostTextRows)
	lines, x, y := a.control.editor.Render(w, h)
	rows := make([]row, h)
	for i := range rows {
		r, style := c.inputRow(a.control.id)
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		if c.focus == a.control.id && i == y && margin+x < c.width {
			r.cursor = margin + x
		}
		r.fill(margin, w, style, line)
		rows[i] = r
	}
	return c.labelled(a.control.id, a.label, a.problem, rows...)
}
