package botsim_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

// seenMessage has the fields of a visitor's message that these tests check.
type seenMessage struct {
	sentMessage
	Text     string
	Date     int64
	EditDate int64 `json:"edit_date"`
	Location *struct {
		Latitude float64
		Period   int `json:"live_period"`
	}
	Origin *struct{ Type string } `json:"forward_origin"`
}

// pollMessages returns the messages of the pending updates, and confirms them.
func pollMessages(t *testing.T, c caller, bot *botsim.Bot) (list []seenMessage) {
	t.Helper()
	for _, u := range decode[[]struct {
		Message *seenMessage
		Edited  *seenMessage `json:"edited_message"`
	}](t, c.call(t, bot.Token, "getUpdates")) {
		if u.Message != nil {
			list = append(list, *u.Message)
		} else {
			list = append(list, *u.Edited)
		}
	}
	c.call(t, bot.Token, "deleteWebhook", "drop_pending_updates", "true")
	return list
}

func TestAlbumPartsArriveSeparately(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		a, err := v.NewAlbum(botsim.Photo().Caption("first"), botsim.Photo(), botsim.Video(3))
		if err != nil {
			t.Fatal(err)
		}
		a.Deliver(2)
		a.Deliver(0)
		first := pollMessages(t, c, bot)
		time.Sleep(10 * time.Second)
		a.Deliver(1)
		a.Deliver(1)
		second := pollMessages(t, c, bot)
		if len(first) != 2 || len(second) != 2 {
			t.Fatalf("got %+v, then %+v", first, second)
		}
		if first[0].ID != a.IDs[2] || first[1].ID != a.IDs[0] || second[0].ID != a.IDs[1] || a.IDs[0] >= a.IDs[1] || a.IDs[1] >= a.IDs[2] {
			t.Errorf("ids %v, got %+v, then %+v", a.IDs, first, second)
		}
		for _, m := range append(first, second...) {
			if m.Album != a.ID || m.Date != first[0].Date {
				t.Errorf("got %+v", m)
			}
		}
		v.Send(botsim.Photo(), botsim.InAlbum("5"))
		if m := pollMessages(t, c, bot)[0]; m.Album != "5" {
			t.Errorf("got %+v", m)
		}
		v.Block()
		if _, err := v.NewAlbum(botsim.Photo(), botsim.Photo()); err != nil || v.Say("x") == 0 {
			t.Errorf("unblocked: %v", err)
		}
		v.Deactivate()
		if _, err := v.Album(botsim.Photo(), botsim.Photo()); err == nil {
			t.Error("a deactivated account sent an album")
		}
	})
}

func TestVisitorEdits(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	ids, err := v.Album(botsim.Photo().Caption("old").Marked(botsim.Entity{Type: "bold", Length: 3}), botsim.Photo())
	if err != nil {
		t.Fatal(err)
	}
	before := pollMessages(t, c, bot)[0]
	must := func(err error) seenMessage {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return pollMessages(t, c, bot)[0]
	}
	if m := must(v.Edit(ids[0], "new")); m.Caption != "new" || len(m.Photo) != 3 || len(m.CapEnts) != 0 || len(before.CapEnts) != 1 || m.EditDate == 0 {
		t.Errorf("got %+v", m)
	}
	m := must(v.Replace(ids[0], botsim.Photo().WithBytes(blankPNG(t, 8, 8)).Caption("other")))
	if m.Album != before.Album || len(m.Photo) != 1 || m.Photo[0].Width != 8 || m.Photo[0].Unique == before.Photo[2].Unique || m.Caption != "other" {
		t.Errorf("got %+v", m)
	}
	if got := must(v.Touch(ids[0])); got.Caption != m.Caption || got.Photo[0] != m.Photo[0] || got.EditDate == 0 {
		t.Errorf("got %+v", got)
	}
	if v.Replace(4, botsim.Text("x")) == nil || v.Touch(4) == nil || v.Move(4, 1, 1) == nil {
		t.Error("edited a message that is not there")
	}
}

func TestLiveLocations(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	content := botsim.LiveLocation(35.5, 139.7, time.Hour)
	id := v.Send(content)
	if err := v.Move(id, 35.6, 139.8); err != nil {
		t.Fatal(err)
	}
	if err := v.StopSharing(id); err != nil {
		t.Fatal(err)
	}
	got := pollMessages(t, c, bot)
	if len(got) != 3 || got[0].Location.Latitude != 35.5 || got[0].Location.Period != 3600 || got[0].EditDate != 0 ||
		got[1].Location.Latitude != 35.6 || got[1].Location.Period != 3600 || got[1].EditDate == 0 ||
		got[2].Location.Latitude != 35.6 || got[2].Location.Period != 0 {
		t.Errorf("got %+v", got)
	}
	if v.Send(content); pollMessages(t, c, bot)[0].Location.Latitude != 35.5 {
		t.Error("moving changed the content that was sent")
	}
}

func TestQuotingAndForwards(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	ours := decode[sentMessage](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "Which colour: red or blue?"))
	at := time.Unix(1_700_000_000, 0)
	v.Send(botsim.Text("the second"), botsim.Quote(ours.ID, "blue"))
	v.Send(botsim.Text("n").ForwardedFromChannel("News", at))
	v.Send(botsim.Photo().ForwardedFromChat("Neighbours", at))
	v.Send(botsim.Text("bold").Marked(botsim.Entity{Type: "bold", Length: 4}))
	got := pollMessages(t, c, bot)[1:]
	if q := got[0].Quote; q == nil || q.Text != "blue" || q.Position != 21 {
		t.Errorf("quote %+v", q)
	}
	if got[1].Origin.Type != "channel" || got[2].Origin.Type != "chat" || len(got[3].Entities) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestThumbnails(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	small := blankPNG(t, 6, 4)
	v.Send(botsim.Video(3).WithThumbnail(small))
	list := decode[[]struct {
		Message struct{ Video struct{ Thumbnail wireFile } }
	}](t, c.call(t, bot.Token, "getUpdates"))
	thumb := list[0].Message.Video.Thumbnail
	f := decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", thumb.ID))
	_, data, err := c.fetch(t.Context(), bot.Token, f.Path)
	if err != nil || string(data) != string(small) || thumb.Width != 6 || thumb.Height != 4 || !strings.HasPrefix(f.Path, "thumbnails/") {
		t.Errorf("got %+v, %d bytes, %v", thumb, len(data), err)
	}
}
