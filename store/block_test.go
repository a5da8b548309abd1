package store

import (
	"strings"
	"testing"

	"tgdesk/core"
)

// block puts a visitor on the block list, or asks for that.
func (d *desk) block(v core.Visitor, s core.BlockState) core.Block {
	d.t.Helper()
	b := core.Block{Brand: v.BrandID, Visitor: v.ID, State: s, Reason: "spam", AskedBy: d.mika.ID, AskedAt: noon()}
	if s != core.BlockAsked {
		b.DecidedBy, b.DecidedAt = d.mika.ID, noon()
	}
	d.write(func(tx core.Tx) (err error) {
		b, err = tx.SaveBlock(d.t.Context(), b)
		return err
	})
	return b
}

// TestBlockList: a visitor has their latest entry, and is listed while it is live.
func TestBlockList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	asked, blocked, free := d.visitor(d.brand.ID, 1), d.visitor(d.brand.ID, 2), d.visitor(d.brand.ID, 3)
	d.chat(asked, core.Pending, noon())
	d.block(blocked, core.BlockRejected)
	want := d.block(blocked, core.BlockApproved)
	d.block(asked, core.BlockAsked)
	if got := must[core.Block](t)(d.BlockOf(t.Context(), blocked.ID)); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := must[core.Block](t)(d.BlockOf(t.Context(), free.ID)); got != (core.Block{}) {
		t.Errorf("who was never listed has %+v", got)
	}
	if found := must[core.VisitorLookup](t)(d.LookupVisitor(t.Context(), d.brand.ID, blocked.TelegramID, 1)); !found.Visitor.OnBlockList() {
		t.Error("not known when a message comes")
	}
	d.write(func(tx core.Tx) error { return tx.SaveVisitor(t.Context(), blocked) }) // as it was read before
	ids := func(q core.VisitorQuery) (all []core.VisitorID) {
		q.Limit = 9
		for _, r := range must[[]core.VisitorRow](t)(d.Visitors(t.Context(), q)) {
			all = append(all, r.Visitor.ID)
		}
		return all
	}
	for name, tt := range map[string]struct {
		q    core.VisitorQuery
		want []core.VisitorID
	}{
		"all": {core.VisitorQuery{}, []core.VisitorID{3, 2, 1}}, "older": {core.VisitorQuery{Before: 3}, []core.VisitorID{2, 1}},
		"listed": {core.VisitorQuery{Listed: true}, []core.VisitorID{1, 2}}, "of a brand": {core.VisitorQuery{Brands: core.SetOf(d.brand.ID), Listed: true}, []core.VisitorID{1, 2}},
		"of another": {core.VisitorQuery{Brands: core.SetOf(d.brand.ID + 1)}, nil},
	} {
		if got := ids(tt.q); len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	row := must[core.VisitorRow](t)(d.VisitorRow(t.Context(), asked.ID))
	if row.Brand != "acme" || row.Chats != 1 || row.AskedBy != "mika" || row.DecidedBy != "" || row.Block.State != core.BlockAsked {
		t.Errorf("%+v", row)
	}
	if o := must[core.Overview](t)(d.Overview(t.Context(), core.SetOf(d.brand.ID))); o.BlocksAsked != 1 {
		t.Errorf("%d are asked for", o.BlocksAsked)
	}
	lifted := want.Decided(core.BlockLifted, d.mika.ID, noon())
	d.write(func(tx core.Tx) (err error) { _, err = tx.SaveBlock(t.Context(), lifted); return err })
	if got := ids(core.VisitorQuery{Listed: true}); len(got) != 1 {
		t.Errorf("listed after that: %v", got)
	}
}

// TestKeptApartIsInNoOtherList: neither in a page nor in a number.
func TestKeptApartIsInNoOtherList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	done := d.chat(v, core.Completed, noon())
	var apart core.Chat
	d.write(func(tx core.Tx) (err error) {
		apart, err = tx.InsertChat(t.Context(), core.KeptApart(v, noon()))
		return err
	})
	d.say(apart, core.Message{From: core.FromVisitor, Text: "buy!"})
	for want, q := range map[core.ChatID]core.RowQuery{done.ID: {}, apart.ID: {Apart: true}} {
		q.State, q.Limit = core.Completed, 9
		for _, cursor := range []*core.Cursor{nil, {At: noon().Add(core.Day), ID: 99}} {
			q.Cursor = cursor
			rows := must[[]core.ChatRow](t)(d.Rows(t.Context(), q))
			if len(rows) != 1 || rows[0].Chat.ID != want {
				t.Errorf("%+v: %+v", q, rows)
			}
		}
	}
	if o := must[core.Overview](t)(d.Overview(t.Context(), core.Set[core.BrandID]{})); o.Chats[core.Completed] != 1 {
		t.Errorf("%d are completed", o.Chats[core.Completed])
	}
	sql, _ := rowsSQL(core.RowQuery{State: core.Completed, Limit: 50})
	if p := plan(t, d, sql); !strings.Contains(p, "COVERING INDEX chats_state (state=? AND sort_at>?)") {
		t.Errorf("plan:\n%s", p)
	}
}

// TestBlockByChatbot: a chatbot can block whoever wrote to it, also somebody whom an operator
// asked to block, and people can lift that.
func TestBlockByChatbot(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i, earlier := range []core.BlockState{"", core.BlockAsked, core.BlockRejected, core.BlockLifted} {
		v := d.visitor(d.brand.ID, 10+i)
		var before core.Block
		if earlier != "" {
			before = d.block(v, earlier)
		}
		want := v.ByChatbot(before, "scam", noon())
		d.write(func(tx core.Tx) (err error) {
			want, err = tx.SaveBlock(t.Context(), want)
			return err
		})
		if got := must[core.Block](t)(d.BlockOf(t.Context(), v.ID)); got != want || got.AskedBy != 0 || got.State != core.BlockApproved || got.Reason != "scam" {
			t.Errorf("after %q: %+v, want %+v", earlier, got, want)
		}
		d.write(func(tx core.Tx) error {
			_, err := tx.SaveBlock(t.Context(), want.Decided(core.BlockLifted, d.mika.ID, noon()))
			return err
		})
	}
}
