package canvas

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
	"pgregory.net/rapid"

	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

func screen(c *Canvas) string {
	return term.Frame{Width: 12, Height: len(c.rows), Rows: c.Rows()}.String()
}

func box(b Box) Box {
	th := theme.Dark(theme.Indexed)
	b.Border, b.Edge, b.Name, b.Ground = th.Border(), th.OverlayEdge, th.OverlayTitle, th.Overlay
	return b
}

func TestDraw(t *testing.T) {
	t.Parallel()
	th := theme.Dark(theme.Indexed)
	for name, test := range map[string]struct {
		draw func(*Canvas)
		want string
	}{
		"rows beyond the rectangle are left out": {func(c *Canvas) {
			c.Put(layout.Rect{X: 2, W: 9, H: 1}, []term.Row{{{W: 3, Text: "one"}, {X: 4, W: 3, Text: "two"}}, {{W: 5, Text: "three"}}})
		}, "  one two\n\n"},
		"a line is cut": {func(c *Canvas) {
			c.Line(layout.Rect{X: 1, Y: 1, W: 6, H: 1}, th.Bar, "much too long")
		}, "\n much …\n"},
		"a rule goes down": {func(c *Canvas) {
			c.Rule(layout.Rect{X: 3, W: 1, H: 3}, th.Rule)
		}, "   │\n   │\n   │"},
		"what is drawn over hides no more than its rectangle": {func(c *Canvas) {
			c.Line(layout.Rect{W: 12, H: 1}, th.Bar, "abcdefghijkl")
			c.Over(layout.Rect{X: 4, W: 4, H: 1}, term.Row{{W: 2, Text: "##"}})
		}, "abcd##  ijkl\n\n"},
		"a wide character that is hidden in part goes": {func(c *Canvas) {
			c.Line(layout.Rect{W: 6, H: 1}, th.Bar, "注文注")
			c.Over(layout.Rect{X: 3, W: 2, H: 1}, term.Row{{W: 2, Text: "##"}})
		}, "注 ##\n\n"},
		"nothing is drawn outside the screen": {func(c *Canvas) {
			c.Over(layout.Rect{Y: 3, W: 4, H: 1}, term.Row{{W: 2, Text: "##"}})
			c.Over(layout.Rect{Y: -1, W: 4, H: 1}, term.Row{{W: 2, Text: "##"}})
		}, "\n\n"},
		"a frame stands over what is there, with its title and marks": {func(c *Canvas) {
			for y := range 3 {
				c.Line(layout.Rect{Y: y, W: 12, H: 1}, th.Bar, "注注注注注注")
			}
			c.Frame(layout.Rect{X: 1, W: 10, H: 3}, layout.Rect{X: 3, Y: 1, W: 6, H: 1}, box(Box{Title: "AB", Below: "↓"}), []term.Row{{{X: 1, W: 4, Text: "文b"}}, {{W: 3, Text: "two"}}})
		}, " ╭─ AB ───╮\n │  文b   │\n ╰──── ↓ ─╯"},
		"a long title is cut, and leaves the corners": {func(c *Canvas) {
			c.Frame(layout.Rect{W: 12, H: 3}, layout.Rect{X: 2, Y: 1, W: 8, H: 1}, box(Box{Title: "much too long"}), nil)
		}, "╭─ muc… ───╮\n│          │\n╰──────────╯"},
		"a piece without room is left out as a whole": {func(c *Canvas) {
			c.Pieces(layout.Rect{W: 12, H: 1}, 2, []Piece{{Text: "one "}, {Text: "two "}, {Text: "three"}})
		}, "  one two\n\n"},
		"pieces are drawn over what is there": {func(c *Canvas) {
			c.Line(layout.Rect{W: 12, H: 1}, th.Bar, "abcdefghijkl")
			c.Pieces(layout.Rect{W: 12, H: 1}, 3, []Piece{{Text: "one"}, {}, {Text: "two"}})
			c.Pieces(layout.Rect{W: 12, H: 1}, 1, []Piece{{}})
		}, "abconetwojkl\n\n"},
	} {
		c := New(3)
		if test.draw(c); screen(c) != test.want {
			t.Errorf("%s:\ngot  %q\nwant %q", name, screen(c), test.want)
		}
	}
}

