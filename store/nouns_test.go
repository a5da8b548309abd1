package store

import (
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestBrandRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := core.Brand{
		Name: "Globex Ü", Accent: "#123456",
		Limits:  core.Limits{Answer: 31 * time.Second, CloseUnanswered: core.Month, CloseIdle: time.Minute, ChatbotIdle: 7 * time.Minute},
		Options: core.BrandOptions{FetchUpTo: 1 << 30, KeepMedia: core.Month, Markup: true, Signature: core.SignAlias, Attachments: core.AttachAny, APIURL: "http://localhost:8081"},
	}
	d.write(func(tx core.Tx) (err error) {
		b, err = tx.InsertBrand(t.Context(), b)
		return err
	})
	want := core.BrandView{Brand: b}
	same := func(what string) {
		t.Helper()
		if diff := gocmp.Diff(want, must[core.BrandView](t)(d.Brand(t.Context(), b.ID))); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	same("inserted without a channel")

	want.Name, want.Options = "Globex", core.BrandOptions{}
	d.write(func(tx core.Tx) error { return tx.SaveBrand(t.Context(), want.Brand) })
	same("saved")

	c := testChannel(b.ID, "globex", 7)
	d.write(func(tx core.Tx) error { return tx.SaveChannel(t.Context(), c) })
	want.Bot, want.Enabled, want.Health = c.Bot, c.Enabled, c.Health
	same("with a channel")
}

func TestChannelRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := core.Channel{
		Bot: core.Bot{ID: 7, Username: "g_bot", Name: "G"}, Token: "7:abc", Offset: 900,
		Health: core.Health{State: core.HealthBackingOff, Detail: core.NewProblem("change_refused", "Telegram is down."), Until: noon().Add(time.Minute), Since: noon()},
	}
	d.write(func(tx core.Tx) error {
		b, err := tx.InsertBrand(t.Context(), testBrand("globex"))
		if err != nil {
			return err
		}
		c.Brand = b.ID
		return tx.SaveChannel(t.Context(), c)
	})
	same := func(what string) {
		t.Helper()
		if diff := gocmp.Diff(c, must[core.Channel](t)(d.Channel(t.Context(), c.Brand))); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	same("inserted")

	changed := c
	changed.Enabled, changed.Token, changed.Bot.Name = true, "7:def", "Globex"
	changed.Offset, changed.Health = 1, core.Health{State: "ignored"}
	d.write(func(tx core.Tx) error { return tx.SaveChannel(t.Context(), changed) })
	c.Enabled, c.Token, c.Bot.Name = true, "7:def", "Globex" // but neither offset nor health
	same("saved")

	c.Offset, c.Health = 901, core.Health{State: core.HealthPolling, Since: noon()}
	d.write(func(tx core.Tx) error {
		if err := tx.SetOffset(t.Context(), c.Brand, c.Offset); err != nil {
			return err
		}
		return tx.SetHealth(t.Context(), c.Brand, c.Health)
	})
	same("offset and health")
}

// TestOptionsAreStored walks the table of options.
func TestOptionsAreStored(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := d.brand
	for _, o := range core.Options() {
		for _, v := range o.Steps {
			b.Options = core.DefaultBrandOptions()
			o.Set(&b.Options, v)
			d.write(func(tx core.Tx) error { return tx.SaveBrand(t.Context(), b) })
			if got := must[core.BrandView](t)(d.Brand(t.Context(), b.ID)); got.Options != b.Options {
				t.Errorf("%s: stored %+v, read %+v", o.Name, b.Options, got.Options)
			}
		}
	}
}

// What the stored options do not name is as in a new brand's.
func TestOptionsOfAnotherVersion(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	want := core.DefaultBrandOptions()
	for _, stored := range []string{``, `{}`, `{"markup":true,"of_later":[1]}`} {
		if err := d.raw(`UPDATE brands SET options = ?`, stored); err != nil {
			t.Fatal(err)
		}
		want.Markup = len(stored) > 2
		if b := must[core.BrandView](t)(d.Brand(t.Context(), d.brand.ID)); b.Options != want {
			t.Errorf("%q read as %+v, want %+v", stored, b.Options, want)
		}
	}
}

func TestBrandLookups(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var old core.Brand
	d.write(func(tx core.Tx) (err error) {
		if old, err = tx.InsertBrand(t.Context(), testBrand("Älter")); err != nil {
			return err
		}
		return tx.SaveChannel(t.Context(), testChannel(old.ID, "older", 5))
	})
	if b := must[core.BrandView](t)(d.BrandByName(t.Context(), " äLTER ")); b.ID != old.ID {
		t.Errorf("by name: %v", b)
	}
	if b := must[core.BrandView](t)(d.BrandByBot(t.Context(), 5)); b.ID != old.ID {
		t.Errorf("by bot: %v", b)
	}
	old.RemovedAt = noon()
	d.write(func(tx core.Tx) error {
		if err := tx.SaveBrand(t.Context(), old); err != nil {
			return err
		}
		return tx.DeleteChannel(t.Context(), old.ID)
	})
	_, err := d.BrandByName(t.Context(), "älter")
	wantCode(t, err, core.CodeNotFound)
	_, err = d.BrandByBot(t.Context(), 5)
	wantCode(t, err, core.CodeNotFound)
	if b := must[core.BrandView](t)(d.Brand(t.Context(), old.ID)); !b.RemovedAt.Equal(noon()) {
		t.Errorf("a removed brand is not readable: %+v", b)
	}
	if list := must[[]core.BrandView](t)(d.Brands(t.Context())); len(list) != 1 || list[0].Name != "acme" {
		t.Errorf("listed: %+v", list)
	}
	if list := must[[]core.BrandView](t)(d.RemovedBrands(t.Context())); len(list) != 1 || list[0].ID != old.ID {
		t.Errorf("removed: %+v", list)
	}
	d.write(func(tx core.Tx) error { // name and bot are free again
		b, err := tx.InsertBrand(t.Context(), testBrand("ÄLTER"))
		if err != nil {
			return err
		}
		return tx.SaveChannel(t.Context(), testChannel(b.ID, "again", 5))
	})
}

func TestMissingThingsAreNotFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	reads := map[string]error{}
	_, reads["brand"] = d.Brand(ctx, 99)
	_, reads["channel"] = d.Channel(ctx, 99)
	_, reads["operator"] = d.Operator(ctx, 99)
	_, reads["operator by name"] = d.OperatorByName(ctx, "nobody")
	_, reads["visitor"] = d.Visitor(ctx, 99)
	_, reads["visitor by telegram"] = d.VisitorByTelegram(ctx, 1, 99)
	_, reads["chat"] = d.Chat(ctx, 99)
	_, reads["open chat"] = d.OpenChatOf(ctx, 99)
	_, reads["message"] = d.Message(ctx, 99)
	_, reads["message by telegram"] = d.MessageByTelegram(ctx, 1, 99)
	_, reads["file"] = d.File(ctx, "nobody's")
	d.write(func(tx core.Tx) error {
		reads["save brand"] = tx.SaveBrand(ctx, core.Brand{ID: 99, Name: "x"})
		reads["delete channel"] = tx.DeleteChannel(ctx, 99)
		reads["offset"] = tx.SetOffset(ctx, 99, 1)
		reads["health"] = tx.SetHealth(ctx, 99, core.Health{})
		reads["save visitor"] = tx.SaveVisitor(ctx, core.Visitor{ID: 99})
		reads["save chat"] = tx.SaveChat(ctx, core.Chat{ID: 99, State: core.Pending, WaitingSince: noon(), CountsFrom: noon(), DeadlineAt: noon()})
		reads["save message"] = tx.SaveMessage(ctx, core.Message{ID: 99, Kind: core.KindText})
		return nil
	})
	for what, err := range reads {
		if !core.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var ann, again core.Operator
	d.write(func(tx core.Tx) (err error) {
		if ann, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator, Brands: core.SetOf(d.brand.ID)}); err != nil {
			return err
		}
		again = core.Operator{
			ID: ann.ID, Name: "ann", Role: core.RoleSupervisor, Alias: "Anna", MaxChats: 7, CreatedAt: noon(), DisabledAt: noon(), LastSeenAt: noon(),
			Screen: core.ScreenSettings{Zone: "Asia/Tokyo", Theme: "light"},
		}
		again, err = tx.SaveOperator(t.Context(), again)
		return err
	})
	if ann.ID == 0 || again.ID != ann.ID || !again.Supervises() || again.Alias != "Anna" {
		t.Errorf("saved %+v, then %+v", ann, again)
	}
	if diff := gocmp.Diff([]core.Operator{again, d.mika}, must[[]core.Operator](t)(d.Operators(t.Context()))); diff != "" {
		t.Error(diff)
	}
	if o := must[core.Operator](t)(d.Operator(t.Context(), d.mika.ID)); o != d.mika {
		t.Errorf("got %+v", o)
	}
}

func TestVisitorRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	v.FirstName, v.LastName, v.Username, v.Language = "Hana", "佐藤", "", "en"
	v.BlockedBotAt, v.LastSeen = noon().Add(time.Hour), noon().Add(time.Minute)
	v.Start, v.Thread = core.StartCommand{TelegramID: 7, Text: "/start ad", At: noon(), Source: "ad"}, 77
	d.write(func(tx core.Tx) error { return tx.SaveVisitor(t.Context(), v) })
	if diff := gocmp.Diff(v, must[core.Visitor](t)(d.Visitor(t.Context(), v.ID))); diff != "" {
		t.Error(diff)
	}
	if got := must[core.Visitor](t)(d.VisitorByTelegram(t.Context(), d.brand.ID, v.TelegramID)); got.ID != v.ID {
		t.Errorf("got %+v", got)
	}
}

func TestChatRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i, s := range states() {
		c := d.chat(d.visitor(d.brand.ID, i), s, noon().Add(1500*time.Millisecond))
		if diff := gocmp.Diff(c, must[core.Chat](t)(d.Chat(t.Context(), c.ID))); diff != "" {
			t.Errorf("%s inserted: %s", s, diff)
		}
		c.Flood = core.Flood{From: noon(), Count: 31, Album: "a1", At: noon().Add(time.Second)}
		c.Source = "later"
		c.Received, c.LastMessageID, c.LastMessageAt = 3, 5, noon().Add(time.Hour)
		d.write(func(tx core.Tx) error { return tx.SaveChat(t.Context(), c) })
		if diff := gocmp.Diff(c, must[core.Chat](t)(d.Chat(t.Context(), c.ID))); diff != "" {
			t.Errorf("%s saved: %s", s, diff)
		}
		open, err := d.OpenChatOf(t.Context(), c.VisitorID)
		if s == core.Completed {
			wantCode(t, err, core.CodeNotFound)
		} else if err != nil || open.ID != c.ID {
			t.Errorf("open chat: %+v %v", open, err)
		}
	}
}

