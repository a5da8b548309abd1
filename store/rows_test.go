package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

func TestRowShowsWhatAListNeeds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	d.chat(v, core.Completed, noon())
	d.chat(v, core.Completed, noon())
	c := d.chat(v, core.Active, noon())
	if r := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); r.Last.ID != 0 || r.Last.Attachment != nil {
		t.Errorf("a chat without messages has %+v", r.Last)
	}
	m := d.say(c, core.Message{From: core.FromVisitor, Author: "Visitor 1", Text: strings.Repeat("届", 500)})
	got := must[core.ChatRow](t)(d.Row(t.Context(), c.ID))
	c.LastMessageID, m.Text = m.ID, strings.Repeat("届", 400)+"…"
	want := core.ChatRow{Chat: c, Brand: "acme", Accent: "#aa3300", Visitor: v, Owner: "mika", PickedUpBy: "mika", Milestones: core.Milestones{QueuedAt: noon(), PickedUpAt: noon(), PickedUpBy: d.mika.ID}, Last: m, Earlier: 2}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	of := must[[]core.ChatRow](t)(d.ChatsOf(t.Context(), v.ID, 2))
	if len(of) != 2 || of[0].Chat.ID != c.ID || of[1].EndedBy != "mika" || of[1].Earlier != 1 {
		t.Errorf("ChatsOf: %+v", of)
	}
	_, err := d.Row(t.Context(), 99)
	wantCode(t, err, core.CodeNotFound)
}

// TestPreview: neither a NUL nor a character of several bytes cuts one.
func TestPreview(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	for text, want := range map[string]string{
		"one\x00two":                        "one\x00two",
		"\x00":                              "\x00",
		"a" + strings.Repeat("届", 400):      "a" + strings.Repeat("届", 399) + "…",
		strings.Repeat("x", previewBytes):   strings.Repeat("x", previewBytes),
		strings.Repeat("\x00", 1199) + "éé": strings.Repeat("\x00", 1199) + "…",
	} {
		d.say(c, core.Message{From: core.FromVisitor, Text: text})
		if got := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); got.Last.Text != want {
			t.Errorf("the preview of %q is %q", text, got.Last.Text)
		}
	}
}

// pageOf implements core.RowQuery on a slice in list order.
func pageOf(list []core.Cursor, q core.RowQuery) []core.Cursor {
	order := func(a, b core.Cursor) int {
		c := cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
		if q.State == core.Completed {
			return -c
		}
		return c
	}
	slices.SortFunc(list, order)
	list = slices.DeleteFunc(list, func(c core.Cursor) bool {
		if q.Cursor == nil {
			return false
		}
		side := order(c, *q.Cursor)
		if q.Before {
			side = -side
		}
		return side < 0 || side == 0 && !q.From
	})
	n := min(q.Limit, len(list))
	if q.Before {
		return list[len(list)-n:]
	}
	return list[:n]
}

func TestRowsPageLikeASlice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(t.Context(), testBrand("globex"))
		return err
	})
	var ann core.Operator
	d.write(func(tx core.Tx) (err error) {
		ann, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
		return err
	})
	brands := []core.BrandID{d.brand.ID, globex.ID}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if err := d.raw(`DELETE FROM chats`); err != nil {
			t.Fatal(err)
		}
		var all []core.Chat
		tagged := map[core.ChatID]bool{}
		seen := map[core.ChatID]core.ReadMark{} // by mika
		d.write(func(tx core.Tx) error {
			for range rapid.IntRange(0, 30).Draw(t, "chats") {
				n++
				v, err := tx.InsertVisitor(d.t.Context(), core.Visitor{BrandID: rapid.SampledFrom(brands).Draw(t, "brand"),
					Profile: core.Profile{TelegramID: int64(n)}})
				if err != nil {
					return err
				}
				at := noon().Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "at")) * time.Second)
				c := chatIn(v, rapid.SampledFrom(states()).Draw(t, "state"), at, d.mika.ID)
				c.Received = rapid.IntRange(0, 3).Draw(t, "received")
				c.Source = rapid.SampledFrom([]string{"pricing", "ad", ""}).Draw(t, "source")
				if c.State == core.Active && rapid.Bool().Draw(t, "joined") {
					c.Owner, c.Participants = core.OperatorOwner(ann.ID), core.SetOf(d.mika.ID, 77)
				}
				if c.State == core.Active && c.Participants.Empty() && rapid.Bool().Draw(t, "held by the chatbot") {
					c.Owner = core.ChatbotOwner()
				}
				if rapid.Bool().Draw(t, "answered") {
					c.AwaitingSince = time.Time{}
				}
				c, err = tx.InsertChat(d.t.Context(), c)
				if err != nil {
					return err
				}
				all = append(all, c)
				mark := core.ReadMark{Chat: c.ID, To: core.MessageID(n), Seen: rapid.IntRange(0, c.Received).Draw(t, "seen")}
				if mark.Seen > 0 {
					seen[c.ID] = mark
					err = tx.SaveReadMark(d.t.Context(), d.mika.ID, mark)
				}
				if rapid.Bool().Draw(t, "tagged") {
					tagged[c.ID] = true
					err = errors.Join(err, tx.SaveTags(d.t.Context(), c.ID, core.TagsOf("vip", "refund")))
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		checkOverview(t, d, all, brands, seen)
		for range 8 {
			checkPage(t, d, all, brands, seen, tagged)
		}
	})
}

