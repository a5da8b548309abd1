package term

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hinshun/vt10x"
	"pgregory.net/rapid"

	"tgdesk/tui/theme"
)

// screen is a terminal emulator with something on it already. It knows nothing
// of wide characters, so what is compared is narrow.
func screen(width, height int) vt10x.Terminal {
	vt := vt10x.New(vt10x.WithSize(width, height))
	fmt.Fprint(vt, enter, strings.Repeat("\x1b[45m#", width*height))
	return vt
}

// contents returns all that can be seen of a screen: characters, colours, cursor.
func contents(vt vt10x.Terminal) []string {
	width, height := vt.Size()
	rows := make([]string, height)
	for y := range height {
		var b strings.Builder
		for x := range width {
			cell := vt.Cell(x, y)
			fmt.Fprintf(&b, "%c/%d/%d/%d ", cell.Char, cell.FG, cell.BG, cell.Mode)
		}
		rows[y] = b.String()
	}
	cursor := "hidden"
	if vt.CursorVisible() {
		cursor = fmt.Sprint(vt.Cursor().X, ",", vt.Cursor().Y)
	}
	return append(rows, cursor)
}

// drawFrame draws a random frame. Sizes and rows repeat often, as they do on a
// screen in use.
func drawFrame(t *rapid.T, dark *theme.Theme) Frame {
	f := Frame{Width: rapid.IntRange(0, 12).Draw(t, "width"), Height: rapid.IntRange(0, 4).Draw(t, "height")}
	if rapid.Bool().Draw(t, "usual size") {
		f.Width, f.Height = 10, 3
	}
	styles := []theme.Style{{}, dark.Bar, dark.ClockLate, dark.RowSelected.And(dark.Unread)}
	for range rapid.IntRange(0, f.Height).Draw(t, "rows") {
		var row Row
		for x := rapid.IntRange(0, 3).Draw(t, "x"); x < f.Width; x += rapid.IntRange(1, 5).Draw(t, "step") {
			word := rapid.SampledFrom([]string{"", "a", "b", " ", "x y"}).Draw(t, "word")
			word = word[:min(len(word), f.Width-x)]
			style := rapid.SampledFrom(styles).Draw(t, "style")
			row = append(row, Span{X: x, W: len(word), Text: style.Paint(word)})
			x += len(word)
		}
		f.Rows = append(f.Rows, row)
	}
	if rapid.Bool().Draw(t, "cursor") {
		f.Cursor = &Point{rapid.IntRange(-1, 12).Draw(t, "cx"), rapid.IntRange(-1, 4).Draw(t, "cy")}
	}
	return f
}

func TestDiffEqualsFullFrame(t *testing.T) {
	t.Parallel()
	dark := theme.Dark(theme.Indexed)
	rapid.Check(t, func(t *rapid.T) {
		vt, p := screen(12, 4), painter{}
		for range rapid.IntRange(1, 8).Draw(t, "frames") {
			f := drawFrame(t, &dark)
			if rapid.IntRange(0, 9).Draw(t, "forget") == 0 {
				p.invalidate()
			}
			_, _ = vt.Write(p.paint(nil, f))
			fresh := screen(12, 4)
			_, _ = fresh.Write((&painter{visible: true}).paint(nil, f))
			if f.Width*f.Height == 0 {
				continue
			}
			if diff := cmp.Diff(contents(fresh), contents(vt)); diff != "" {
				t.Fatalf("the screen differs from a full frame (-full +diffed):\n%s", diff)
			}
			if diff := cmp.Diff(f.Plain(), characters(vt, f)); diff != "" {
				t.Fatalf("the screen differs from Plain (-plain +screen):\n%s", diff)
			}
		}
	})
}

// characters reads the frame's area of the screen as Plain gives it.
func characters(vt vt10x.Terminal, f Frame) []string {
	rows := make([]string, f.Height)
	for y := range rows {
		var b strings.Builder
		for x := range f.Width {
			b.WriteRune(vt.Cell(x, y).Char)
		}
		rows[y] = strings.TrimRight(b.String(), " ")
	}
	return rows
}

func TestPaint(t *testing.T) {
	t.Parallel()
	p := painter{}
	first := Frame{Width: 9, Height: 2, Title: "desk\x07\x1b", Cursor: &Point{3, 1}, Rows: []Row{{{0, 2, "ab"}, {4, 1, "\x1b[1mc\x1b[0m"}}, nil}}
	second := first
	second.Rows = []Row{first.Rows[0], {{1, 1, "x"}}}
	third := second
	third.Cursor = nil
	for i, step := range []struct {
		f    Frame
		want string
	}{
		{first, "\x1b[?2026h\x1b]2;desk\a\x1b[m\x1b[2J\x1b[1;1Hab\x1b[5G\x1b[1mc\x1b[0m\x1b[2;4H\x1b[?25h\x1b[?2026l"},
		{first, ""},
		{second, "\x1b[?2026h\x1b[?25l\x1b[2;1H\x1b[2K\x1b[2Gx\x1b[2;4H\x1b[?25h\x1b[?2026l"},
		{third, "\x1b[?2026h\x1b[?25l\x1b[?2026l"},
		{third, ""},
	} {
		if got := string(p.paint(nil, step.f)); got != step.want {
			t.Errorf("frame %d: got %q, want %q", i, got, step.want)
		}
	}
}

