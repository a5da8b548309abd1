package store

import (
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/markup"
)

func TestMessageRoundTrip(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	file := &core.Attachment{
		Kind: core.KindVideo, FileID: "F", FileUniqueID: "U", FileName: "a\u202eb.mp4", MIME: "video/mp4", Size: 1 << 33,
		Width: 1280, Height: 960, Duration: 90 * time.Second, AlbumID: "album", Emoji: "🙂", SetName: "Cats", ThumbID: "T", Spoiler: true,
		Title: "Ann – Rain", ThumbUniqueID: "TU", ThumbWidth: 320, ThumbHeight: 240,
	}
	photo := d.say(c, core.Message{
		From: core.FromVisitor, Kind: core.KindVideo, Author: "Visitor 1", Text: "see\x00this", TelegramID: 50, Attachment: file,
		Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Length: 3}}), ReplyTo: 3, Quote: "a part", Forward: "Ana\u202e",
		ExternalReply: core.ExternalReply{Author: "the bot", Kind: core.KindPhoto, Text: "before\x00"},
	})
	reply := d.reply(c, "ok", core.DeliveryQueued)
	same := func(m core.Message) {
		t.Helper()
		if diff := gocmp.Diff(m, must[core.Message](t)(d.Message(t.Context(), m.ID))); diff != "" {
			t.Error(diff)
		}
	}
	same(photo)
	same(reply)
	if got := must[core.ChatRow](t)(d.Row(t.Context(), c.ID)); got.Last.ID != reply.ID {
		t.Errorf("last message %d", got.Last.ID)
	}

	reply.Delivery, reply.TelegramID, reply.SentAt, reply.ReplyTo = core.DeliverySent, 51, noon().Add(time.Second), 50
	reply.DeletedAt, reply.Markup = noon().Add(time.Hour), markup.Encode([]markup.Entity{{Type: markup.TextLink, Length: 1, URL: "https://example.org"}})
	photo.Text, photo.EditedAt, photo.Attachment = "that", noon().Add(time.Minute), nil
	photo.Markup, photo.Quote, photo.Forward, photo.ReplyTo, photo.ExternalReply = "", "", "", 0, core.ExternalReply{}
	d.write(func(tx core.Tx) error {
		if err := tx.SaveMessage(t.Context(), reply); err != nil {
			return err
		}
		return tx.SaveMessage(t.Context(), photo)
	})
	same(photo)
	same(reply)
	photo.Attachment = file
	d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), photo) })
	same(photo)
	if m := must[core.Message](t)(d.MessageByTelegram(t.Context(), c.VisitorID, 51)); m.ID != reply.ID {
		t.Errorf("by Telegram id: %+v", m)
	}
}

