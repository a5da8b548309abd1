package search

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/fulltext"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// noon is when everything happens.
func noon() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) }

func newSearch(th theme.Theme) *Search {
	d := desk.New(nil, nil, core.NewHub(), desk.Options{Now: noon})
	s := session.New(session.Session{Desk: d, Theme: th, Locale: locale.English(), Zone: time.UTC})
	a := New(s, Options{Brands: func() []core.BrandView {
		return []core.BrandView{{Brand: core.Brand{Name: "Acme Shop"}}, {Brand: core.Brand{Name: "ACME"}}, {Brand: core.Brand{Name: "globex"}}}
	}})
	a.values = values{operators: []string{"mika", "Mina Ö"}, tags: []string{"vip", "refund"}}
	return a
}

func TestChoices(t *testing.T) {
	t.Parallel()
	a := newSearch(theme.None())
	for line, want := range map[string]string{
		"be":                    "before:",
		"invoice FR":            "from:",
		"brand:a":               `brand:"Acme Shop" |brand:ACME `,
		`brand:"acme s`:         `brand:"Acme Shop" `,
		"x brand:ＧＬ":            "brand:globex ",
		"operator:mi":           `operator:mika |operator:"Mina Ö" `,
		"state:un":              "state:unanswered ",
		"tag:":                  "tag:vip |tag:refund ",
		"has:":                  "has:file ",
		"https:":                "",
		`"be`:                   "",
		"chat:":                 "",
		`tag:vip from:operator`: "from:operator ",
	} {
		if got := strings.Join(a.choices(lastWord(line)), "|"); got != want {
			t.Errorf("%q can become %q, want %q", line, got, want)
		}
	}
}

// TestFiltersAreThoseOfSearches: each filter that is offered is one, and so are all values
// that are the same on each desk.
func TestFiltersAreThoseOfSearches(t *testing.T) {
	t.Parallel()
	a := newSearch(theme.None())
	for _, f := range core.SearchFilters() {
		_, err := core.ParseSearch(f+":", noon())
		if e, ok := errors.AsType[*core.Error](err); !ok || e.ID != "search_filter_empty" {
			t.Errorf("%s: is refused: %v", f, err)
		}
		for _, v := range a.valuesOf(f) {
			if f == "brand" || f == "operator" {
				continue
			}
			if _, err := core.ParseSearch(f+":"+v, noon()); err != nil {
				t.Errorf("%s:%s is refused: %v", f, v, err)
			}
		}
	}
	_, err := core.ParseSearch("nothing:x", noon())
	sentence := locale.English().Error(err)
	for _, f := range core.SearchFilters() {
		if !strings.Contains(sentence, f+":") {
			t.Errorf("%s: is not among those that %q lists", f, sentence)
		}
	}
}

// TestRowsFit: whatever stands in a hit, each row keeps to its columns, and the words that
// were found are seen.
func TestRowsFit(t *testing.T) {
	t.Parallel()
	parts := []string{"a", "word ", "注文", "e\u0301", "👨\u200d👩\u200d👧", "שלום ", "مرحبا ", "क्षि", "🇩🇪", "❤️", "…", "x\u0301\u0302\u0303"}
	for name, th := range map[string]theme.Theme{"none": theme.None(), "dark": theme.Dark(theme.Indexed), "plain": theme.Dark(theme.Plain)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				a := newSearch(th)
				draw := func(what string, most int) string {
					return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, most).Draw(t, what), "")
				}
				term, _ := fulltext.NewTerm("melon", false)
				snippet := draw("before", 60) + " melon " + draw("after", 60)
				h := core.Hit{Chat: 1, State: core.Unanswered, Message: 2, At: noon(), From: core.FromOperator, Author: draw("author", 9), Visitor: draw("visitor", 20), Brand: draw("brand", 9), Place: core.FoundInFile, Snippet: snippet, Matches: fulltext.Pattern{term}.Matches(snippet)}
				w := rapid.IntRange(40, 130).Draw(t, "width")
				a.mode, a.results.hits = typing, []core.Hit{h, h}
				a.field.SetText("melon")
				c := canvas.New(12)
				a.Draw(c, layout.Rect{W: w, H: 12})
				for y, row := range c.Rows() {
					x := 0
					for _, s := range row {
						if s.X < x || s.X+s.W > w || text.Width(ansi.Strip(s.Text)) != s.W {
							t.Fatalf("row %d of %d cells has %+v after column %d", y, w, s, x)
						}
						x = s.X + s.W
					}
				}
				all := ""
				for _, s := range c.Rows()[3] {
					all += ansi.Strip(s.Text)
				}
				if !strings.Contains(all, "melon") {
					t.Fatalf("in %d cells the word is not seen: %q", w, all)
				}
			})
		})
	}
}

