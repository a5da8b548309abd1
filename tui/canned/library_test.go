package canned

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

func shortcuts(found []core.CannedReply) (all []string) {
	for _, c := range found {
		all = append(all, strings.TrimSuffix(c.Shortcut+"/"+c.Language, "/"))
	}
	return all
}

func TestFind(t *testing.T) {
	t.Parallel()
	l := NewCache().Library([]core.CannedReply{
		{ID: 1, Shortcut: "hi", Text: "Hello"}, {ID: 2, Shortcut: "hi", Language: "ja", Text: "こんにちは"}, {ID: 3, Shortcut: "HI", Language: "pt-br", Text: "Olá"},
		{ID: 4, Shortcut: "hint", Text: "Try again"}, {ID: 5, Shortcut: "refund", Text: "Your money comes back within five days."},
		{ID: 6, Brand: 2, Shortcut: "hi", Text: "Hello from two"}, {ID: 7, Shortcut: "Привет", Text: "Здравствуйте"},
		{ID: 8, Shortcut: "grüße", Text: "Schöne Grüße aus Köln"}, {ID: 9, Shortcut: "ส่งของ", Text: "ส่งแล้ว"},
	})
	for _, c := range []struct {
		q     Query
		want  string
		exact bool
	}{
		{Query{Text: "hi", Brand: 1, Language: "en"}, "hi hi/ja HI/pt-br hint refund", true},
		{Query{Text: "HI", Brand: 1, Language: "ja"}, "hi/ja hi HI/pt-br hint refund", true},
		{Query{Text: "hi", Brand: 2, Language: "pt"}, "HI/pt-br hi hi hi/ja hint refund", true},
		{Query{Text: "ｈｉ"}, "hi hi/ja HI/pt-br hint refund", true},
		{Query{Text: "hin"}, "hint refund", false},
		{Query{Text: "rfd"}, "refund", false},
		{Query{Text: "back MONEY"}, "refund", false},
		{Query{Text: "привет"}, "Привет", true},
		{Query{Text: "здравств"}, "Привет", false},
		{Query{Text: "grusse"}, "grüße", true},
		{Query{Text: "koln"}, "grüße", false},
		{Query{Text: "こんに"}, "hi/ja", false},
		{Query{Text: "ส่ง"}, "ส่งของ", false},
		{Query{Text: "xyzzy"}, "", false},
	} {
		found, exact := l.Find(c.q)
		if got := strings.Join(shortcuts(found), " "); got != c.want || exact != c.exact {
			t.Errorf("%+v finds %q, %t; want %q, %t", c.q, got, exact, c.want, c.exact)
		}
	}
	if found, exact := l.Find(Query{Brand: 1}); len(found) != 8 || exact {
		t.Errorf("nothing typed finds %q", shortcuts(found))
	}
	if first, _ := l.Find(Query{Text: "hi", Brand: 2}); first[0].ID != 6 {
		t.Errorf("that of all brands comes before the brand's own: %v", first)
	}
	if found, _ := (*Library)(nil).Find(Query{}); found != nil {
		t.Error("nothing was read and something found")
	}
}

// Every canned reply of a brand is found by its whole shortcut, before all that have
// another, and by every word of its text.
func TestFindsAllThereIs(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[a-zéжか0-9]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		var all []core.CannedReply
		for i := range rapid.IntRange(1, 20).Draw(t, "n") {
			all = append(all, core.CannedReply{ID: core.CannedID(i + 1), Brand: core.BrandID(rapid.IntRange(0, 2).Draw(t, "brand")),
				Shortcut: word.Draw(t, "shortcut"), Text: strings.Join(rapid.SliceOfN(word, 1, 30).Draw(t, "text"), " ")})
		}
		l := NewCache().Library(all)
		c := rapid.SampledFrom(all).Draw(t, "one")
		brand := max(c.Brand, 1)
		found, exact := l.Find(Query{Text: strings.ToUpper(c.Shortcut), Brand: brand})
		if !exact || core.FoldShortcut(found[0].Shortcut) != c.Shortcut && !slices.ContainsFunc(found, func(o core.CannedReply) bool { return o.ID == c.ID }) {
			t.Fatalf("%q is not found by its shortcut: %v", c.Shortcut, found)
		}
		found, _ = l.Find(Query{Text: rapid.SampledFrom(strings.Fields(c.Text)).Draw(t, "word"), Brand: brand})
		if !slices.ContainsFunc(found, func(o core.CannedReply) bool { return o.ID == c.ID }) {
			t.Fatalf("%q is not found by a word of it", c.Text)
		}
		for _, o := range found {
			if o.Brand != 0 && o.Brand != brand {
				t.Fatalf("a chat of brand %d is offered what is for brand %d", brand, o.Brand)
			}
		}
	})
}

