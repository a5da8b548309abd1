package fulltext

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core/fold"
	"tgdesk/core/markup"
)

func pattern(t testing.TB, terms ...string) (p Pattern) {
	t.Helper()
	for _, s := range terms {
		whole := strings.HasPrefix(s, `"`)
		term, ok := NewTerm(strings.Trim(s, `"`), whole)
		if !ok {
			t.Fatalf("%q is no term", s)
		}
		p = append(p, term)
	}
	return p
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, term string
		want       bool
	}{
		{"Refunds, please", "refund", true}, {"Refunds, please", `"refund"`, false}, {"prerefund", "refund", false}, {"re fund", "refund", false},
		{"e-mail me", "e-mail", true}, {"e mail me", "e-mail", true}, {"email me", "e-mail", false}, {"x e-mailing", "e-mail", true},
		{"注文した商品", "した", true}, {"注文した商品", "商文", false}, {"注文した 商品", "した商品", false}, {"注文した 商品", "した 商", true}, {"注文した 商品", "注 商", false},
		{"iPhoneを買う", "iphoneを", true}, {"myiPhoneを買う", "iphoneを", false}, {"iPhone を買う", "iphoneを", true}, {"iPhone買を", "iphoneを", false},
		{"한국어로 주문", "국어", true}, {"สวัสดีครับ", "ดีคร", true}, {"हिन्दी में", "हिन्", true}, {"مُوَظَّفون", "موظف", true}, {"thanks🎉", "🎉", true}, {"日本", "本日", false},
		{"ﾃﾞｰﾀ", "データ", true}, {"①②", "1", true}, {"Ｆｕｌｌ", "full", true}, {"don't", "dont", true}, {"a\u200bb", "ab", true}, {"Ёлка", "елка", true}, {"ЁЛКА", "ёлка", true},
		{"❤️refund", "refund", true}, {"thanks❤", "❤️", true}, {"❤️", "❤", true}, {"葛\U000e0100城", "葛城", true}, {"1️⃣refund", "refund", true}, {"see 1️⃣", "1️⃣", true}, {"see 1", "1️⃣", false},
	} {
		if got := pattern(t, c.term).Match(Document(c.text)); got != c.want {
			t.Errorf("%q has %q: %t", c.text, c.term, got)
		}
	}
	if p := pattern(t, `"please invoice"`); p.Match(Document("please", "invoice")) || !pattern(t, "please", "invoice").Match(Document("please", "invoice")) {
		t.Error("a phrase spans two texts, or words do not")
	}
}

func TestSnippet(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 100)
	for _, c := range []struct {
		text, term, want string
		marked           []string
	}{
		{"Where is my\nréfund?", "ref", "Where is my réfund?", []string{"réf"}},
		{"🎉 注文した商品", "商品", "🎉 注文した商品", []string{"商品"}},
		{"ｶﾞｽ gas", "ガ", "ｶﾞｽ gas", []string{"ｶﾞ"}},
		{long + "needle " + long, "need", "…" + strings.Repeat("word ", 7) + "needle " + strings.Repeat("word ", 23) + "wor…", []string{"need"}},
		{"red \x1b[31m refund", "refund", "red ␛[31m refund", []string{"refund"}},
		{"Refund refund", "re", "Refund refund", []string{"Re", "re"}},
		{"nothing", "absent", "nothing", nil},
	} {
		got, matches := pattern(t, c.term).Snippet(new(fold.Mapper), c.text, c.text)
		var marked []string
		at := markup.ByteOffsets(got)
		for _, m := range matches {
			marked = append(marked, got[at[m.Offset]:at[m.Offset+m.Length]])
		}
		if got != c.want || !slices.Equal(marked, c.marked) {
			t.Errorf("%q: %q with %q, want %q with %q", c.term, got, marked, c.want, c.marked)
		}
	}
}

func drawText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"refund", "re", "e-mail", "O'Brien", "注文", "した", "ｶﾞ", "ー", "한국", "สวัส", "हिन्दी", "मु", "مُوَظَّف", "é", "e\u0301", "Straße", "🎉", "👍🏽", " ", ", ", "\n", "x1", "42", "\u200b", strings.Repeat("long", 20), "ﷺ", "½"}), 0, 8).Draw(t, "parts")
		return strings.Join(parts, "") + rapid.StringN(0, 4, -1).Draw(t, "any")
	})
}

// TestTokensFindWhatMatches: whatever has a term, an index finds by the term's tokens.
func TestTokensFindWhatMatches(t *testing.T) {
	t.Parallel()
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		text := drawText().Draw(t, "text")
		runes := []rune(text)
		from := rapid.IntRange(0, len(runes)).Draw(t, "from")
		term, ok := NewTerm(string(runes[from:rapid.IntRange(from, len(runes)).Draw(t, "to")]), rapid.Bool().Draw(t, "whole"))
		doc := Document(text)
		if !ok || !(Pattern{term}).Match(doc) {
			return
		}
		found++
		words := strings.Fields(string(AppendTokens(nil, doc)))
		tokens := term.Tokens()
		if len(tokens) == 0 {
			t.Fatalf("no tokens for %+v", term)
		}
		for i := range words {
			if i+len(tokens) <= len(words) && !slices.ContainsFunc(tokens, func(token Token) bool {
				word := words[i+slices.Index(tokens, token)]
				return word != token.Text && !(token.Prefix && strings.HasPrefix(word, token.Text))
			}) {
				return
			}
		}
		t.Fatalf("%v is not among %q", tokens, words)
	})
	if found < 10 {
		t.Errorf("only %d texts had the term", found)
	}
}

// TestSnippetsAreInBounds: whatever the text, matches are ranges of the snippet.
func TestSnippetsAreInBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drawText().Draw(t, "text")
		term, ok := NewTerm(drawText().Draw(t, "term"), false)
		if !ok {
			return
		}
		snippet, matches := (Pattern{term}).Snippet(new(fold.Mapper), text, text)
		end := 0
		for _, m := range matches {
			if m.Offset < end || m.Length < 1 || m.Offset+m.Length > markup.Len(snippet) {
				t.Fatalf("%q: %v", snippet, matches)
			}
			end = m.Offset + m.Length
		}
		m := new(fold.Mapper).Map(text)
		for i := range m.Text {
			if from, to := m.Original(i, i+1); from < 0 || to > len(text) || from >= to {
				t.Fatalf("%d of %q is from %d to %d of %q", i, m.Text, from, to, text)
			}
		}
	})
}
