package richtext

import (
	"strings"
	"testing"

	"tgdesk/core/fulltext"
	"tgdesk/tui/text"

	"pgregory.net/rapid"
)

func pattern(words ...string) (p fulltext.Pattern) {
	for _, w := range words {
		if t, ok := fulltext.NewTerm(w, false); ok {
			p = append(p, t)
		}
	}
	return p
}

// bracketed are paragraphs with what is marked in brackets.
func bracketed(paragraphs []Paragraph) string {
	var lines []string
	for _, p := range paragraphs {
		lines = append(lines, p.Bracketed().Text)
	}
	return strings.Join(lines, "\n")
}

func TestMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raw, words, want string }{
		{"The invoice, the INVOICES", "invo", "The [invo]ice, the [INVO]ICES"},
		{"注文した商品がまだ届きません", "商品", "注文した[商品]がまだ届きません"},
		{"Ünïcode and unicode", "unicode", "[Ünïcode] and [unicode]"},
		{"e\u0301te\u0301 again", "ete", "[e\u0301te\u0301] again"},
		{"שלום עולם", "עולם", "שלום [עולם]"},
		{"ｗｉｄｅ letters", "wide", "[ｗｉｄｅ] letters"},
		{"straße", "strass", "[straß]e"},
		{"a family 👨\u200d👩\u200d👧 here", "👩", "a family [👨\u200d👩\u200d👧] here"},
		{"goes on\nfrom here", "\"on from\"", "goes [on]\n[from] here"},
		{"nothing", "melon", "nothing"},
	} {
		p := pattern(c.words)
		if c.words[0] == '"' {
			term, _ := fulltext.NewTerm(strings.Trim(c.words, `"`), true)
			p = fulltext.Pattern{term}
		}
		if got := bracketed(Mark(Parse(c.raw, ""), p)); got != c.want {
			t.Errorf("%q in %q marks %q, want %q", c.words, c.raw, got, c.want)
		}
	}
}

// TestMarksHoldTogether: whatever is marked in whatever text, the runs follow each other
// without gaps, between grapheme clusters, and the text stays.
func TestMarksHoldTogether(t *testing.T) {
	t.Parallel()
	parts := []string{"a", "melon", "é", "e\u0301", "注", "文", "👨\u200d👩\u200d👧", "שלום", "مرحبا", "\n", " ", "क्षि", "ｗ", "🇩🇪", "ß"}
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOf(rapid.SampledFrom(parts)).Draw(t, "text"), "")
		words := rapid.SliceOfN(rapid.SampledFrom(parts), 1, 3).Draw(t, "words")
		plain := Parse(raw, "")
		for i, p := range Mark(plain, pattern(words...)) {
			at := 0
			edges := map[int]bool{0: true}
			for j := 0; j < len(p.Text); {
				size, _ := text.Step(p.Text[j:])
				j += size
				edges[j] = true
			}
			for _, r := range p.Runs {
				if r.Start != at || r.End < r.Start || !edges[r.Start] || !edges[r.End] {
					t.Fatalf("%q has the runs %v", p.Text, p.Runs)
				}
				at = r.End
			}
			if at != len(p.Text) || p.Text != plain[i].Text {
				t.Fatalf("%q, which was %q, has runs up to %d", p.Text, plain[i].Text, at)
			}
		}
	})
}