func TestToken(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		";": "", ";hi": "hi", "a ;hi": "hi", "；ご": "ご", "こちら;ご": "ご", "(;hi": "hi", "。;a-b_1": "a-b_1", ";ส่ง": "ส่ง", "x;hi ;": "",
	} {
		if got, n, ok := Token(before); !ok || got != want || !strings.HasSuffix(before, got) || n <= len(got) {
			t.Errorf("%q: %q, %d, %t; want %q", before, got, n, ok, want)
		}
	}
	for _, before := range []string{"", "hi", "a;hi", "&amp;", "https://a.example/?x=1;hi", ";)", ";-)", "; ", ";hi there", "1;2", "é;x", ";;hi", "\";\""} {
		if got, _, ok := Token(before); ok {
			t.Errorf("%q begins a search for %q", before, got)
		}
	}
}

// The word is always what stands at the end of the text, and its semicolon begins it.
func FuzzToken(f *testing.F) {
	for _, s := range []string{"a ;hi", "；ご", ";e\u0301", "\xff;a", "\u200d;x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, before string) {
		query, n, ok := Token(before)
		if !ok {
			return
		}
		word := before[len(before)-n:]
		if !strings.HasSuffix(word, query) || !strings.HasPrefix(word, ";") && !strings.HasPrefix(word, "；") {
			t.Fatalf("%q: the word %q is no query %q", before, word, query)
		}
	})
}

// Screens share what was prepared, and see what changed since.
func TestCache(t *testing.T) {
	t.Parallel()
	c := NewCache()
	all := []core.CannedReply{{ID: 1, Shortcut: "a", Text: "x"}, {ID: 2, Shortcut: "b", Text: "y"}}
	before := c.Library(all)
	some := c.Library(all[1:])
	if before.entries[1] != some.entries[0] {
		t.Error("what did not change was prepared again")
	}
	all[1].Text = "z"
	now := c.Library(all)
	if found, _ := now.Find(Query{Text: "z"}); len(found) != 1 || now.entries[0] != before.entries[0] {
		t.Errorf("found %v", found)
	}
	if found, _ := before.Find(Query{Text: "z"}); len(found) > 0 {
		t.Error("a library changed")
	}
	all[0].Files = []core.StoredFile{{Name: "new"}}
	if found, _ := c.Library(all).Find(Query{Text: "a"}); len(found[0].Files) != 1 {
		t.Error("a file was added and is not there")
	}
}

// manyCanned are 5,000 canned replies.
func manyCanned() (all []core.CannedReply) {
	words := strings.Fields("order refund parcel delivery invoice hello thank account password reset shipping address 注文 返金 Здравствуйте заказ возврат")
	for i := range 5_000 {
		var text []string
		for j := range 40 {
			text = append(text, words[(i*7+j*j)%len(words)])
		}
		all = append(all, core.CannedReply{ID: core.CannedID(i + 1), Shortcut: fmt.Sprintf("%s-%d", words[i%len(words)], i), Text: strings.Join(text, " ")})
	}
	return all
}

// BenchmarkLibrary prepares 5,000 canned replies, of which one has changed since.
func BenchmarkLibrary(b *testing.B) {
	c, all := NewCache(), manyCanned()
	c.Library(all)
	for b.Loop() {
		all[7].Text += "!"
		c.Library(all)
	}
}

// BenchmarkFind searches 5,000 canned replies, as each key does while a shortcut is
// typed.
func BenchmarkFind(b *testing.B) {
	l := NewCache().Library(manyCanned())
	for _, query := range []string{"", "r", "re", "refund", "refund-4321", "rfnd", "zzz", "возврат 返金"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				l.Find(Query{Text: query, Brand: 1, Language: "en"})
			}
		})
	}
}