func states() []core.State { s := core.States(); return s[:] }

func checkPage(t *rapid.T, d *desk, all []core.Chat, brands []core.BrandID, seen map[core.ChatID]core.ReadMark, tagged map[core.ChatID]bool) {
	q := core.RowQuery{
		State: rapid.SampledFrom(states()).Draw(t, "of state"), Limit: rapid.IntRange(0, 12).Draw(t, "limit"),
		Brands: core.SetOf(rapid.SliceOfN(rapid.SampledFrom(brands), 0, 3).Draw(t, "of brands")...), Before: rapid.Bool().Draw(t, "before"),
		From: rapid.Bool().Draw(t, "from"), Owner: rapid.SampledFrom([]core.OperatorID{0, d.mika.ID, 99}).Draw(t, "of owner"),
		Unread: rapid.SampledFrom([]core.OperatorID{0, d.mika.ID, 99}).Draw(t, "unread by"),
		Mine:   rapid.SampledFrom([]core.OperatorID{0, d.mika.ID}).Draw(t, "mine"), Tag: rapid.SampledFrom([]string{"", "", "VIP", "none"}).Draw(t, "of tag"),
		Source: rapid.SampledFrom([]string{"", "", "pricing", "ad", "none"}).Draw(t, "of source"),
	}
	if q.Mine == 0 {
		q.Except = rapid.SampledFrom([]core.OperatorID{0, d.mika.ID}).Draw(t, "except")
	}
	if len(all) > 0 && rapid.Bool().Draw(t, "has cursor") {
		c := rapid.SampledFrom(all).Draw(t, "cursor") // of any state: a chat that has left the list still marks a place
		q.Cursor = &core.Cursor{At: c.SortAt(), ID: c.ID}
	}
	unread := func(c core.Chat, op core.OperatorID) int {
		if op == d.mika.ID {
			return seen[c.ID].Unread(c)
		}
		return c.Received
	}
	of := func(c core.Chat, op core.OperatorID) bool { return c.Owner.Is(op) || c.Participants.Has(op) }
	var list []core.Cursor
	for _, c := range all {
		if c.State == q.State && (q.Brands.Empty() || q.Brands.Has(c.BrandID)) && (q.Owner == 0 || c.Owner.Is(q.Owner)) && (q.Unread == 0 || unread(c, q.Unread) > 0) &&
			(q.Mine == 0 || of(c, q.Mine)) && (q.Except == 0 || !of(c, q.Except)) && (q.Tag == "" || q.Tag == "VIP" && tagged[c.ID]) && (q.Source == "" || c.Source == q.Source) {
			list = append(list, core.Cursor{At: c.SortAt(), ID: c.ID})
		}
	}
	rows, err := d.Rows(d.t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]core.Cursor, len(rows))
	for i, r := range rows {
		got[i] = r.Cursor()
	}
	if want := pageOf(list, q); !slices.Equal(got, want) {
		t.Fatalf("%+v cursor %+v:\ngot  %v\nwant %v", q, q.Cursor, got, want)
	}
}

func noCounts() core.Counts {
	return core.Counts{core.Pending: 0, core.Active: 0, core.Unanswered: 0, core.Completed: 0}
}

