package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

// tag gives a chat its tags.
func (d *desk) tag(c core.Chat, tags ...string) {
	d.t.Helper()
	d.write(func(tx core.Tx) error { return tx.SaveTags(d.t.Context(), c.ID, core.TagsOf(tags...)) })
}

// TestTagsOfAChat: they are kept as they are written where the brand has them already,
// and are of the chat alone.
func TestTagsOfAChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, two := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon()), d.chat(d.visitor(d.brand.ID, 2), core.Completed, noon())
	d.tag(one, "vip", "Refund")
	d.tag(two, "ＶＩＰ", "返品")
	for c, want := range map[core.Chat]core.Tags{one: "Refund vip", two: "vip 返品"} {
		if got := must[core.Tags](t)(d.ChatTags(t.Context(), c.ID)); got != want {
			t.Errorf("chat %d has %q, want %q", c.ID, got, want)
		}
		if r := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); r.Tags != want {
			t.Errorf("the row of chat %d has %q", c.ID, r.Tags)
		}
	}
	want := []core.TagUse{{Tag: "vip", Chats: 2}, {Tag: "Refund", Chats: 1}, {Tag: "返品", Chats: 1}}
	if got := must[[]core.TagUse](t)(d.TagsInUse(t.Context(), core.Set[core.BrandID]{})); !slices.Equal(got, want) {
		t.Errorf("in use: %v", got)
	}
	if got := must[[]core.TagUse](t)(d.TagsInUse(t.Context(), core.SetOf(d.brand.ID+1))); len(got) > 0 {
		t.Errorf("in use at another brand: %v", got)
	}
	d.tag(one)
	if r := must[core.ChatRow](t)(d.Row(t.Context(), one.ID)); r.Tags != "" {
		t.Errorf("%q is left", r.Tags)
	}
}

// TestTagsFollowTheirChat: the list of a tag has a chat where the chat is now.
func TestTagsFollowTheirChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	d.tag(c, "vip")
	c, err := c.Ended(core.Operator{ID: d.mika.ID, Role: core.RoleAdmin}, noon().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), c) })
	for s, want := range map[core.State]int{core.Active: 0, core.Completed: 1} {
		rows := must[[]core.ChatRow](t)(d.Rows(t.Context(), core.RowQuery{State: s, Tag: "vip", Limit: 9}))
		if len(rows) != want {
			t.Errorf("%d %s chats, want %d", len(rows), s, want)
		}
	}
}

// TestPagesOfATagAreReadInOrder: neither the tag's chats nor all others are sorted.
func TestPagesOfATagAreReadInOrder(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, cursor := range []*core.Cursor{nil, {At: noon(), ID: 1}} {
		sql, _ := rowsSQL(core.RowQuery{State: core.Completed, Tag: "vip", Cursor: cursor, Limit: 50})
		p := plan(t, d, sql)
		if !strings.Contains(p, "INDEX chat_tags_list (tag_key=? AND state=?") || strings.Contains(p, "TEMP B-TREE") {
			t.Errorf("plan:\n%s", p)
		}
	}
}
