package core

import (
	"context"
	"testing"
	"time"

	"tgdesk/core/fold"
	"tgdesk/core/fulltext"
)

func TestParseSearch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.FixedZone("", 9*3600))
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, now.Location()) }
	for text, check := range map[string]func(Search) bool{
		"refund":                   func(s Search) bool { return len(s.Words) == 1 },
		"  refund\u3000order ":     func(s Search) bool { return len(s.Words) == 2 },
		`"refund order" now`:       func(s Search) bool { return len(s.Words) == 2 },
		"from:visitor FROM:note x": func(s Search) bool { return len(s.From) == 2 && s.From[1] == FromNote && len(s.Words) == 1 },
		`brand:"Acme Shop" operator:mika`: func(s Search) bool {
			return s.brands[0] == "Acme Shop" && s.operators[0] == "mika" && len(s.Words) == 0
		},
		"state:Pending state:active":       func(s Search) bool { return len(s.States) == 2 && s.States[0] == Pending },
		"tag:#VIP tag:später":              func(s Search) bool { return s.Tags[0] == "vip" && s.Tags[1] == "spater" },
		"chat:#12 has:FILE chat:3":         func(s Search) bool { return s.Chats == SetOf[ChatID](3, 12) && s.HasFile },
		"after:2026-11-01 before:2026-12":  func(s Search) bool { return s.After.Equal(day(2026, 11, 1)) && s.Before.Equal(day(2026, 12, 1)) },
		"after:2026-11-01 after:yesterday": func(s Search) bool { return s.After.Equal(day(2026, 11, 29)) },
		"before:today before:2d":           func(s Search) bool { return s.Before.Equal(now.Add(-2 * Day)) },
		"after:2026-11-01T14:00":           func(s Search) bool { return s.After.Equal(day(2026, 11, 1).Add(14 * time.Hour)) },
		"after:2026-11-01T14:00:00Z":       func(s Search) bool { return s.After.Equal(time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC)) },
		"after:08:30":                      func(s Search) bool { return s.After.Equal(day(2026, 11, 30).Add(510 * time.Minute)) },
		"after:2026":                       func(s Search) bool { return s.After.Equal(day(2026, 1, 1)) },
		`"from:visitor"`:                   func(s Search) bool { return len(s.Words) == 1 && len(s.From) == 0 },
		"https://example.com":              func(s Search) bool { return len(s.Words) == 1 },
		"10:30 注文:届":                       func(s Search) bool { return len(s.Words) == 2 },
		"— refund":                         func(s Search) bool { return len(s.Words) == 1 },
	} {
		s, err := ParseSearch(text, now)
		if err != nil || !check(s) {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
	for text, id := range map[string]string{
		"": "search_empty", " — ": "search_empty", `""`: "search_empty", "from:": "search_filter_empty", "from: visitor": "search_filter_empty", `brand:""`: "search_filter_empty",
		"from:me": "search_from", "state:open": "search_state", "has:link": "search_has", "chat:x": "search_chat", "chat:0": "search_chat", "chat:99999999999999999999": "search_chat", "tag:a/b": "tag_format",
		"form:visitor": "search_filter_unknown", "before:soon": "search_time", "after:2026-02-30": "search_time", "after:today before:yesterday": "search_no_time",
		"a b c d e f g h i j k l m n o p q": "search_too_many_words", string(make([]byte, 501)): "search_too_long",
	} {
		if _, err := ParseSearch(text, now); CodeOf(err) != CodeInvalid || ProblemOf(err) != NewProblem(id, err.(*Error).Args...) {
			t.Errorf("%q: %v, want %s", text, err, id)
		}
	}
}

// TestWordsOfSearch: only a phrase that is closed wants its last word whole.
func TestWordsOfSearch(t *testing.T) {
	t.Parallel()
	doc := fulltext.Document("Please refund my orders")
	for query, want := range map[string]bool{
		"ord ref": true, "order": true, `"order"`: false, `"orders"`: true, `"my ord`: true, `"my ord"`: false, `"refund my" please`: true, `"my refund"`: false, "efund": false,
	} {
		s, err := ParseSearch(query, time.Now())
		if err != nil || s.Words.Match(doc) != want {
			t.Errorf("%s: %t, %v", query, !want, err)
		}
	}
}

// searchNames are the names that a query may look up.
type searchNames struct{ Reader }

func (searchNames) BrandByName(_ context.Context, name string) (b BrandView, err error) {
	if name != "acme" && name != "globex" {
		return b, NewError(CodeNotFound, "brand_not_found_by_name", name)
	}
	b.ID = BrandID(len(name))
	return b, nil
}

func (searchNames) Operators(context.Context) ([]Operator, error) {
	return []Operator{{ID: 3, Name: "Mika"}, {ID: 5, Name: "José"}}, nil
}

func TestSearchLooksNamesUp(t *testing.T) {
	t.Parallel()
	s, err := ParseSearch("brand:acme brand:globex operator:jose operator:mika", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	q, err := s.Query(t.Context(), searchNames{})
	if err != nil || q.Brands != SetOf[BrandID](4, 6) || q.Operators != SetOf[OperatorID](3, 5) {
		t.Errorf("%+v, %v", q, err)
	}
	for _, text := range []string{"brand:nobody", "operator:nobody"} {
		s, _ := ParseSearch(text, time.Now())
		if _, err := s.Query(t.Context(), searchNames{}); !IsNotFound(err) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, s := range []string{`from:visitor "a b" brand:"x`, `has:file before:2026 :::"`, "注文した from:", "\"\"\"", "a\x00:b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSearch(text, time.Unix(0, 0))
		if err != nil {
			if CodeOf(err) != CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		s.Words.Match(fulltext.Document(text))
		s.Words.Snippet(new(fold.Mapper), text, text)
	})
}

type namedOperators struct {
	Reader
	names []string
}

func (n namedOperators) Operators(context.Context) (list []Operator, err error) {
	for i, name := range n.names {
		list = append(list, Operator{ID: OperatorID(i + 1), Name: name})
	}
	return list, nil
}

func TestFindOperator(t *testing.T) {
	t.Parallel()
	r := namedOperators{names: []string{"José", "jose", "Zoë", "Zöe", "Ánna"}}
	for name, want := range map[string]OperatorID{"JOSÉ": 1, "Jose": 2, "zoë": 3, "zoe": 0, "anna": 5, "an": 0, "": 0} {
		if o, err := FindOperator(t.Context(), r, name); o.ID != want || IsNotFound(err) != (want == 0) {
			t.Errorf("%q: %+v, %v", name, o, err)
		}
	}
}
