package store

import (
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// TestBrandTexts: each brand has its own; a language has one of a kind.
func TestBrandTexts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	want := core.BrandTexts{{Kind: core.TextPickedUp, On: true}, {Kind: core.TextWelcome, Text: "Hello", On: true}, {Kind: core.TextWelcome, Language: "ja", Text: "ようこそ"}}
	d.write(func(tx core.Tx) error {
		for _, b := range append(core.BrandTexts{{Kind: core.TextWelcome, Text: "Hi"}, {Kind: core.TextNobody, Language: "pt", Text: "Oi"}}, want...) {
			if err := tx.SaveBrandText(t.Context(), d.brand.ID, b); err != nil {
				return err
			}
		}
		return tx.DeleteBrandText(t.Context(), d.brand.ID, core.TextNobody, "pt")
	})
	if diff := gocmp.Diff(want, must[core.BrandTexts](t)(d.BrandTexts(t.Context(), d.brand.ID))); diff != "" {
		t.Error(diff)
	}
	if other := must[core.BrandTexts](t)(d.BrandTexts(t.Context(), d.brand.ID+1)); len(other) > 0 {
		t.Errorf("another brand has %+v", other)
	}
}

// TestPreludeIsInNoList: what precedes a chat is seen in it alone.
func TestPreludeIsInNoList(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	old := d.chat(v, core.Completed, noon())
	var prelude core.Chat
	d.write(func(tx core.Tx) (err error) {
		prelude, err = tx.InsertChat(t.Context(), core.Prelude(v, noon()))
		return err
	})
	start := d.say(prelude, core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "/start", TelegramID: 1})
	welcome := d.say(prelude, core.Message{From: core.FromBot, Kind: core.KindText, Text: "Hello", Automatic: core.TextWelcome, Delivery: core.DeliverySending})
	for name, q := range map[string]core.RowQuery{"all": {}, "apart": {Apart: true}, "of the brand": {Brands: core.SetOf(d.brand.ID)}} {
		q.State, q.Limit = core.Completed, 9
		for _, cursor := range []*core.Cursor{nil, {At: noon().Add(core.Day), ID: 99}} {
			q.Cursor = cursor
			if rows := must[[]core.ChatRow](t)(d.Rows(t.Context(), q)); slices.ContainsFunc(rows, func(r core.ChatRow) bool { return r.Chat.ID != old.ID }) {
				t.Errorf("%s: %+v", name, rows)
			}
		}
	}
	o := must[core.Overview](t)(d.Overview(t.Context(), core.Set[core.BrandID]{}))
	row := must[core.VisitorRow](t)(d.VisitorRow(t.Context(), v.ID))
	found := must[[]core.ChatRow](t)(d.FindRows(t.Context(), v.FirstName, core.Set[core.BrandID]{}, 9))
	of := must[[]core.ChatRow](t)(d.ChatsOf(t.Context(), v.ID, 9))
	if o.Chats[core.Completed] != 1 || row.Chats != 1 || len(found) != 1 || len(of) != 1 {
		t.Errorf("counted %d, %d of the visitor; found %d, %d of the visitor", o.Chats[core.Completed], row.Chats, len(found), len(of))
	}
	if _, err := d.Row(t.Context(), prelude.ID); !core.IsNotFound(err) {
		t.Errorf("its row: %v", err)
	}
	if err := d.raw(`UPDATE messages SET delivery = 'unknown' WHERE id = ?`, welcome.ID); err != nil {
		t.Fatal(err)
	}
	c := d.chat(v, core.Pending, noon())
	d.write(func(tx core.Tx) error { return tx.TakePrelude(t.Context(), c) })
	first := d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "hello", TelegramID: 2})
	var ids []core.MessageID
	for _, m := range must[[]core.Message](t)(d.Messages(t.Context(), core.MessageQuery{Chat: c.ID, Limit: 9})) {
		ids = append(ids, m.ID)
	}
	if want := []core.MessageID{start.ID, welcome.ID, first.ID}; !slices.Equal(ids, want) {
		t.Errorf("transcript %v, want %v", ids, want)
	}
	now := must[core.ChatRow](t)(d.Row(t.Context(), c.ID))
	if now.Unknown != 0 || now.Earlier != 1 {
		t.Errorf("%+v", now)
	}
	if m := must[core.Message](t)(d.Message(t.Context(), welcome.ID)); m.Automatic != core.TextWelcome {
		t.Errorf("%+v", m)
	}
	if p := must[core.Chat](t)(d.PreludeOf(t.Context(), v.ID)); p.ID != 0 {
		t.Errorf("%+v precedes the next chat, too", p)
	}
}

// TestDropFromPrelude: only what precedes a chat can be dropped.
func TestDropFromPrelude(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	var prelude core.Chat
	d.write(func(tx core.Tx) (err error) {
		prelude, err = tx.InsertChat(t.Context(), core.Prelude(v, noon()))
		return err
	})
	start := d.say(prelude, core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "/start"})
	said := d.say(d.chat(v, core.Pending, noon()), core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "hello"})
	d.write(func(tx core.Tx) error {
		for id, want := range map[core.MessageID]bool{start.ID: true, said.ID: false} {
			if got, err := tx.DropFromPrelude(t.Context(), id); err != nil || got != want {
				t.Errorf("message %d: %t, %v", id, got, err)
			}
		}
		return nil
	})
	_, err := d.Message(t.Context(), start.ID)
	must[core.Message](t)(d.Message(t.Context(), said.ID))
	if !core.IsNotFound(err) {
		t.Errorf("the dropped message: %v", err)
	}
}

// TestAutomaticTextsCountNowhere: neither as failed, nor as not sent.
func TestAutomaticTextsCountNowhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	text := core.Message{From: core.FromBot, Kind: core.KindText, Text: "soon", Automatic: core.TextReceived, Delivery: core.DeliveryQueued}
	for _, how := range []core.Delivery{core.DeliveryFailed, core.DeliveryUnknown, core.DeliveryQueued} {
		m := d.say(c, text)
		m.Delivery = how
		d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), m) })
	}
	if row := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); row.Failed+row.Unknown+row.Unsent != 0 {
		t.Errorf("%+v", row)
	}
	if queued := must[[]core.Message](t)(d.NextQueued(t.Context(), d.brand.ID, 9)); len(queued) != 1 {
		t.Errorf("%d are to be sent", len(queued))
	}
}

func TestQueuePosition(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, second := d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon()), d.chat(d.visitor(d.brand.ID, 2), core.Pending, noon().Add(1000000))
	d.chat(d.visitor(d.brand.ID, 3), core.Active, noon())
	for c, want := range map[core.Chat]int{first: 1, second: 2} {
		if got := must[int](t)(d.QueuePosition(t.Context(), c)); got != want {
			t.Errorf("#%d is number %d, want %d", c.ID, got, want)
		}
	}
}
