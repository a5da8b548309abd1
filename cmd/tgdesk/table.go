package main

import (
	"io"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// column is one column of a table. Cells longer than max are cut.
type column struct {
	title string
	max   int  // cells of the terminal; 0 = never cut
	right bool // numbers
}

// tableSample is how many rows decide the widths. The rest streams, so that a
// list of any length costs no memory; what is wider than its column by then is
// cut where the column may be, and shifts its line otherwise.
const tableSample = 200

// table prints aligned rows.
type table struct {
	w       io.Writer
	empty   string // said in place of a table without rows
	columns []column
	held    [][]string
	widths  []int // nil until the sample is complete
}

func newTable(w io.Writer, empty string, columns ...column) *table {
	return &table{w: w, empty: empty, columns: columns}
}

// row adds one row. Cells may be text from outside.
func (t *table) row(cells ...string) error {
	for i, c := range cells {
		cells[i] = string(clean.Line(c))
	}
	if t.widths != nil {
		return t.print(cells)
	}
	t.held = append(t.held, cells)
	if len(t.held) < tableSample {
		return nil
	}
	return t.end()
}

// end prints what is still held.
func (t *table) end() error {
	if t.widths == nil && len(t.held) == 0 {
		_, err := io.WriteString(t.w, t.empty+"\n")
		return err
	}
	if t.widths == nil {
		t.measure()
		titles := make([]string, len(t.columns))
		for i, c := range t.columns {
			titles[i] = c.title
		}
		if err := t.print(titles); err != nil {
			return err
		}
	}
	for _, cells := range t.held {
		if err := t.print(cells); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

func (t *table) measure() {
	t.widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		t.widths[i] = text.Width(c.title)
		for _, cells := range t.held {
			t.widths[i] = max(t.widths[i], text.Width(cells[i]))
		}
		if c.max > 0 {
			t.widths[i] = min(t.widths[i], c.max)
		}
	}
}

func (t *table) print(cells []string) error {
	var line strings.Builder
	for i, c := range t.columns {
		cell, width := cells[i], t.widths[i]
		if c.max > 0 {
			cell = string(clean.Line(text.Cut(cell, width))) // what was paired may be cut apart
		}
		gap := strings.Repeat(" ", max(0, width-text.Width(cell)))
		if c.right {
			line.WriteString(gap + cell + "  ")
		} else {
			line.WriteString(cell + gap + "  ")
		}
	}
	_, err := io.WriteString(t.w, strings.TrimRight(line.String(), " ")+"\n")
	return err
}
