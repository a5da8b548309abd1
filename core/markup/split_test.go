package markup

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func parts(text string) (all []string) {
	for _, p := range (Text{Plain: text}).Split(MaxText) {
		all = append(all, p.Plain)
	}
	return all
}

func TestSplitText(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"empty":                   {"", nil},
		"blank":                   {" \n ", nil},
		"short":                   {"  hi ", []string{"  hi "}},
		"just fits":               {x(4096), []string{x(4096)}},
		"one over":                {x(4097), []string{x(4096), "x"}},
		"word":                    {x(4000) + " " + x(200), []string{x(4000), x(200)}},
		"word ends at the limit":  {x(4096) + " y", []string{x(4096), "y"}},
		"line before word":        {x(3000) + "\n" + x(50) + " " + x(2000), []string{x(3000), x(50) + " " + x(2000)}},
		"paragraph before line":   {x(2500) + "\n\n" + x(50) + "\n" + x(2000), []string{x(2500), x(50) + "\n" + x(2000)}},
		"early line is no place":  {x(10) + "\n" + x(4000) + " " + x(200), []string{x(10) + "\n" + x(4000), x(200)}},
		"surrogates count double": {strings.Repeat("😀", 2049), []string{strings.Repeat("😀", 2048), "😀"}},
		"a family stays together": {x(4090) + "👨‍👩‍👧‍👦", []string{x(4090), "👨‍👩‍👧‍👦"}},
		"a flag stays together":   {x(4094) + "🇯🇵", []string{x(4094), "🇯🇵"}},
		"skin tone":               {x(4094) + "👍🏽", []string{x(4094), "👍🏽"}},
		"accent":                  {x(4095) + "e\u0301", []string{x(4095), "e\u0301"}},
		"conjunct":                {x(4095) + "क्ष", []string{x(4095), "क्ष"}},
		"second of two flags":     {x(4092) + "🇯🇵🇫🇷", []string{x(4092) + "🇯🇵", "🇫🇷"}},
		"only spaces in front":    {strings.Repeat(" ", 5000) + "x", []string{"x"}},
	} {
		if got := parts(c.text); !equal(got, c.want) {
			t.Errorf("%s: %d parts, want %d: %.60q", name, len(got), len(c.want), got)
		}
	}
}

func equal(a, b []string) bool {
	return len(a) == len(b) && strings.Join(a, "\x00") == strings.Join(b, "\x00")
}

// checkSplit holds for every text: parts fit, none is blank, and nothing but
// white space is lost or moved.
func checkSplit(t interface{ Fatalf(string, ...any) }, text string) {
	cut := parts(text)
	for _, p := range cut {
		if n := len(utf16.Encode([]rune(p))); n > MaxText || strings.TrimSpace(p) == "" {
			t.Fatalf("a part of %d units: %.40q", n, p)
		}
		if !utf8.ValidString(p) {
			t.Fatalf("a character is cut: %.40q", p)
		}
	}
	if solid(strings.Join(cut, "")) != solid(text) {
		t.Fatalf("text was lost or moved")
	}
}

func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestSplitLosesNothing(t *testing.T) {
	t.Parallel()
	pieces := []string{"word", "x", " ", "\n", "\n\n", "日本語", "😀", "👨‍👩‍👧", "🇯🇵", "e\u0301", "क्षि", "\u200d", "한", "\r\n", "\u00a0"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 8).Draw(t, "runs") {
			p := rapid.SampledFrom(pieces).Draw(t, "piece")
			b.WriteString(strings.Repeat(p, rapid.IntRange(1, 2500).Draw(t, "times")))
		}
		checkSplit(t, b.String())
	})
}

func FuzzSplitText(f *testing.F) {
	f.Add("word \n👍🏽", 900)
	f.Fuzz(func(t *testing.T, s string, times int) {
		if len(s) > 200 || times < 1 || times > 3000 {
			return
		}
		checkSplit(t, strings.Repeat(strings.ToValidUTF8(s, "?"), times))
	})
}

func BenchmarkSplitText(b *testing.B) {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 40_000/45)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		parts(text)
	}
}