func TestErasesWhatMayBeDrawnTooWide(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ab 注文": "", "e\u0301": "\x1b[6G\x1b[K", "❤️": "\x1b[6G\x1b[K", "\x1b[1m👍\x1b[0m": "\x1b[6G\x1b[K",
	} {
		p := painter{}
		p.row(0, Row{{0, 5, in}, {7, 1, "|"}}, true, 9)
		if got := string(p.buf); got != "\x1b[1;1H"+in+want+"\x1b[8G|" {
			t.Errorf("%q is painted as %q", in, got)
		}
		p = painter{}
		if p.row(0, Row{{4, 5, in}}, true, 9); strings.HasSuffix(string(p.buf), "K") {
			t.Errorf("%q at the right edge is painted as %q", in, p.buf)
		}
	}
}

func TestDumbGetsMovesOnly(t *testing.T) {
	t.Parallel()
	p := painter{dumb: true, visible: true}
	f := Frame{Width: 9, Height: 1, Title: "t", Cursor: &Point{1, 0}, Rows: []Row{{{0, 1, "a"}}}}
	if got, want := string(p.paint(nil, f)), "\x1b[m\x1b[2J\x1b[1;1Ha\x1b[1;2H"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSanitizesText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"注文 é":                          "注文 é",
		"a\nb\rc\x07\x7f\u009b2J":       "a?b?c???2J",
		"\x1b]0;x\x07\x1b[2J\x1b[31":    "?]0;x??[2J?[31",
		"a\xffb\u2028":                  "a?b?",
		"\u202ea\u200f\u061c\U000e0041": "a",
		"a🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f\U000e0067b": "a🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007fb",
		"🏴\U000e0067\U000e0062\U000e007f":                                           "🏴",
		"\ufffd":                                                                    "\ufffd",
		"\u2067a":                                                                   "a",
		"\u2069a\u2067":                                                             "a",
		"\u2067a\u2069葛\U000e0100":                                                  "\u2067a\u2069葛\U000e0100",
		"e\u0301\u0301\u0301\u0301\u0301":                                           "e\u0301\u0301\u0301\u0301",
		"\x1b[1;38:5:9mx":                                                           "\x1b[1;38:5:9mx\x1b[m",
		"\x1b[1mx\x1b[0m \x1b[m":                                                    "\x1b[1mx\x1b[0m \x1b[m",
		"\x1b[1mx\x1b[0m\x1b[48;5;10m":                                              "\x1b[1mx\x1b[0m\x1b[48;5;10m\x1b[m",
	} {
		var p painter
		p.appendSanitized(in)
		if string(p.buf) != want {
			t.Errorf("text(%q) = %q, want %q", in, p.buf, want)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	f := Frame{Width: 10, Height: 4, Rows: []Row{
		{{0, 4, "\x1b[1m注文\x1b[0m"}, {5, 2, "e\u0301x"}, {9, 4, "wxyz"}},
		{{-2, 4, "abcd"}, {9, 2, "文"}},
		{{3, 2, "👨‍👩‍👧‍👦"}, {5, 1, "|"}},
	}}
	want := []string{"注文 e\u0301x  w", "cd", "   👨‍👩‍👧‍👦|", ""}
	if diff := cmp.Diff(want, f.Plain()); diff != "" {
		t.Errorf("Plain (-want +got):\n%s", diff)
	}
	if got := (Frame{Width: -1, Height: -1}).String(); got != "" {
		t.Errorf("a frame of no size shows %q", got)
	}
}

// busyFrame is a frame like the desk's: a list, a rule and a transcript.
func busyFrame(width, height int) Frame {
	dark := theme.Dark(theme.Indexed)
	f := Frame{Width: width, Height: height, Cursor: &Point{50, height - 2}}
	for y := range height {
		f.Rows = append(f.Rows, Row{
			{1, 26, dark.Name.Paint("Hana Sato 注文した商品が")}, {28, 8, dark.Brand.Paint("acme")},
			{38, 5, dark.ClockWarn.Paint(fmt.Sprintf("%2d:12", y))}, {44, 1, dark.Rule.Paint("│")},
			{46, 5, dark.Time.Paint("13:58")}, {53, 60, "確認しますので、少々お待ちください and thank you for waiting"},
		})
	}
	return f
}

func BenchmarkPaintOneRow(b *testing.B) {
	var p painter
	frames := [2]Frame{busyFrame(120, 40), busyFrame(120, 40)}
	frames[1].Rows[20] = Row{{1, 26, "Ana Díaz"}}
	var buf []byte
	i := 0
	for b.Loop() {
		buf = p.paint(buf[:0], frames[i&1])
		i++
	}
}

func BenchmarkPaintFullFrame(b *testing.B) {
	f := busyFrame(120, 40)
	var buf []byte
	for b.Loop() {
		var p painter
		buf = p.paint(buf[:0], f)
	}
}
