package store

import (
	"slices"
	"strings"
	"testing"

	"tgdesk/core"
)

func TestSourcesInUse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for id, source := range []string{"pricing", "Ad", "pricing", "", "ad", "pricing"} {
		c := chatIn(d.visitor(d.brand.ID, id+1), core.Completed, noon(), d.mika.ID)
		c.Source = source
		if id == 5 {
			c.Reason, c.EndedBy = core.ReasonApart, 0 // kept apart
		}
		d.write(func(tx core.Tx) error { _, err := tx.InsertChat(t.Context(), c); return err })
	}
	want := []core.SourceUse{{Source: "pricing", Chats: 2}, {Source: "Ad", Chats: 1}, {Source: "ad", Chats: 1}}
	for _, brands := range []core.Set[core.BrandID]{{}, core.SetOf(d.brand.ID)} {
		if got := must[[]core.SourceUse](t)(d.SourcesInUse(t.Context(), brands)); !slices.Equal(got, want) {
			t.Errorf("of brands %q: %v", brands, got)
		}
	}
	if got := must[[]core.SourceUse](t)(d.SourcesInUse(t.Context(), core.SetOf(d.brand.ID+1))); len(got) > 0 {
		t.Errorf("at another brand: %v", got)
	}
}

// TestPagesOfASourceSeek: neither the chats of other sources nor all of the brand are read.
func TestPagesOfASourceSeek(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, brands := range []core.Set[core.BrandID]{{}, core.SetOf(d.brand.ID)} {
		for _, cursor := range []*core.Cursor{nil, {At: noon(), ID: 1}} {
			sql, _ := rowsSQL(core.RowQuery{State: core.Completed, Source: "ad", Brands: brands, Cursor: cursor, Limit: 50})
			p := plan(t, d, sql)
			if !strings.Contains(p, "INDEX chats_source (source=? AND state=? AND sort_at>?") || strings.Contains(p, "TEMP B-TREE") {
				t.Errorf("plan:\n%s", p)
			}
		}
	}
	if p := plan(t, d, sourcesInUseSQL+bySourceSQL); !strings.Contains(p, "INDEX chats_source") {
		t.Errorf("plan:\n%s", p)
	}
}