// TestReadMarks: each operator has one mark in a chat, which never goes back.
func TestReadMarks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	open, over := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon()), d.chat(d.visitor(d.brand.ID, 2), core.Completed, noon())
	save := func(op core.OperatorID, m core.ReadMark) {
		d.write(func(tx core.Tx) error { return tx.SaveReadMark(t.Context(), op, m) })
	}
	var ann core.Operator
	d.write(func(tx core.Tx) (err error) {
		ann, err = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
		return err
	})
	save(d.mika.ID, core.ReadMark{Chat: open.ID, To: 7, Seen: 3})
	save(d.mika.ID, core.ReadMark{Chat: open.ID, To: 5, Seen: 2})
	save(d.mika.ID, core.ReadMark{Chat: over.ID, To: 9, Seen: 4})
	save(ann.ID, core.ReadMark{Chat: open.ID, To: 5, Seen: 2})
	for op, want := range map[core.OperatorID][]core.ReadMark{
		d.mika.ID: {{Chat: open.ID, To: 7, Seen: 3}}, ann.ID: {{Chat: open.ID, To: 5, Seen: 2}}, 99: nil,
	} {
		if diff := gocmp.Diff(want, must[[]core.ReadMark](t)(d.ReadMarks(t.Context(), op))); diff != "" {
			t.Errorf("operator %d: %s", op, diff)
		}
	}
	for chat, want := range map[core.ChatID]core.ReadMark{over.ID: {Chat: over.ID, To: 9, Seen: 4}, 99: {Chat: 99}} {
		if got := must[core.ReadMark](t)(d.ReadMark(t.Context(), d.mika.ID, chat)); got != want {
			t.Errorf("chat %d: %+v", chat, got)
		}
	}
}