func checkOverview(t *rapid.T, d *desk, all []core.Chat, brands []core.BrandID, seen map[core.ChatID]core.ReadMark) {
	some := core.SetOf(rapid.SliceOfN(rapid.SampledFrom(brands), 0, 3).Draw(t, "counted")...)
	want, open := core.Overview{Chats: noCounts(), Failed: noCounts(), Unknown: noCounts()}, 0
	for _, c := range all {
		if c.Open() && c.BrandID == d.brand.ID {
			open++
		}
		if !some.Empty() && !some.Has(c.BrandID) {
			continue
		}
		want.Chats[c.State]++
		if c.HeldByChatbot() {
			want.Chatbot++
		}
		if c.State.Waiting() && (want.WaitingSince.IsZero() || c.WaitingSince.Before(want.WaitingSince)) {
			want.WaitingSince = c.WaitingSince
		}
	}
	got, err := d.Overview(d.t.Context(), some)
	if diff := gocmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	var work core.Workload
	for _, c := range all {
		if !c.TakesPart(d.mika.ID) {
			continue
		}
		work.Chats = append(work.Chats, c.ID)
		if seen[c.ID].Unread(c) > 0 {
			work.Unread++
		}
		if !c.HeldBy(d.mika.ID) {
			continue
		}
		work.Held++
		if c.AwaitsAnswerOf(d.mika.ID) {
			work.Awaiting++
			if work.AwaitingSince.IsZero() || c.AwaitingSince.Before(work.AwaitingSince) {
				work.AwaitingSince = c.AwaitingSince
			}
		}
	}
	load, err := d.Workload(d.t.Context(), d.mika.ID)
	ofLongest := func(c core.Chat) bool {
		return c.AwaitsAnswerOf(d.mika.ID) && c.AwaitingSince.Equal(work.AwaitingSince) && c.BrandID == load.AwaitingBrand
	}
	if (load.AwaitingBrand != 0) != slices.ContainsFunc(all, ofLongest) {
		t.Fatalf("%+v: nobody waits so long there", load)
	}
	load.AwaitingBrand = 0
	slices.Sort(load.Chats)
	if diff := gocmp.Diff(work, load); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	if held, err := d.HeldCount(d.t.Context(), d.mika.ID); err != nil || held != work.Held {
		t.Fatalf("HeldCount %d (%v), want %d", held, err, work.Held)
	}
	if got, err := d.OpenChats(d.t.Context(), d.brand.ID); err != nil || got != open {
		t.Fatalf("OpenChats %d (%v), want %d", got, err, open)
	}
}

func TestCountsFollowTheChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon())
	c, _, _ = c.PickedUp(d.mika, noon(), core.Rules{Limits: core.DefaultLimits()})
	c.Received = 2
	d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), c) })
	d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), c) }) // no change, no count
	want := core.Overview{Chats: noCounts(), Failed: noCounts(), Unknown: noCounts()}
	want.Chats[core.Active] = 1
	check := func(what string, failed, unknown int) {
		t.Helper()
		want.Failed[core.Active], want.Unknown[core.Active] = min(failed, 1), min(unknown, 1)
		if diff := gocmp.Diff(want, must[core.Overview](t)(d.Overview(t.Context(), core.Set[core.BrandID]{}))); diff != "" {
			t.Error(what, diff)
		}
		if r := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); r.Failed != failed || r.Unknown != unknown || r.Unsent != want.Unsent {
			t.Errorf("%s: %d failed, %d unknown, %d unsent on the row", what, r.Failed, r.Unknown, r.Unsent)
		}
	}
	check("picked up", 0, 0)
	if n := must[int](t)(d.OpenChats(t.Context(), d.brand.ID+1)); n != 0 {
		t.Errorf("a brand without chats has %d", n)
	}
	first := d.say(c, core.Message{From: core.FromOperator, OperatorID: d.mika.ID, Delivery: core.DeliverySending})
	second := d.say(c, core.Message{From: core.FromOperator, OperatorID: d.mika.ID, Delivery: core.DeliverySending})
	want.Unsent = 2
	check("being sent", 0, 0)
	deliver := func(m core.Message, to core.Delivery, deleted time.Time) {
		m.Delivery, m.DeletedAt = to, deleted
		d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), m) })
	}
	deliver(first, core.DeliveryFailed, time.Time{})
	deliver(second, core.DeliveryFailed, time.Time{})
	want.Unsent = 0
	check("both failed", 2, 0)
	deliver(second, core.DeliveryUnknown, time.Time{})
	check("one is unknown", 1, 1)
	deliver(first, core.DeliveryFailed, noon())
	check("the other was taken back", 0, 1)
	deliver(second, core.DeliverySent, time.Time{})
	check("sent", 0, 0)
}

