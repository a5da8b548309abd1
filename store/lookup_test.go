package store

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestLookupVisitor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	meet := func(v core.Visitor, message int64) core.VisitorLookup {
		t.Helper()
		return must[core.VisitorLookup](t)(d.LookupVisitor(t.Context(), v.BrandID, v.TelegramID, message))
	}
	if got := meet(core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{TelegramID: 12345}}, 1); got != (core.VisitorLookup{}) {
		t.Errorf("nobody is met as %+v", got)
	}
	for i, s := range states() {
		v := d.visitor(d.brand.ID, i+1)
		if got := meet(v, 7); got != (core.VisitorLookup{Visitor: v}) {
			t.Errorf("somebody without a chat is met as %+v", got)
		}
		c := d.chat(v, s, noon())
		c.LastMessageID = d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindText, TelegramID: 7}).ID
		want := core.VisitorLookup{Visitor: v, Chat: c, Duplicate: true}
		if s == core.Completed {
			want.Chat = core.Chat{}
		}
		if diff := gocmp.Diff(want, meet(v, 7)); diff != "" {
			t.Errorf("%s: %s", s, diff)
		}
		if meet(v, 8).Duplicate {
			t.Errorf("%s: a message that never came is known", s)
		}
	}
}

func TestChatOfChatbot(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	c.Owner = core.ChatbotOwner()
	d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), c) })
	row := must[core.ChatRow](t)(d.Row(t.Context(), c.ID))
	if diff := gocmp.Diff(c, row.Chat); diff != "" || row.Owner != "" {
		t.Errorf("owner %q, %s", row.Owner, diff)
	}
}