// TestStylesSurviveBeingCut: what is left of a styled text on either side of a
// box keeps its style, and ends it.
func TestStylesSurviveBeingCut(t *testing.T) {
	t.Parallel()
	th := theme.Dark(theme.Indexed)
	c := New(1)
	c.Line(layout.Rect{W: 9, H: 1}, th.Bad, "abcdefghi")
	c.Over(layout.Rect{X: 3, W: 3, H: 1}, nil)
	rows := c.Rows()[0]
	if len(rows) != 2 || rows[0] != (term.Span{W: 3, Text: th.Bad.Paint("abc")}) || rows[1] != (term.Span{X: 6, W: 3, Text: th.Bad.Paint("ghi")}) {
		t.Errorf("got %+v", rows)
	}
}

// TestFill: blanks of a bar stand beside what is drawn, never over it, whatever the
// order it was drawn in.
func TestFill(t *testing.T) {
	t.Parallel()
	th := theme.Dark(theme.Indexed)
	blank := func(x, w int) term.Span {
		return term.Span{X: x, W: w, Text: th.Bar.Paint("          "[:w])}
	}
	c := New(3)
	r := layout.Rect{X: 1, W: 10, H: 1}
	c.Pieces(r, 7, []Piece{{Text: "two"}})
	c.Pieces(r, 2, []Piece{{Text: "one"}})
	c.Fill(r, th.Bar)
	c.Fill(layout.Rect{Y: 1, W: 4, H: 1}, th.Bar)
	want := []term.Row{{blank(1, 2), {X: 3, W: 3, Text: "one"}, blank(6, 2), {X: 8, W: 3, Text: "two"}}, {blank(0, 4)}, {}}
	if got := c.Rows(); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %+v", got)
	}
}

// TestDim: what lies behind a dialog has one style; pictures, whose cells are
// nothing but colour, are blank.
func TestDim(t *testing.T) {
	t.Parallel()
	th := theme.Dark(theme.Indexed)
	c := New(3)
	c.Line(layout.Rect{W: 6, H: 1}, th.Bar, "above")
	c.Put(layout.Rect{Y: 1, W: 12, H: 2}, []term.Row{
		{{W: 2, Text: th.Bad.Paint("a") + "b"}, {X: 4, W: 2, Text: "\x1b[38;5;1m▄▀\x1b[0m"}, {X: 7, W: 1, Text: "\x1b[38;2;0;1;0m" + string(kitty.Placeholder) + "\x1b[0m"}},
		{{W: 4, Text: th.RowSelected.And(th.Unread).Paint("注文")}},
	})
	c.Dim(layout.Rect{Y: 1, W: 12, H: 2}, th.Behind)
	rows := c.Rows()
	if got := rows[0][0].Text; got != th.Bar.Paint("above ") {
		t.Errorf("a row beside is %q", got)
	}
	for i, want := range []string{th.Behind.Paint("ab"), "", ""} {
		if got := rows[1][i].Text; got != want {
			t.Errorf("span %d is %q, want %q", i, got, want)
		}
	}
	if got, want := rows[2][0].Text, th.Behind.Paint("注文"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFrameKeepsItsColumns: whatever lies below, a frame's lines are in their
// columns, all of it has the ground, and nothing shows through.
func TestFrameKeepsItsColumns(t *testing.T) {
	t.Parallel()
	th := theme.Dark(theme.Plain)
	rapid.Check(t, func(t *rapid.T) {
		c := New(3)
		below := rapid.StringOfN(rapid.SampledFrom([]rune("ab注文é👍 ")), 0, 12, -1).Draw(t, "below")
		for y := range 3 {
			c.Line(layout.Rect{X: rapid.IntRange(0, 3).Draw(t, "x"), Y: y, W: 12, H: 1}, th.Text, below)
		}
		x := rapid.IntRange(0, 5).Draw(t, "left")
		w := rapid.IntRange(6, 15-x).Draw(t, "width")
		c.Dim(layout.Rect{W: 15, H: 3}, th.Behind)
		c.Frame(layout.Rect{X: x, W: w, H: 3}, layout.Rect{X: x + 2, Y: 1, W: w - 4, H: 1}, box(Box{}), []term.Row{{{W: 1, Text: "x"}}})
		for y, row := range c.Rows() {
			cells := make([]string, 15)
			for _, s := range row {
				at := s.X
				for _, r := range ansi.Strip(s.Text) {
					cells[at] += string(r)
					at += text.Width(string(r))
				}
			}
			edges := [][2]string{{"╭", "╮"}, {"│", "│"}, {"╰", "╯"}}[y]
			if cells[x] != edges[0] || cells[x+w-1] != edges[1] || y == 1 && strings.Join(cells[x+1:x+w-1], "") != " x"+strings.Repeat(" ", w-4) {
				t.Fatalf("row %d is %q", y, cells)
			}
		}
	})
}