func TestDraftsMoveToTheNextChat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	first, second := d.chat(v, core.Completed, noon()), d.chat(v, core.Completed, noon())
	other := d.chat(d.visitor(d.brand.ID, 2), core.Active, noon())
	m := d.say(second, core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "Hi", TelegramID: 1})
	for _, c := range []core.Chat{first, second, other} {
		d.write(func(tx core.Tx) error {
			return tx.SaveDraft(t.Context(), d.mika.ID, c.ID, core.DraftReply, core.Draft{Text: "half a thought"})
		})
	}
	d.write(func(tx core.Tx) error {
		return tx.SaveDraft(t.Context(), d.mika.ID, second.ID, core.DraftReply, core.Draft{Text: "half a thought", ReplyTo: m.ID})
	})
	edit := core.Draft{Text: "Hi there", ReplyTo: m.ID}
	d.write(func(tx core.Tx) error {
		return tx.SaveDraft(t.Context(), d.mika.ID, second.ID, core.DraftEdit, edit)
	})
	next := d.chat(v, core.Pending, noon())
	d.write(func(tx core.Tx) error { return tx.MoveDrafts(t.Context(), next) })
	want := core.Drafts{Reply: core.Draft{Text: "half a thought"}}
	for c, has := range map[core.ChatID]bool{first.ID: true, second.ID: false, other.ID: true, next.ID: true} {
		if got := must[core.Drafts](t)(d.Drafts(t.Context(), d.mika.ID, c)); (got == want) != has {
			t.Errorf("chat %d: %+v", c, got)
		}
	}
	if got := must[core.Drafts](t)(d.Drafts(t.Context(), d.mika.ID, second.ID)); got != (core.Drafts{Edit: edit}) {
		t.Errorf("an edit of one of its messages leaves the chat: %+v", got)
	}
	if got := must[[]core.ChatID](t)(d.Drafted(t.Context(), d.mika.ID)); !slices.Equal(got, []core.ChatID{first.ID, second.ID, other.ID, next.ID}) {
		t.Errorf("chats with drafts: %v", got)
	}
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	other := d.chat(d.visitor(d.brand.ID, 2), core.Active, noon())
	m := d.say(c, core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "Hi", TelegramID: 1})
	save := func(of core.Chat, kind core.DraftKind, draft core.Draft) {
		d.write(func(tx core.Tx) error { return tx.SaveDraft(t.Context(), d.mika.ID, of.ID, kind, draft) })
	}
	save(other, core.DraftReply, core.Draft{Text: "elsewhere"})
	save(other, core.DraftNote, core.Draft{Text: "beside it"})
	for _, want := range []core.Drafts{
		{},
		{Reply: core.Draft{Text: "Hello"}},
		{Reply: core.Draft{Text: "Hello", ReplyTo: m.ID}, Note: core.Draft{Text: "VIP"}},
		{Reply: core.Draft{Text: "Hello\nthere", ReplyTo: m.ID}, Note: core.Draft{Text: "a VIP"}},
		{Reply: core.Draft{Text: "Hello\nthere"}, Note: core.Draft{Text: "a VIP"}},
		{Note: core.Draft{Text: "a VIP"}, Edit: core.Draft{Text: "Hi", ReplyTo: m.ID}},
		{Edit: core.Draft{Text: "Hi there", ReplyTo: m.ID}},
		{},
	} {
		save(c, core.DraftReply, want.Reply)
		save(c, core.DraftNote, want.Note)
		save(c, core.DraftEdit, want.Edit)
		if got := must[core.Drafts](t)(d.Drafts(t.Context(), d.mika.ID, c.ID)); got != want {
			t.Errorf("drafts %+v, want %+v", got, want)
		}
	}
	if got := must[core.Drafts](t)(d.Drafts(t.Context(), d.mika.ID, other.ID)); got != (core.Drafts{Reply: core.Draft{Text: "elsewhere"}, Note: core.Draft{Text: "beside it"}}) {
		t.Errorf("the other chat's drafts are %+v", got)
	}
}

func TestKeptUpdates(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx core.Tx) error {
		for _, raw := range [][]byte{[]byte(`{"update_id":5,"new":{}}`), {0xff, 0x00}, nil, []byte(`{"update_id":5,"new":{}}`)} {
			if err := tx.QuarantineUpdate(t.Context(), d.brand.ID, core.Update{ID: 5, Kind: core.UpdateOther, Raw: raw}, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if n := must[int](t)(d.QuarantinedUpdates(t.Context())); n != 3 {
		t.Errorf("%d quarantined", n)
	}
	for _, raw := range []string{"first", "latest"} {
		d.write(func(tx core.Tx) error {
			return tx.QuarantineUpdate(t.Context(), d.brand.ID, core.Update{Raw: []byte(raw)}, 7)
		})
	}
	if got := must[[]byte](t)(d.RawUpdate(t.Context(), 7)); string(got) != "latest" {
		t.Errorf("update of a message: %q", got)
	}
	if got := must[[]byte](t)(d.RawUpdate(t.Context(), 8)); got != nil {
		t.Errorf("update of another message: %q", got)
	}
	raw := must[[][]byte](t)(queryAll(t.Context(), d.q, "read", scanValue[[]byte], `SELECT raw FROM quarantined_updates ORDER BY id`))
	if string(raw[0]) != `{"update_id":5,"new":{}}` || string(raw[1]) != "\xff\x00" {
		t.Errorf("stored as %q", raw)
	}
}