// A message with one thing more than a visitor's text is stored with it.
func TestEachPartOfAMessageIsStored(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	text := core.Message{From: core.FromBot, Kind: core.KindText, Author: "Visitor 1", Text: "hello", SentAt: noon()}
	for name, add := range map[string]func(*core.Message){
		"nothing": func(*core.Message) {}, "operator": func(m *core.Message) { m.OperatorID = d.mika.ID }, "telegram id": func(m *core.Message) { m.TelegramID = 7 },
		"markup": func(m *core.Message) { m.Markup = markup.Encode([]markup.Entity{{Type: markup.Bold, Length: 3}}) }, "reply to": func(m *core.Message) { m.ReplyTo = 3 },
		"quote": func(m *core.Message) { m.Quote = "a part" }, "external author": func(m *core.Message) { m.ExternalReply.Author = "bot" },
		"external kind": func(m *core.Message) { m.ExternalReply.Kind = core.KindPhoto }, "external text": func(m *core.Message) { m.ExternalReply.Text = "before" },
		"forward": func(m *core.Message) { m.Forward = "Ana" }, "edited": func(m *core.Message) { m.EditedAt = noon() }, "deleted": func(m *core.Message) { m.DeletedAt = noon() },
		"partial": func(m *core.Message) { m.Partial = true }, "delivery": func(m *core.Message) { m.Delivery = core.DeliveryQueued }, "problem": func(m *core.Message) { m.Problem = core.NewProblem("send_interrupted") },
		"buttons": func(m *core.Message) { m.Buttons = core.EncodeLabels([][]string{{"yes"}}) }, "keyboard": func(m *core.Message) { m.Keyboard = true },
		"pressed": func(m *core.Message) { m.Pressed = 1 }, "automatic": func(m *core.Message) { m.Automatic = core.TextReceived },
		"file": func(m *core.Message) {
			m.Attachment = &core.Attachment{Kind: core.KindPhoto, FileID: "F", FileUniqueID: "U"}
		},
	} {
		m := text
		add(&m)
		m = d.say(c, m)
		if diff := gocmp.Diff(m, must[core.Message](t)(d.Message(t.Context(), m.ID))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMessagesPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	other := d.chat(d.visitor(d.brand.ID, 2), core.Active, noon())
	var ids []core.MessageID
	for i := range 10 {
		ids = append(ids, d.say(c, core.Message{From: core.FromVisitor, Text: strconv.Itoa(i)}).ID)
		d.say(other, core.Message{From: core.FromVisitor, Text: "elsewhere"})
	}
	cases := []struct {
		name string
		q    core.MessageQuery
		want []core.MessageID
	}{
		{"newest", core.MessageQuery{Limit: 3}, ids[7:]},
		{"all", core.MessageQuery{Limit: 100}, ids},
		{"before", core.MessageQuery{Before: ids[7], Limit: 3}, ids[4:7]},
		{"before the first", core.MessageQuery{Before: ids[0], Limit: 3}, nil},
		{"after", core.MessageQuery{After: ids[2], Limit: 3}, ids[3:6]},
		{"after the last", core.MessageQuery{After: ids[9], Limit: 3}, nil},
		{"no limit is nothing", core.MessageQuery{}, nil},
		{"negative limit is nothing", core.MessageQuery{Limit: -1}, nil},
	}
	for _, tc := range cases {
		tc.q.Chat = c.ID
		if got := messageIDs(must[[]core.Message](t)(d.Messages(t.Context(), tc.q))); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func messageIDs(list []core.Message) (ids []core.MessageID) {
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestEdits(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	m := d.say(d.chat(d.visitor(d.brand.ID, 1), core.Active, noon()), core.Message{From: core.FromVisitor, Text: "third"})
	bold := markup.Encode([]markup.Entity{{Type: markup.Bold, Length: 5}})
	want := []core.Edit{
		{Text: "first", Markup: bold, Kind: core.KindText, Replaced: noon()},
		{Text: "second", Kind: core.KindDocument, FileName: "old.pdf", Replaced: noon()},
	}
	d.write(func(tx core.Tx) error {
		for _, e := range want {
			if err := tx.InsertEdit(t.Context(), m.ID, e); err != nil {
				return err
			}
		}
		return nil
	})
	if diff := gocmp.Diff(want, must[[]core.Edit](t)(d.Edits(t.Context(), m.ID))); diff != "" {
		t.Error(diff)
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(t.Context(), testBrand("globex"))
		return err
	})
	chats := make([]core.Chat, 4)
	for i := range chats {
		brand := d.brand.ID
		if i == 3 {
			brand = globex.ID
		}
		chats[i] = d.chat(d.visitor(brand, i), core.Active, noon())
	}
	d.reply(chats[0], "done", core.DeliverySent)
	d.reply(chats[0], "refused", core.DeliveryFailed)
	late := d.reply(chats[1], "first of the second visitor", core.DeliveryQueued)
	first := d.reply(chats[0], "first of the first visitor", core.DeliveryQueued)
	d.reply(chats[0], "second of the first visitor", core.DeliveryQueued)
	sending := d.reply(chats[2], "under way", core.DeliverySending)
	d.reply(chats[2], "must wait for it", core.DeliveryQueued)
	foreign := d.reply(chats[3], "another brand's", core.DeliveryQueued)
	d.say(chats[1], core.Message{From: core.FromVisitor, Text: "not ours to send"})

	heads := func(brand core.BrandID, limit int, want ...core.MessageID) {
		t.Helper()
		if got := messageIDs(must[[]core.Message](t)(d.NextQueued(t.Context(), brand, limit))); !slices.Equal(got, want) {
			t.Errorf("heads %v, want %v", got, want)
		}
	}
	heads(d.brand.ID, 10, late.ID, first.ID)
	heads(d.brand.ID, 1, late.ID)
	heads(globex.ID, 10, foreign.ID)
	if n := must[core.Overview](t)(d.Overview(t.Context(), core.Set[core.BrandID]{})).Unsent; n != 6 {
		t.Errorf("%d unsent, want 6", n)
	}

	var stranded int
	d.write(func(tx core.Tx) (err error) {
		stranded, err = tx.MarkSendingUnknown(t.Context(), core.NewProblem("send_interrupted"))
		return err
	})
	m := must[core.Message](t)(d.Message(t.Context(), sending.ID))
	if stranded != 1 || m.Delivery != core.DeliveryUnknown || m.Problem != core.NewProblem("send_interrupted") {
		t.Errorf("stranded %d: %+v", stranded, m)
	}
	heads(d.brand.ID, 10, late.ID, first.ID, sending.ID+1)
}

// An album is sent as one: NextQueued returns its first part only.
func TestHeadsOfferTheFirstPartOfAnAlbum(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	elsewhere := d.chat(d.visitor(d.brand.ID, 2), core.Active, noon())
	heads := func(want ...core.MessageID) {
		t.Helper()
		if got := messageIDs(must[[]core.Message](t)(d.NextQueued(t.Context(), d.brand.ID, 10))); !slices.Equal(got, want) {
			t.Errorf("heads %v, want %v", got, want)
		}
	}
	part := func(c core.Chat, name string) core.Message {
		return d.say(c, core.Message{From: core.FromOperator, Kind: core.KindPhoto, Delivery: core.DeliveryQueued,
			Attachment: &core.Attachment{Kind: core.KindPhoto, FileName: name, AlbumID: "album"}})
	}
	parts := []core.Message{part(c, "1.png"), part(c, "2.png"), part(c, "3.png")}
	after := d.reply(c, "and a text", core.DeliveryQueued)
	foreign := part(elsewhere, "x.png") // nothing keeps the albums of two chats from sharing an id
	heads(parts[0].ID, foreign.ID)
	if diff := gocmp.Diff(parts, must[[]core.Message](t)(d.Album(t.Context(), c.ID, "album"))); diff != "" {
		t.Error(diff)
	}
	settle := func(how core.Delivery) {
		d.write(func(tx core.Tx) error {
			for _, m := range parts {
				m.Delivery = how
				if err := tx.SaveMessage(t.Context(), m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	settle(core.DeliverySending)
	heads(foreign.ID)
	settle(core.DeliverySent)
	heads(after.ID, foreign.ID)
	for _, none := range []string{"", "another"} {
		if got := must[[]core.Message](t)(d.Album(t.Context(), c.ID, none)); len(got) != 0 {
			t.Errorf("album %q has %d parts", none, len(got))
		}
	}
}
