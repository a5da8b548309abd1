package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	deskpkg "tgdesk/core/desk"
	"tgdesk/core/markup"
	"tgdesk/store/search"
)

// finds lists what a query finds, as "chat/message place".
func finds(t testing.TB, r core.Reader, text string, limit int) (list []string) {
	t.Helper()
	for _, h := range look(t, r, text, limit).Hits {
		list = append(list, fmt.Sprintf("%d/%d %s", h.Chat, h.Message, h.Place))
	}
	return list
}

func look(t testing.TB, r core.Reader, text string, limit int) core.SearchResult {
	t.Helper()
	s := must[core.Search](t)(core.ParseSearch(text, noon()))
	q := must[core.SearchQuery](t)(s.Query(context.Background(), r))
	q.Limit = limit
	return must[core.SearchResult](t)(r.Search(context.Background(), q))
}

// TestHitsThatGo: a page whose hits were erased before they were read is not the last one.
func TestHitsThatGo(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	desk := openBeside(d.dir, d.DB)
	defer func() { _ = desk.db.Close() }()
	r := must[core.SearchResult](t)(search.Page(t.Context(), desk, 2, []int64{1003, 1002, 3}, []int64{1001}))
	if len(r.Hits) != 1 || !r.More || r.Next != (core.SearchCursor{Message: 3, Chat: 1001}) {
		t.Errorf("got %+v", r)
	}
	r = must[core.SearchResult](t)(search.Page(t.Context(), desk, 2, []int64{1003, 3}, nil))
	if len(r.Hits) != 1 || r.More {
		t.Errorf("got %+v", r)
	}
}

// searchDesk is a desk in which something stands in each place.
func searchDesk(t *testing.T) *desk {
	d := newDesk(t)
	ctx := t.Context()
	v := d.visitor(1)
	c := d.chat(v, core.Active, noon())
	d.say(c, core.Message{From: core.FromVisitor, Author: "Ana", Text: "Where is my réfund?\nOrder 4711"})
	d.say(c, core.Message{From: core.FromOperator, OperatorID: d.mika.ID, Author: "mika", Text: "注文した商品がまだ届きません"})
	d.say(c, core.Message{From: core.FromNote, OperatorID: d.mika.ID, Author: "mika", Text: "ПРЕДОПЛАТА, ask Ben"})
	d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindDocument, Text: "here it is", Attachment: &core.Attachment{Kind: core.KindDocument, FileID: "f", FileUniqueID: "u", FileName: "Rechnung_2026.pdf"}})
	d.say(c, core.Message{From: core.FromDesk, Kind: core.KindPickedUp, Author: "refund"})
	edited := d.say(c, core.Message{From: core.FromVisitor, Text: "now in blue", EditedAt: noon()})
	other := d.chat(d.visitor(2), core.Completed, noon().Add(time.Hour))
	d.say(other, core.Message{From: core.FromBot, Text: "welcome मानक हिन्दी مُوَظَّف", SentAt: noon().Add(time.Hour)})
	d.write(func(tx core.Tx) error {
		if err := tx.InsertEdit(ctx, edited.ID, core.Edit{Text: "now in green", Kind: core.KindText, Replaced: noon()}); err != nil {
			return err
		}
		if err := tx.SaveVisitorField(ctx, v.ID, core.VisitorField{Name: "plan", Value: "Enterprise"}); err != nil {
			return err
		}
		return tx.SaveTags(ctx, c.ID, core.TagsOf("vip"))
	})
	return d
}

// searchCases are queries on searchDesk and what they find.
func searchCases() map[string][]string {
	return map[string][]string{
		"refund": {"1/1 text"}, "order REF": {"1/1 text"}, "refund ben": nil, "efund": nil, `"my refund order"`: {"1/1 text"}, `"my ref" order`: nil,
		"商品": {"1/2 text"}, "届": {"1/2 text"}, "注文届": nil, "предоп": {"1/3 text"}, "rechnung pdf": {"1/4 file"}, "here 2026": {"1/4 text"}, "हिन्दी": {"2/7 text"}, "موظف": {"2/7 text"},
		"green": {"1/6 earlier_version"}, "blue": {"1/6 text"}, "green blue": nil, "picked": nil,
		"visitor_1": {"1/0 visitor"}, "visitor vip": {"1/0 visitor"}, "enterprise": {"1/0 field"}, "vip": {"1/0 tag"}, "visitor": {"2/0 visitor", "1/0 visitor"},
		"from:note": {"1/3 text"}, "from:visitor from:bot": {"2/7 text", "1/6 text", "1/4 text", "1/1 text"}, "operator:mika": {"1/3 text", "1/2 text"}, "has:file": {"1/4 text"}, "state:completed from:bot": {"2/7 text"}, "state:pending refund": nil,
		"tag:vip from:note": {"1/3 text"}, "tag:x from:note": nil, "brand:acme green": {"1/6 earlier_version"}, "chat:2": {"2/7 text"}, "after:2026-03-01T12:30": {"2/7 text"}, "before:2026-03-01T12:30 from:note": {"1/3 text"},
	}
}

