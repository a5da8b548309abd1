package richtext

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/text"
)

// joined is the text without what was added to it.
func joined(ps []Paragraph) string {
	var lines []string
	for _, p := range ps {
		var b strings.Builder
		for _, r := range p.Runs {
			if r.Style&Host == 0 {
				b.WriteString(p.Text[r.Start:r.End])
			}
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n")
}

// with lists the stretches that have a mark.
func with(ps []Paragraph, s Style) []string {
	var out []string
	for _, p := range ps {
		if p.Block&s != 0 {
			out = append(out, p.Text)
		}
		for _, r := range p.Runs {
			if r.Style&s != 0 {
				out = append(out, p.Text[r.Start:r.End])
			}
		}
	}
	return out
}

func TestParse(t *testing.T) {
	t.Parallel()
	at := func(typ markup.Type, from, n int) markup.Entity {
		return markup.Entity{Type: typ, Offset: from, Length: n}
	}
	for _, c := range []struct {
		name, raw string
		entities  []markup.Entity
		style     Style
		want      []string
	}{
		{"plain", "a b", []markup.Entity{at(markup.Bold, 2, 1)}, Bold, []string{"b"}},
		{"behind an emoji of two units", "👍 ok", []markup.Entity{at(markup.Bold, 3, 2)}, Bold, []string{"ok"}},
		{"behind a control character", "\x1b[0m ok", []markup.Entity{at(markup.Italic, 5, 2)}, Italic, []string{"ok"}},
		{"half a family", "x👨‍👩‍👧y", []markup.Entity{at(markup.Bold, 1, 3)}, Bold, []string{"👨‍👩‍👧"}},
		{"behind hidden characters", "\u200b\u2060ok", []markup.Entity{at(markup.Code, 2, 2)}, Code, []string{"ok"}},
		{"over the end", "abc", []markup.Entity{at(markup.Bold, 1, 3)}, Bold, []string{"bc"}},
		{"outside", "abc", []markup.Entity{at(markup.Bold, 9, 3), at(markup.Bold, -1, 2), at(markup.Bold, 1, 0)}, Bold, nil},
		{"nested", "one two", []markup.Entity{at(markup.Bold, 0, 7), at(markup.Italic, 4, 3)}, Bold | Italic, []string{"one ", "two"}},
		{"a quote within the text", "a\nb\nc", []markup.Entity{at(markup.Quote, 2, 1)}, Quote, []string{"b"}},
		{"a quote within a line", "a b c", []markup.Entity{at(markup.Quote, 2, 1)}, Quote, []string{"b"}},
		{"custom emoji", "hi 🙂", []markup.Entity{at(markup.CustomEmoji, 3, 2)}, Bold, nil},
		{"carriage returns", "a\r\nb", []markup.Entity{at(markup.Bold, 3, 1)}, Bold, []string{"b"}},
	} {
		if got := with(Parse(c.raw, markup.Encode(c.entities)), c.style); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://example.com/a?b":                "example.com",
		"https://bank.example@evil.example/":     "evil.example",
		"http://example.com:8080/":               "example.com:8080",
		"tg://resolve?domain=x":                  "tg:resolve",
		"mailto:a@b.example":                     "mailto:a@b.example",
		"javascript:alert(1)":                    "javascript:alert(1)",
		"example.com":                            "example.com",
		"https://\u202eexample.com\x1b]0;x\x07/": "https://⚠example.com␛]0;x␇/",
	} {
		if got := TargetOf(address).Host; got != want {
			t.Errorf("TargetOf(%q) = %q, want %q", address, got, want)
		}
	}
	long := TargetOf("https://" + strings.Repeat("bank.example.", 20) + "evil.example/").Host
	if !strings.HasSuffix(long, "evil.example") || len([]rune(long)) > maxHost {
		t.Errorf("of a long host %q is shown", long)
	}
}

func TestLinksNameTheirHost(t *testing.T) {
	t.Parallel()
	link := func(raw, url string) string {
		ps := Parse(raw, markup.Encode([]markup.Entity{{Type: markup.TextLink, Length: len(raw), URL: url}}))
		return ps[0].Text
	}
	if got := link("our bank", "https://evil.example/x"); got != "our bank (evil.example)" {
		t.Error(got)
	}
	if got := link("https://a.example", "https://a.example/"); got != "https://a.example" {
		t.Error(got)
	}
	if got := link("https://a.example", "https://b.example/"); got != "https://a.example (b.example)" {
		t.Error(got)
	}
}

func TestPlainHidesSpoilers(t *testing.T) {
	t.Parallel()
	m := markup.Encode([]markup.Entity{{Type: markup.Spoiler, Offset: 9, Length: 6}})
	if got := Plain("it was:\n the 王様\nreally", m); got != "it was: ░░░ ░░░░ really" {
		t.Error(got)
	}
}

// hostile is text out of what breaks programs.
func hostile() *rapid.Generator[string] {
	part := rapid.SampledFrom([]string{
		"a", "word ", " ", "\n", "\r\n", "\t", "👨‍👩‍👧", "👍🏽", "🇯", "🇵", "\u200b", "\u200d", "\ufe0f", "\u0301", "e\u0301\u0301\u0301\u0301\u0301",
		"\x1b[31m", "\x07", "\u202e", "\u2066", "\u2069", "注文", "한", "\u1112", "\u1161", "\xff", "\u2028", "नमस्ते",
	})
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "parts"), "") })
}

