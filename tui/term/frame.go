package term

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tgdesk/tui/text"
)

// Span is text at a fixed column. Text is clean, may hold the SGR sequences of
// tui/theme and no others, and takes at most W cells.
type Span struct {
	X, W int // column from 0, and width, in cells
	Text string
}

// Row is one line of the screen: spans from left to right that do not overlap.
// Each is drawn at its absolute column, so that a character that the terminal
// draws wider or narrower than expected does not move what follows.
type Row []Span

// Point is a cell of the screen, counted from 0 at the top left.
type Point struct{ X, Y int }

// Frame is the whole screen. Rows beyond Height are not drawn, missing ones are
// blank. A frame must not be changed after it was shown.
type Frame struct {
	Width, Height int
	Rows          []Row
	Cursor        *Point // nil hides it
	Title         string // of the window; "" leaves it as it is
}

// Plain returns the frame as plain text, one string a row without trailing
// spaces, Height of them. It serves tests and golden files.
func (f Frame) Plain() []string {
	rows := make([]string, max(f.Height, 0))
	for y := range rows {
		if y < len(f.Rows) {
			rows[y] = f.Rows[y].plain(f.Width)
		}
	}
	return rows
}

// String returns Plain as one text.
func (f Frame) String() string { return strings.Join(f.Plain(), "\n") }

// plain lays the spans out on width cells; the second cell of a wide cluster is "".
func (r Row) plain(width int) string {
	cells := slices.Repeat([]string{" "}, max(width, 0))
	for _, s := range r {
		x := s.X
		for rest := ansi.Strip(s.Text); rest != ""; {
			size, w := text.Step(rest)
			switch {
			case w == 0 && x > 0 && x <= len(cells):
				cells[x-1] += rest[:size]
			case w > 0 && x >= 0 && x+w <= len(cells):
				cells[x] = rest[:size]
				if w == 2 {
					cells[x+1] = ""
				}
			}
			rest = rest[size:]
			x += w
		}
	}
	return strings.TrimRight(strings.Join(cells, ""), " ")
}