func TestSearchFinds(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	for text, want := range searchCases() {
		if got := finds(t, d, text, 10); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	h := look(t, d, "refund", 10).Hits[0]
	if h.Snippet != "Where is my réfund? Order 4711" || len(h.Matches) != 1 || h.Matches[0].Offset != 12 || h.Matches[0].Length != 6 || h.Author != "Ana" || h.State != core.Active || h.Brand != "acme" || h.Visitor != "Visitor 1" || !h.At.Equal(noon()) {
		t.Errorf("%+v", h)
	}
	if h = look(t, d, "visitor chat:2", 10).Hits[0]; h.Place != core.FoundInVisitor || h.State != core.Completed {
		t.Errorf("%+v", h)
	}
}

// TestSearchPages: pages of any size list the same hits, each once.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	d.say(core.Chat{ID: 1, VisitorID: 1}, core.Message{From: core.FromVisitor, Text: "visitor again"})
	all := finds(t, d, "visitor", 100)
	for size := 1; size <= 4; size++ {
		s := must[core.Search](t)(core.ParseSearch("visitor", noon()))
		s.Limit = size
		var got []string
		for more := true; more; {
			r := must[core.SearchResult](t)(d.Search(t.Context(), s.SearchQuery))
			for _, h := range r.Hits {
				got = append(got, fmt.Sprintf("%d/%d %s", h.Chat, h.Message, h.Place))
			}
			more, s.Cursor = r.More, r.Next
		}
		if !slices.Equal(got, all) || len(got) != 3 {
			t.Errorf("pages of %d: %q, want %q", size, got, all)
		}
	}
}

// TestSearchIsScoped: an operator finds nothing of brands that they do not work for.
func TestSearchIsScoped(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	var ann, ben core.Operator
	d.write(func(tx core.Tx) (err error) {
		other, err := tx.InsertBrand(t.Context(), testBrand("globex"))
		if err != nil {
			return err
		}
		if ann, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator, Brands: core.SetOf(other.ID)}); err != nil {
			return err
		}
		ben, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ben", Role: core.RoleOperator, Brands: core.SetOf(d.brand.ID)})
		return err
	})
	all := deskpkg.New(d, nil, core.NewHub(), deskpkg.Options{})
	for _, query := range []string{"refund", "visitor", "vip", "has:file", "before:today after:2026-02-01"} {
		if got := finds(t, all.As(ann.ID), query, 10); got != nil {
			t.Errorf("%s: ann finds %q", query, got)
		}
		if got, want := finds(t, all.As(ben.ID), query, 10), finds(t, d, query, 10); !slices.Equal(got, want) {
			t.Errorf("%s: ben finds %q, want %q", query, got, want)
		}
	}
	s := must[core.Search](t)(core.ParseSearch("brand:acme refund", noon()))
	if _, err := s.Query(t.Context(), all.As(ann.ID)); !core.IsOutOfSight(err) {
		t.Errorf("ann asks for acme: %v", err)
	}
	if _, err := all.As(99).Search(t.Context(), core.SearchQuery{Limit: 1}); core.CodeOf(err) != core.CodeForbidden {
		t.Errorf("nobody: %v", err)
	}
}

// index does all that there is to index.
func index(t testing.TB, d interface {
	IndexSearch(context.Context) (core.IndexProgress, error)
}) {
	t.Helper()
	for more := true; more; {
		more = must[core.IndexProgress](t)(d.IndexSearch(context.Background())).More
	}
}

// TestSnippetsCoverSpoilers: what a spoiler hides is found, and stays hidden.
func TestSnippetsCoverSpoilers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(1), core.Active, noon())
	hidden := func(offset, length int) markup.Encoded {
		return markup.Encode([]markup.Entity{{Type: markup.Spoiler, Offset: offset, Length: length}})
	}
	long := strings.Repeat("много слов ", 30)
	d.say(c, core.Message{From: core.FromVisitor, Text: "the 🔑 is tigerlily, thanks", Markup: hidden(10, 9)})
	d.say(c, core.Message{From: core.FromVisitor, Text: long + "the rosebud key", Markup: hidden(markup.Len(long)+4, 7)})
	edited := d.say(c, core.Message{From: core.FromVisitor, Text: "now nothing", EditedAt: noon()})
	d.write(func(tx core.Tx) error {
		return tx.InsertEdit(t.Context(), edited.ID, core.Edit{Text: "once snapdragon", Markup: hidden(5, 10), Kind: core.KindText, Replaced: noon()})
	})
	for text, want := range map[string]string{
		"tiger": "the 🔑 is ░░░░░░░░░, thanks", "thanks": "the 🔑 is ░░░░░░░░░, thanks", "rosebud": "…много слов много слов много слов the ░░░░░░░ key", "snapdragon": "once ░░░░░░░░░░",
	} {
		h := look(t, d, text, 10).Hits[0]
		if h.Snippet != want || len(h.Matches) > 0 != (text == "thanks") {
			t.Errorf("%s: %q %v, want %q", text, h.Snippet, h.Matches, want)
		}
	}
}

// TestIndexFinds: with the index a query finds what it finds without, whether all is in the
// index or some.
func TestIndexFinds(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	index(t, d)
	for text, want := range searchCases() {
		if got := finds(t, d, text, 10); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
