package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

// TestChatNumbers walks through chats of all states by their numbers.
func TestChatNumbers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i, s := range []core.State{core.Completed, core.Pending, core.Active, core.Completed, core.Unanswered, core.Completed} {
		c := chatIn(d.visitor(d.brand.ID, i+1), s, noon().Add(time.Duration(i)*time.Hour), d.mika.ID)
		if i == 5 {
			c.Reason, c.EndedBy = core.ReasonApart, 0 // kept apart
		}
		c.Source = []string{"", "ad"}[i%2]
		d.write(func(tx core.Tx) (err error) {
			if c, err = tx.InsertChat(t.Context(), c); err == nil && i < 2 {
				err = tx.SaveTags(t.Context(), c.ID, core.TagsOf("VIP"))
			}
			return err
		})
	}
	for _, tt := range []struct {
		q    core.ChatQuery
		want []core.ChatID
	}{
		{core.ChatQuery{Limit: 9}, []core.ChatID{1, 2, 3, 4, 5}}, {core.ChatQuery{After: 2, Last: 4, Limit: 9}, []core.ChatID{3, 4}}, {core.ChatQuery{After: 1, Limit: 2}, []core.ChatID{2, 3}},
		{core.ChatQuery{State: core.Completed, Limit: 9}, []core.ChatID{1, 4}}, {core.ChatQuery{Tag: "vip", Limit: 9}, []core.ChatID{1, 2}}, {core.ChatQuery{Source: "ad", Limit: 9}, []core.ChatID{2, 4}},
		{core.ChatQuery{From: noon().Add(time.Hour), To: noon().Add(3 * time.Hour), Limit: 9}, []core.ChatID{2, 3}},
		{core.ChatQuery{Brands: core.SetOf(d.brand.ID), State: core.Active, Limit: 9}, []core.ChatID{3}}, {core.ChatQuery{Brands: core.SetOf(d.brand.ID + 1), Limit: 9}, nil},
	} {
		if got := must[[]core.ChatID](t)(d.ChatNumbers(t.Context(), tt.q)); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.q, got, tt.want)
		}
		if p := plan(t, d, chatNumbersSQL(tt.q)); !strings.Contains(p, "SEARCH c USING INTEGER PRIMARY KEY") || strings.Contains(p, "TEMP B-TREE") {
			t.Errorf("%+v sorts:\n%s", tt.q, p)
		}
	}
	if last := must[core.ChatID](t)(d.LastChat(t.Context())); last != 6 {
		t.Errorf("the newest chat is %d", last)
	}
}
