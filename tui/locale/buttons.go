package locale

import (
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// Buttons are the rows of a message's buttons, with a mark at the one that the visitor
// pressed.
func (c *Catalogue) Buttons(m core.Message) (rows []string) {
	n := 0
	for _, labels := range m.Buttons.Rows() {
		var row []string
		for _, label := range labels {
			n++
			shown := clean.Line(c.Readable(label)).String()
			if n == m.Pressed {
				shown = "✓ " + shown
			}
			row = append(row, "["+shown+"]")
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return rows
}
