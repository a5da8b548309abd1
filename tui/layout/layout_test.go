package layout

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"
)

// named lists every rectangle of a plan with the letter that draws it.
func named(p *Plan) map[string]Rect {
	all := map[string]Rect{
		"=": p.TopBar, "_": p.BottomBar, "|": p.Rule, "h": p.ChatHeader, "-": p.ChatRule, "t": p.Transcript,
		"!": p.PanelRule, "v": p.Panel, "~": p.ComposerRule, "c": p.Composer, "n": p.Notice,
	}
	for i, pane := range p.Panes {
		all[fmt.Sprint(i+1)] = pane.Header
		all[string("PAUC"[i])] = pane.Body
	}
	return all
}

// draw draws the plan, and returns a complaint where a rectangle leaves the
// screen, meets another or leaves a hole.
func draw(p *Plan, w, h int) (string, error) {
	cells := make([][]byte, max(h, 0))
	for y := range cells {
		cells[y] = []byte(strings.Repeat(" ", max(w, 0)))
	}
	all := named(p)
	if p.TooSmall {
		all["#"] = Rect{0, 0, w, h}
	}
	for letter, r := range all {
		for y := r.Y; y < r.Y+r.H; y++ {
			for x := r.X; x < r.X+r.W; x++ {
				if x < 0 || y < 0 || x >= w || y >= h {
					return "", fmt.Errorf("%s leaves the screen: %v", letter, r)
				}
				if cells[y][x] != ' ' {
					return "", fmt.Errorf("%s meets %c at %d,%d", letter, cells[y][x], x, y)
				}
				cells[y][x] = letter[0]
			}
		}
	}
	var b strings.Builder
	for y, row := range cells {
		if strings.Contains(string(row), " ") {
			return "", fmt.Errorf("row %d has a hole: %s", y, row)
		}
		b.Write(append(row, '\n'))
	}
	return b.String(), nil
}

func TestArrange(t *testing.T) {
	t.Parallel()
	counts := [PaneCount]int{3, 5, 2, 128}
	for name, in := range map[string]Input{
		"1x1":               {Width: 1, Height: 1},
		"39x12":             {Width: 39, Height: 12},
		"40x12_list":        {Width: 40, Height: 12, Focus: ListActive},
		"40x12_chat":        {Width: 40, Height: 12, Focus: Composer, ComposerLines: 9},
		"40x12_notice":      {Width: 40, Height: 12, Focus: Composer, ComposerLines: 9, NoticeLines: 4},
		"80x24_notice":      {Width: 80, Height: 24, NoticeLines: 2},
		"79x24_panel":       {Width: 79, Height: 24, Focus: Transcript, Panel: true},
		"80x24":             {Width: 80, Height: 24},
		"80x24_completed":   {Width: 80, Height: 24, Focus: Transcript, Unfolded: ListCompleted},
		"100x30":            {Width: 100, Height: 30, ComposerLines: 2, Panel: true},
		"120x36":            {Width: 120, Height: 36, Counts: counts},
		"120x40_panel":      {Width: 120, Height: 40, Counts: counts, Focus: Transcript, Unfolded: ListUnanswered, Panel: true},
		"200x60":            {Width: 200, Height: 60, Counts: counts},
		"200x60_busy_panel": {Width: 200, Height: 60, Counts: [PaneCount]int{99, 5, 2, 128}, Panel: true, ComposerLines: 99},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Arrange(in)
			drawing, err := draw(&p, in.Width, in.Height)
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, []byte(drawing))
		})
	}
}

func drawInput(t *rapid.T) Input {
	in := Input{
		Width:  rapid.IntRange(-1, 300).Draw(t, "width"),
		Height: rapid.IntRange(-1, 120).Draw(t, "height"),
		Focus:  Area(rapid.IntRange(-1, int(Nowhere)).Draw(t, "focus")), Unfolded: Area(rapid.IntRange(-1, int(Nowhere)).Draw(t, "unfolded")),
		Panel: rapid.Bool().Draw(t, "panel"), ComposerLines: rapid.IntRange(-1, 50).Draw(t, "lines"),
		NoticeLines: rapid.IntRange(-1, 9).Draw(t, "notice"),
	}
	for i := range in.Counts {
		in.Counts[i], in.Headings[i] = rapid.IntRange(-1, 200).Draw(t, "count"), rapid.IntRange(0, 1).Draw(t, "heading")
	}
	return in
}

func TestEveryCellBelongsToOneRect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		p := Arrange(in)
		if _, err := draw(&p, in.Width, in.Height); err != nil {
			t.Fatal(err)
		}
		if p.TooSmall != (in.Width < 40 || in.Height < 12) {
			t.Fatalf("TooSmall is %v", p.TooSmall)
		}
	})
}

// The size of every screen matters once, without focus and counts.
func TestEverySize(t *testing.T) {
	t.Parallel()
	for w := 1; w <= 300; w += 13 {
		for h := 1; h <= 120; h++ {
			p := Arrange(Input{Width: w, Height: h, Panel: h%2 == 0, Focus: Area(h % 6)})
			if _, err := draw(&p, w, h); err != nil {
				t.Fatalf("%d×%d: %v", w, h, err)
			}
		}
	}
}

func TestAtFindsWhatIsDrawn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		p := Arrange(in)
		x, y := rapid.IntRange(-2, 301).Draw(t, "x"), rapid.IntRange(-2, 121).Draw(t, "y")
		areas := []Rect{p.Panes[0].Body, p.Panes[1].Body, p.Panes[2].Body, p.Panes[3].Body, p.Transcript, p.Composer, p.Panel}
		switch a, dy := p.At(x, y); {
		case a == Nowhere:
			for _, r := range areas {
				if r.Contains(x, y) {
					t.Fatalf("%d,%d is nowhere but lies in %v", x, y, r)
				}
			}
		case a.IsList() && dy == -1:
			if !p.Panes[a].Header.Contains(x, y) {
				t.Fatalf("%d,%d is no header", x, y)
			}
		case !areas[a].Contains(x, y) || areas[a].Y+dy != y:
			t.Fatalf("%d,%d is in row %d of %v, %v", x, y, dy, a, areas[a])
		}
	})
}

// TestRowsGoWhereChatsAre: no row is blank while a pane hides chats, an empty pane
// is its header, and the open pane gets what it needs up to half of all rows.
func TestRowsGoWhereChatsAre(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for i := range in.Counts {
			in.Counts[i] = rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5, 8, 50}).Draw(t, "count")
		}
		p, open, all := Arrange(in), int(in.Focus), 0
		if p.TooSmall || p.Panes[0].Header.Empty() {
			return
		}
		if !in.Focus.IsList() {
			open = max(min(int(in.Unfolded), PaneCount), -1)
			if !in.Unfolded.IsList() {
				open = int(ListPending)
			}
		}
		for _, pane := range p.Panes {
			all += pane.Body.H
		}
		for i, pane := range p.Panes {
			need := in.needs()[i]
			if i == open && pane.Body.H < min(need, all/2) {
				t.Fatalf("the open pane has %d of %d rows, and %d chats", pane.Body.H, all, in.Counts[i])
			}
			if i != open && pane.Body.H > need {
				t.Fatalf("pane %d has %d rows for %d chats", i+1, pane.Body.H, in.Counts[i])
			}
			if i != open && pane.Body.H < need && p.Panes[open].Body.H > in.needs()[open] {
				t.Fatalf("pane %d hides chats, and the open one has blank rows", i+1)
			}
		}
	})
}
