package output

import (
	"io"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// Column is one column of a table.
type Column struct {
	Title string
	Max   int  // cells of the terminal, longer ones are cut; 0 = never cut
	Right bool // for numbers
}

// tableSample is how many rows decide the widths. The rest streams, so that a
// list of any length costs no memory. A later cell that is wider than its
// column is cut where the column has a maximum, and shifts its line otherwise.
const tableSample = 200

// Table prints aligned rows.
type Table struct {
	w       io.Writer
	empty   string // printed in place of a table without rows
	columns []Column
	sample  [][]string // rows that wait for the widths
	widths  []int      // nil until the sample is complete
}

// NewTable prints to w, or the line empty if it gets no row.
func NewTable(w io.Writer, empty string, columns ...Column) *Table {
	return &Table{w: w, empty: empty, columns: columns}
}

// Row adds one row. Cells may be text from outside.
func (t *Table) Row(cells ...string) error {
	for i, c := range cells {
		cells[i] = string(clean.Line(c))
	}
	if t.widths != nil {
		return t.print(cells)
	}
	t.sample = append(t.sample, cells)
	if len(t.sample) < tableSample {
		return nil
	}
	return t.End()
}

// End prints the rows that still wait. No row may follow.
func (t *Table) End() error {
	if t.widths == nil && len(t.sample) == 0 {
		_, err := io.WriteString(t.w, t.empty+"\n")
		return err
	}
	if t.widths == nil {
		t.widths = make([]int, len(t.columns))
		titles := make([]string, len(t.columns))
		for i, c := range t.columns {
			titles[i] = c.Title
			t.widths[i] = text.Width(c.Title)
			for _, cells := range t.sample {
				t.widths[i] = max(t.widths[i], text.Width(cells[i]))
			}
			if c.Max > 0 {
				t.widths[i] = min(t.widths[i], c.Max)
			}
		}
		if err := t.print(titles); err != nil {
			return err
		}
	}
	for _, cells := range t.sample {
		if err := t.print(cells); err != nil {
			return err
		}
	}
	t.sample = nil
	return nil
}

func (t *Table) print(cells []string) error {
	var line strings.Builder
	for i, c := range t.columns {
		cell, width := cells[i], t.widths[i]
		if c.Max > 0 {
			cell = string(clean.Line(text.Cut(cell, width))) // the cut may part a pair of isolates
		}
		gap := strings.Repeat(" ", max(0, width-text.Width(cell)))
		if c.Right {
			line.WriteString(gap + cell + "  ")
		} else {
			line.WriteString(cell + gap + "  ")
		}
	}
	_, err := io.WriteString(t.w, strings.TrimRight(line.String(), " ")+"\n")
	return err
}
