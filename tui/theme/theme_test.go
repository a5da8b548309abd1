package theme

import (
	"image/color"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func lookup(env map[string]string) func(string) (string, bool) {
	return func(key string) (string, bool) { v, ok := env[key]; return v, ok }
}

func TestProfileOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		want Profile
	}{
		{nil, Plain},
		{map[string]string{"TERM": "dumb", "COLORTERM": "truecolor"}, Plain},
		{map[string]string{"TERM": "xterm-256color", "NO_COLOR": "1"}, Mono},
		{map[string]string{"TERM": "xterm-256color", "NO_COLOR": ""}, Indexed},
		{map[string]string{"TERM": "vt220"}, Mono},
		{map[string]string{"TERM": "linux"}, Basic},
		{map[string]string{"TERM": "ansi"}, Basic},
		{map[string]string{"TERM": "xterm-16color"}, Indexed},
		{map[string]string{"TERM": "screen.xterm-256color"}, Indexed},
		{map[string]string{"TERM": "tmux"}, Indexed},
		{map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, True},
		{map[string]string{"TERM": "screen-256color", "COLORTERM": "truecolor"}, Indexed},
		{map[string]string{"TERM": "xterm-kitty"}, True},
	} {
		if got := ProfileOf(lookup(c.env)); got != c.want {
			t.Errorf("ProfileOf(%v) = %v, want %v", c.env, got, c.want)
		}
	}
}

// styles lists the exported styles of a theme by name.
func styles(theme Theme) map[string]Style {
	all := map[string]Style{}
	v := reflect.ValueOf(theme)
	for i := range v.NumField() {
		if field := v.Type().Field(i); !field.IsExported() {
			continue
		}
		if s, ok := v.Field(i).Interface().(Style); ok {
			all[v.Type().Field(i).Name] = s
		}
	}
	return all
}

func TestPlainPaintsNothing(t *testing.T) {
	t.Parallel()
	for name, s := range styles(Dark(Plain)) {
		if got := s.Paint("x"); got != "x" {
			t.Errorf("%s paints %q on a dumb terminal", name, got)
		}
	}
}

func TestNoneHasNoColour(t *testing.T) {
	t.Parallel()
	for name, s := range styles(None()) {
		codes := strings.TrimSuffix(strings.TrimPrefix(s.prefix, "\x1b["), "m")
		for code := range strings.SplitSeq(codes, ";") {
			if !strings.Contains(" 1 2 3 4 7 9 ", " "+code+" ") && code != "" {
				t.Errorf("%s uses SGR %s without colour", name, codes)
			}
		}
	}
}

func TestStatesDifferInEveryProfile(t *testing.T) {
	t.Parallel()
	for p := Mono; p <= True; p++ {
		for _, theme := range []Theme{Dark(p), Light(p)} {
			for _, pair := range [][2]Style{
				{theme.Row, theme.RowSelected}, {theme.RowSelected, theme.RowSelectedBlurred}, {theme.Row, theme.RowSelectedBlurred},
				{theme.Section, theme.SectionFocused}, {theme.Clock, theme.ClockLate}, {theme.Clock, theme.ClockWarn}, {theme.ClockWarn, theme.ClockLate},
				{theme.Key, theme.KeyDisabled}, {theme.Button, theme.ButtonFocused}, {theme.Button, theme.ButtonDisabled},
				{theme.Input, theme.InputFocused}, {theme.MarkSent, theme.MarkFailed}, {theme.Text, theme.Deleted}, {theme.Text, theme.Code}, {theme.Italic, theme.Bold}, {theme.Text, theme.Strike}, {theme.Good, theme.Bad}, {theme.ToastInfo, theme.ToastError},
			} {
				if pair[0] == pair[1] {
					t.Errorf("profile %d: two states share the look %q", p, pair[0].prefix)
				}
			}
		}
	}
}

func TestPaint(t *testing.T) {
	t.Parallel()
	theme := Dark(Indexed)
	if got, want := theme.ClockLate.Paint("4:12"), "\x1b[1;38;5;203m4:12\x1b[0m"; got != want {
		t.Errorf("Paint = %q, want %q", got, want)
	}
	if got := theme.ClockLate.Paint(""); got != "" {
		t.Errorf("Paint of nothing = %q", got)
	}
	if got, want := theme.RowSelected.And(theme.Unread).Paint("2"), "\x1b[38;5;255;48;5;238m\x1b[1;38;5;117m2\x1b[0m"; got != want {
		t.Errorf("And, Append = %q, want %q", got, want)
	}
}