func TestFindRows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	people := []core.Profile{
		{TelegramID: 77, FirstName: "Юлия", LastName: "ИВАНОВА", Username: "Julia_I"},
		{TelegramID: 88, FirstName: "Ana", LastName: "Díaz"},
		{TelegramID: 99, FirstName: "100%_sure", Username: "anatoly"},
	}
	var chats []core.ChatID
	for i, p := range people {
		v := core.Visitor{BrandID: d.brand.ID, Profile: p}
		d.write(func(tx core.Tx) (err error) {
			v, err = tx.InsertVisitor(t.Context(), v)
			return err
		})
		chats = append(chats, d.chat(v, core.Completed, noon()).ID)
		if i == 0 {
			chats = append(chats, d.chat(v, core.Pending, noon()).ID)
		}
	}
	julia, juliaOpen, ana, sure := chats[0], chats[1], chats[2], chats[3]
	cases := map[string][]core.ChatID{
		"юлия ив":                {juliaOpen, julia},
		"ИВАНОВА ":               {juliaOpen, julia},
		"@JULIA":                 {juliaOpen, julia},
		"díaz":                   {ana},
		"DÍAZ":                   {ana},
		"ana":                    {sure, ana},
		"a":                      {sure, ana, juliaOpen, julia}, // what begins with it, then julia_i; open first, then newest
		"di ana":                 {ana},
		"88":                     {ana},
		"%":                      {sure},
		"_sure":                  {sure},
		"100%":                   {sure},
		fmt.Sprintf("#%d", ana):  {ana},
		"#999":                   nil,
		"#":                      nil,
		"nobody":                 nil,
		"":                       nil,
		"  ":                     nil,
		"' OR 1=1 --":            nil,
		strings.Repeat("a", 999): nil,
	}
	for query, want := range cases {
		var got []core.ChatID
		for _, r := range must[[]core.ChatRow](t)(d.FindRows(t.Context(), query, core.Set[core.BrandID]{}, 10)) {
			got = append(got, r.Chat.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q found %v, want %v", query, got, want)
		}
	}
	if rows := must[[]core.ChatRow](t)(d.FindRows(t.Context(), "a", core.Set[core.BrandID]{}, 1)); len(rows) != 1 || rows[0].Chat.ID != sure {
		t.Errorf("limit 1 gave %+v", rows)
	}
}

// TestFindRowsFolds: nobody needs to know how a visitor writes their name.
func TestFindRowsFolds(t *testing.T) {
	t.Parallel()
	for name, queries := range map[string][]string{
		"Zoë O’Brien-Ünal":                 {"zoe", "ZOE", "zoë", "obrien", "O'Brien", "oʼbrien", "unal zoë", "obrien zoe", "ＺＯＥ", "Zoe\u0308"},
		"Łukasz Ødegård":                   {"lukasz", "odegard", "Ødegard łukasz"},
		"ﾊﾅ ガブリエル":                         {"ハナ", "ガブリエル ハナ", "ガブリエル"},
		"Straße ΣΊΣΥΦΟΣ":                   {"strasse", "σισυφος", "Σίσυφος"},
		"Артём Королёв":                    {"артем", "КОРОЛЕВ АРТЕМ"},
		"שָׁלוֹם مُحَمَّد":                 {"שלום", "محمد"},
		"Eve\x00Ida\u3164O\u200bl\u202ega": {"ida", "eve olga", "ida\x00eve"},
		"１２３ Ａｎｎ　Ｌｅｅ":                      {"123 ann lee", "lee ann"},
	} {
		d := newDesk(t)
		var visitor core.Visitor
		d.write(func(tx core.Tx) error {
			v, err := tx.InsertVisitor(t.Context(), core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{TelegramID: 5, FirstName: name}})
			visitor = v
			return err
		})
		d.chat(visitor, core.Pending, noon())
		for _, query := range queries {
			if rows := must[[]core.ChatRow](t)(d.FindRows(t.Context(), query, core.Set[core.BrandID]{}, 9)); len(rows) != 1 {
				t.Errorf("%q is not found by %q", name, query)
			}
		}
		for _, query := range []string{"’", "zoe lukasz", "カブリエル"} {
			if rows := must[[]core.ChatRow](t)(d.FindRows(t.Context(), query, core.Set[core.BrandID]{}, 9)); len(rows) != 0 {
				t.Errorf("%q is found by %q", name, query)
			}
		}
	}
}

func TestFindRowsByTheNewNameOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	d.chat(v, core.Pending, noon())
	v.FirstName, v.LastName, v.Username = "Zoë", "", "zoe"
	d.write(func(tx core.Tx) error { return tx.SaveVisitor(t.Context(), v) })
	for query, want := range map[string]int{"ZOË": 1, "visitor 1": 0} {
		if rows := must[[]core.ChatRow](t)(d.FindRows(t.Context(), query, core.Set[core.BrandID]{}, 9)); len(rows) != want {
			t.Errorf("%q found %d chats, want %d", query, len(rows), want)
		}
	}
}