// TestRecall keeps each search once, the newest first, and not too many.
func TestRecall(t *testing.T) {
	t.Parallel()
	a := newSearch(theme.None())
	for _, s := range []string{"one", "two", " one ", "", "three"} {
		a.field.SetText(s)
		a.remember()
	}
	if want := []string{"three", "one", "two"}; !slices.Equal(a.earlier, want) {
		t.Errorf("%q can be recalled, want %q", a.earlier, want)
	}
	for i := range 2 * mostEarlier {
		a.field.SetText(strings.Repeat("x", i+1))
		a.remember()
	}
	if len(a.earlier) != mostEarlier {
		t.Errorf("%d searches can be recalled", len(a.earlier))
	}
}

// TestErased: hits of a chat whose messages were removed go. The choice stays where it is,
// in the list and on the screen, or goes to the next hit that is left.
func TestErased(t *testing.T) {
	t.Parallel()
	hit := func(chat core.ChatID, m core.MessageID) core.Hit { return core.Hit{Chat: chat, Message: m} }
	hits := []core.Hit{hit(1, 9), hit(2, 8), hit(1, 7), hit(3, 6), hit(1, 5), hit(2, 4)}
	for _, c := range []struct {
		erased         core.ChatID
		at, top        int
		wantAt, wantTo int
		chosen         core.MessageID
	}{
		{1, 3, 2, 1, 0, 6},
		{1, 5, 4, 2, 1, 4},
		{2, 3, 3, 2, 2, 6},
		{1, 2, 1, 1, 0, 6},
		{2, 5, 3, 3, 2, 5},
		{4, 3, 2, 3, 2, 6},
	} {
		a := newSearch(theme.None())
		a.mode, a.results.hits, a.results.at, a.results.top = typing, slices.Clone(hits), c.at, c.top
		a.Erased(c.erased)
		r := a.results
		if r.at != c.wantAt || r.top != c.wantTo || r.hits[r.at].Message != c.chosen {
			t.Errorf("without chat %d, hit %d below %d is %d below %d, want %d below %d, of message %d: %+v", c.erased, c.at, c.top, r.at, r.top, c.wantAt, c.wantTo, c.chosen, r.hits)
		}
		for chat := range core.ChatID(4) {
			a.Erased(chat)
		}
		if r := a.results; len(r.hits) != 0 || r.at != 0 || r.top != 0 {
			t.Errorf("of nothing, hit %d below %d is chosen: %+v", r.at, r.top, r.hits)
		}
	}
}

// TestFollow: of results that are read again, the chosen hit stays chosen and where it is on
// the screen; where it is gone, the next one takes its place. What came above the first hit
// is counted.
func TestFollow(t *testing.T) {
	t.Parallel()
	of := func(ids ...core.MessageID) (hits []core.Hit) {
		for _, id := range ids {
			hits = append(hits, core.Hit{Chat: 1, Message: id})
		}
		return hits
	}
	for _, c := range []struct {
		now                     []core.Hit
		at, top                 int
		chosen                  core.MessageID
		wantAt, wantTop, unseen int
	}{
		{of(9, 8, 7, 6, 5), 2, 1, 7, 2, 1, 0},
		{of(11, 10, 9, 8, 7, 6, 5), 2, 1, 7, 4, 3, 2},
		{of(10, 9, 8, 6, 5), 2, 1, 6, 3, 2, 1},
		{of(9, 8), 2, 1, 8, 1, 0, 0},
		{of(7, 6), 4, 3, 6, 1, 0, 0},
		{of(5), 0, 0, 5, 0, 0, 0},
		{of(20, 19), 3, 2, 20, 0, 0, 0},
		{nil, 3, 2, 0, 0, 0, 0},
		{of(9, 8, 7, 3), 1, 0, 8, 1, 0, 0},
	} {
		a := newSearch(theme.None())
		a.mode, a.results.hits, a.results.at, a.results.top = typing, of(9, 8, 7, 6, 5), c.at, c.top
		a.replace(c.now)
		r := a.results
		if r.at != c.wantAt || r.top != c.wantTop || r.fresh != c.unseen || len(r.hits) > 0 && r.hits[r.at].Message != c.chosen {
			t.Errorf("hit %d below %d of %v is %d below %d with %d above, want %d below %d with %d", c.at, c.top, c.now, r.at, r.top, r.fresh, c.wantAt, c.wantTop, c.unseen)
		}
	}
}
