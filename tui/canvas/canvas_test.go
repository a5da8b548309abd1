package canvas

import (
	"slices"
	"testing"

	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

func screen(c *Canvas) string {
	return term.Frame{Width: 12, Height: len(c.rows), Rows: c.Rows()}.String()
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
