package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

const (
	family  = "👨‍👩‍👧‍👦"
	england = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
)

// scripts is drawn from by the properties: what visitors write and what has
// broken other programs.
var scripts = []string{
	"a", "b", " ", "  ", "-", "word", "é", "e\u0301", "я", "й", "и\u0306", "注", "文", "。", "「", "」", "カ", "한", "한",
	family, "❤️", "❤", "✈️", "🇯🇵", "🇩", england, "1️⃣", "👍🏽", "नमस्ते", "கா", "שלום", "مرحبا", "ไทยำ", "\u2e3b", "\u0301", "\u200d", "…", "\u00ad", "\u093e", "0",
}

func drawText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(scripts), 0, 30).Draw(t, "text"), "")
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "注文": 4, family: 2, "🇯🇵": 2,
		"❤️": 2, "❤": 1, "👍🏽": 2, england: 2, england + "x" + england: 5, "Ивáн": 4, "\u2e3b": 2, "1️⃣": 1,
	} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestFitting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s                        string
		w                        int
		cut, clip, fit, fitRight string
	}{
		{"hello", 5, "hello", "hello", "hello", "hello"},
		{"hello", 4, "hel…", "hell", "hel…", "hel…"},
		{"hello", 7, "hello", "hello", "hello  ", "  hello"},
		{"hello", 1, "…", "h", "…", "…"},
		{"hello", 0, "", "", "", ""},
		{"hello", -3, "", "", "", ""},
		{"注文した", 5, "注文…", "注文", "注文…", "注文…"},
		{"注文した", 4, "注…", "注文", "注… ", " 注…"},
		{family + family, 3, family + "…", family, family + "…", family + "…"},
		{"", 2, "", "", "  ", "  "},
	} {
		got := [4]string{Cut(c.s, c.w), Clip(c.s, c.w), Fit(c.s, c.w), FitRight(c.s, c.w)}
		want := [4]string{c.cut, c.clip, c.fit, c.fitRight}
		if got != want {
			t.Errorf("%q in %d cells: got %q, want %q", c.s, c.w, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    string
		w    int
		want []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one  two", 5, []string{"one", "two"}},
		{"one two", 3, []string{"one", "two"}},
		{"a\n\nb\n", 5, []string{"a", "", "b", ""}},
		{"  indented words", 10, []string{"  indented", "words"}},
		{"incomprehensible", 6, []string{"incomp", "rehens", "ible"}},
		{"an incomprehensible", 6, []string{"an", "incomp", "rehens", "ible"}},
		{"注文した商品が", 6, []string{"注文し", "た商品", "が"}},
		{"注文した。商品", 8, []string{"注文し", "た。商品"}},
		{"これは「引用」です", 8, []string{"これは", "「引用」", "です"}},
		{"buy 商品 now", 6, []string{"buy 商", "品 now"}},
		{"注文", 1, []string{"…", "…"}},
		{family + family + family, 4, []string{family + family, family}},
		// Addresses and paths, between their parts.
		{"https://example.com/orders/1234?lang=ja&sort=new#top", 16, []string{"https://example.", "com/orders/1234?", "lang=ja&sort=", "new#top"}},
		{"see https://example.com/orders", 20, []string{"see", "https://example.com/", "orders"}},
		{"see https://example.com now", 20, []string{"see", "https://example.com", "now"}},
		{"first.last@mail-host.example.org", 13, []string{"first.", "last@mail-", "host.example.", "org"}},
		{"/var/lib/telegram-bot-api/files", 12, []string{"/var/lib/", "telegram-", "bot-api/", "files"}},
		{"well-known words", 11, []string{"well-known", "words"}},
		{"https://incomprehensible/x", 9, []string{"https://", "incompreh", "ensible/x"}},
		{"wait......what?!no", 8, []string{"wait....", "..", "what?!no"}},
		{"a/" + family + "/" + family + "b/cc", 6, []string{"a/" + family + "/", family + "b/cc"}},
		{"a/\u0301bcdefgh", 6, []string{"a/\u0301", "bcdefg", "h"}},
		{"詳しくはexample.com/orders/1234", 14, []string{"詳しくは", "example.com/", "orders/1234"}},
	} {
		if diff := cmp.Diff(c.want, Wrap(c.s, c.w)); diff != "" {
			t.Errorf("Wrap(%q, %d) (-want +got):\n%s", c.s, c.w, diff)
		}
	}
}

func TestStepAgreesWithTheTables(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t) + rapid.String().Draw(t, "any")
		for rest := s; rest != ""; {
			size, width := Step(rest)
			cluster, _, w, _ := uniseg.FirstGraphemeClusterInString(rest, -1)
			if size != len(cluster) || width != min(w, 2) {
				t.Fatalf("Step(%q) = %d, %d; the tables say %d, %d", rest, size, width, len(cluster), w)
			}
			rest = rest[size:]
		}
	})
}