// TestUnderAndRepaint: a ground goes on behind text that ends a style in its
// middle, and text painted again keeps none of its styles.
func TestUnderAndRepaint(t *testing.T) {
	t.Parallel()
	theme := Dark(Indexed)
	const ground, bold, grey, reset = "\x1b[38;5;255;48;5;234m", "\x1b[1m", "\x1b[38;5;241m", "\x1b[0m"
	for _, c := range []struct{ text, under, repainted string }{
		{"", "", ""},
		{"a", ground + "a" + reset, grey + "a" + reset},
		{bold + "a" + reset + "b", ground + bold + "a" + reset + ground + "b" + reset, grey + "ab" + reset},
		{bold + "a" + reset, ground + bold + "a" + reset, grey + "a" + reset},
		{theme.RowSelected.And(theme.Unread).Paint("2"), ground + theme.RowSelected.And(theme.Unread).Paint("2"), grey + "2" + reset},
		{bold + reset, ground + bold + reset, ""},
	} {
		if got := theme.Overlay.Under(c.text); got != c.under {
			t.Errorf("%q over a ground: %q, want %q", c.text, got, c.under)
		}
		if got := theme.Behind.Repaint(c.text); got != c.repainted {
			t.Errorf("%q painted again: %q, want %q", c.text, got, c.repainted)
		}
	}
	plain := Dark(Plain)
	if got := plain.Behind.Repaint(plain.Overlay.Under("a")); got != "a" {
		t.Errorf("a dumb terminal gets %q", got)
	}
}

// TestOverlaysStandOut: a frame on every terminal, lines where it can draw them.
func TestOverlaysStandOut(t *testing.T) {
	t.Parallel()
	for p, corner := range map[Profile]string{Plain: "+", Mono: "╭", Basic: "╭", Indexed: "╭", True: "╭"} {
		theme := Dark(p)
		if got := theme.Border().TopLeft; got != corner {
			t.Errorf("profile %d: a frame begins with %q", p, got)
		}
	}
}

func TestAccent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		theme Theme
		hex   string
		want  string
	}{
		{Dark(True), "#ffd700", "\x1b[38;2;255;215;0m"},
		{Dark(Indexed), "#ffd700", "\x1b[38;5;220m"},
		{Dark(Basic), "#ffff00", "\x1b[93m"},
		{Dark(Mono), "#ffd700", ""},
		{Dark(True), "gold", ""},
		{Dark(True), "#fff", ""},
		{Dark(True), "", ""},
		{Light(True), "#000080", "\x1b[38;2;0;0;128m"},
	} {
		if got := c.theme.Accent(c.hex); got.prefix != c.want {
			t.Errorf("Accent(%s) = %q, want %q", c.hex, got.prefix, c.want)
		}
	}
}

// TestBrandMark: without colour there is no mark.
func TestBrandMark(t *testing.T) {
	t.Parallel()
	dark, none := Dark(Indexed), None()
	if mark, style := dark.BrandMark("#aa3300"); mark != "◆ " || style != dark.Accent("#aa3300") {
		t.Errorf("%q %v", mark, style)
	}
	for _, th := range []*Theme{&dark, &none} {
		if mark, style := th.BrandMark("no colour"); mark != "" || style != (Style{}) {
			t.Errorf("%q %v", mark, style)
		}
	}
	if mark, _ := none.BrandMark("#aa3300"); mark != "" {
		t.Errorf("without colour %q", mark)
	}
}

func TestAccentIsReadable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := color.RGBA{rapid.Byte().Draw(t, "r"), rapid.Byte().Draw(t, "g"), rapid.Byte().Draw(t, "b"), 255}
		light := rapid.Bool().Draw(t, "light")
		if got := readable(c, light); contrast(got, light) < legible {
			t.Fatalf("%v becomes %v, contrast %.2f", c, got, contrast(got, light))
		}
	})
}

func BenchmarkPaint(b *testing.B) {
	theme := Dark(Indexed)
	b.ReportAllocs()
	for b.Loop() {
		theme.ClockLate.Paint("4:12")
	}
}

func BenchmarkDark(b *testing.B) {
	for b.Loop() {
		Dark(Indexed)
	}
}

// TestGroundsHaveTextOfTheirOwn: the terminal's own text may be as dark, or as
// light, as a ground, so where a style sets one it sets the text's colour too.
func TestGroundsHaveTextOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, theme := range []Theme{Dark(Indexed), Dark(True), Light(Indexed), Light(True)} {
		grounds := 0
		for name, s := range styles(theme) {
			codes := ";" + strings.TrimSuffix(strings.TrimPrefix(s.prefix, "\x1b["), "m") + ";"
			ground := strings.Contains(codes, ";48;") || strings.Contains(codes, ";7;")
			if ground {
				grounds++
			}
			if ground && !strings.Contains(codes, ";38;") || strings.Contains(codes, ";7;") {
				t.Errorf("%s sets a ground without a text: %q", name, s.prefix)
			}
		}
		if grounds < 10 {
			t.Errorf("only %d styles set a ground", grounds)
		}
	}
}