func someEntities(t *rapid.T, raw string) []markup.Entity {
	types := []markup.Type{markup.Bold, markup.Italic, markup.Spoiler, markup.Code, markup.Pre, markup.Quote, markup.TextLink, "new"}
	var out []markup.Entity
	for range rapid.IntRange(1, 6).Draw(t, "entities") {
		out = append(out, markup.Entity{
			Type: rapid.SampledFrom(types).Draw(t, "type"), URL: "https://" + raw,
			Offset: rapid.IntRange(-2, len(raw)+2).Draw(t, "offset"), Length: rapid.IntRange(-2, len(raw)+2).Draw(t, "length"),
		})
	}
	return out
}

// TestAnyEntities holds what must be true of any text under any marks: it is
// clean, its runs lie end to end at the edges of characters.
func TestAnyEntities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := hostile().Draw(t, "raw")
		ps := Parse(raw, markup.Encode(someEntities(t, raw)))
		if len(ps) == 0 {
			t.Fatal("no paragraph")
		}
		for _, p := range ps {
			if got := clean.Message(p.Text).String(); got != p.Text || strings.Contains(p.Text, "\n") {
				t.Fatalf("not clean: %q, cleaned %q", p.Text, got)
			}
			at, cells := 0, 0
			for _, r := range p.Runs {
				if r.Start != at {
					t.Fatalf("a run begins at %d, not at %d of %q", r.Start, at, p.Text)
				}
				at = r.End
				cells += text.Width(p.Text[r.Start:r.End])
			}
			if at != len(p.Text) || cells != text.Width(p.Text) {
				t.Fatalf("runs take %d bytes, %d cells of %q", at, cells, p.Text)
			}
		}
	})
}

// TestCleaningShiftsNoStyle marks one stretch of a text that lies between words
// and expects exactly what cleaning makes of that stretch.
func TestCleaningShiftsNoStyle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, marked, after := hostile().Draw(t, "before")+"x", "y"+hostile().Draw(t, "marked")+"z", "w"+hostile().Draw(t, "after")
		units := func(s string) int { return len(utf16.Encode([]rune(s))) }
		raw := before + marked + after
		ps := Parse(raw, markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: units(before), Length: units(marked)}}))
		got := strings.Join(with(ps, Bold), "")
		want := strings.ReplaceAll(clean.Message(marked).String(), "\n", "")
		if got != want {
			t.Fatalf("of %q %q is marked, want %q", raw, got, want)
		}
		if all := joined(ps); !strings.HasPrefix(all, clean.Message(before).String()) || !strings.HasSuffix(all, clean.Message(after).String()) {
			t.Fatalf("around the mark: %q of %q", all, raw)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := strings.Repeat("ordinary words with a mark ", 20)
	m := markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 9, Length: 5}, {Type: markup.TextLink, Offset: 20, Length: 6, URL: "https://example.com"}})
	for b.Loop() {
		Parse(raw, m)
	}
}