func TestSimpleRunesAgreeWithTheTables(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= 0x1ffff; r++ {
		s := string(r)
		size, width := simpleRune(s)
		if size == 0 {
			continue
		}
		pair, _, w, _ := uniseg.FirstGraphemeClusterInString(s+s, -1)
		if size != len(pair) || width != w {
			t.Errorf("U+%04X: simple says %d bytes, %d cells; the tables %d, %d", r, size, width, len(pair), w)
		}
	}
}

func TestFittingIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, w := drawText(t), rapid.IntRange(-1, 40).Draw(t, "w")
		if got := Width(Cut(s, w)); got > max(w, 0) {
			t.Fatalf("Cut(%q, %d) takes %d cells", s, w, got)
		}
		if Width(s) <= w && Cut(s, w) != s {
			t.Fatalf("Cut(%q, %d) cuts what fits", s, w)
		}
		if got := Clip(s, w); !strings.HasPrefix(s, got) || Width(got) > max(w, 0) {
			t.Fatalf("Clip(%q, %d) = %q", s, w, got)
		}
	})
}

func TestFitIsExactlyWide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, w := drawText(t), rapid.IntRange(0, 40).Draw(t, "w")
		if got := Width(Fit(s, w)); got != w {
			t.Fatalf("Fit(%q, %d) takes %d cells", s, w, got)
		}
	})
}

func TestWrapKeepsAllButSpaces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, w := drawText(t), rapid.IntRange(2, 20).Draw(t, "w")
		checkWrap(t, s, w)
	})
}

// TestWordsBreakBetweenParts: within a row of a word that is longer than a row there
// is no better place to end it.
func TestWordsBreakBetweenParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("ab/.-?&=@")), 1, 80, -1).Draw(t, "word")
		rows := Wrap(s, rapid.IntRange(1, 20).Draw(t, "w"))
		for i, row := range rows[:len(rows)-1] {
			parts := strings.Trim(row, afterThese) // what begins a row may be part of a run
			if ends := strings.ContainsAny(row[len(row)-1:], afterThese) && !strings.ContainsAny(rows[i+1][:1], afterThese); !ends && strings.ContainsAny(parts, afterThese) {
				t.Fatalf("%q in %q is not broken after one of %q", row, rows, afterThese)
			}
		}
	})
}

// checkWrap fails when a row is too wide or a rune was lost, added or moved.
func checkWrap(t interface {
	Fatalf(string, ...any)
	Helper()
}, s string, w int) {
	t.Helper()
	rows := Wrap(s, w)
	for _, row := range rows {
		if Width(row) > w {
			t.Fatalf("Wrap(%q, %d) has the row %q of %d cells", s, w, row, Width(row))
		}
	}
	bare := strings.NewReplacer(" ", "", "\n", "")
	if got, want := bare.Replace(strings.Join(rows, "")), bare.Replace(s); got != want {
		t.Fatalf("Wrap(%q, %d) = %q loses text", s, w, rows)
	}
	for p, at := Break(s, w), 0; len(p) > 0; p = p[1:] {
		if p[0].Start != at || p[0].End < at || p[0].Next < p[0].End {
			t.Fatalf("Break(%q, %d): pieces do not lie end to end at %d: %v", s, w, at, p[0])
		}
		at = p[0].Next
	}
}

func FuzzText(f *testing.F) {
	for _, s := range scripts {
		f.Add(s+" "+s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = 2 + w&63
		if got := Width(Fit(s, w)); got > w || utf8.ValidString(s) && got != w {
			t.Fatalf("Fit(%q, %d) takes %d cells", s, w, got)
		}
		checkWrap(t, s, w)
	})
}

const (
	latin    = "Where is my refund? I wrote to you three days ago and nobody answered, so here I am once more. "
	japanese = "注文した商品がまだ届きません。確認をお願いします。"
)

func BenchmarkWidth(b *testing.B) {
	for name, s := range map[string]string{"ascii": latin, "japanese": japanese, "emoji": strings.Repeat(family, 10)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Width(s)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	for name, s := range map[string]string{"ascii": latin, "japanese": japanese} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Fit(s, 40)
			}
		})
	}
}

func BenchmarkWrap(b *testing.B) {
	for name, s := range map[string]string{"ascii": latin + latin, "mixed": latin + japanese + japanese} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Wrap(s, 60)
			}
		})
	}
}
