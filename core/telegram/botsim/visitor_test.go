package botsim_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

func TestVisitorWrites(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		v.Start("pricing")
		first := v.Say("注文した商品がまだ届きません")
		time.Sleep(time.Minute)
		v.Reply("please", first)
		v.Send(botsim.Text("earlier"), botsim.At(time.Now().Add(-time.Hour)))
		if err := v.Edit(first, "edited"); err != nil {
			t.Error(err)
		}
		if v.Edit(12, "nothing") == nil {
			t.Error("edited a message that is not there")
		}
		got := c.updates(t, bot.Token)
		wantTexts(t, got[:4], "/start pricing", "注文した商品がまだ届きません", "please", "earlier")
		start, reply, earlier, edit := got[0].Message, got[2].Message, got[3].Message, got[4].Edited
		if start.From.ID != 77 || start.From.IsBot || start.From.Language != "ja" || start.Chat.ID != 77 || start.Chat.Type != "private" {
			t.Errorf("got %+v", start)
		}
		if reply.ReplyTo == nil || reply.ReplyTo.ID != first || reply.ID <= first {
			t.Errorf("got %+v", reply)
		}
		if earlier.Date != time.Now().Add(-time.Hour).Unix() {
			t.Errorf("dated %d", earlier.Date)
		}
		if edit.ID != first || edit.Text != "edited" || edit.EditDate != edit.Date+60 {
			t.Errorf("got %+v", edit)
		}
	})
}

func TestBlocking(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Say("1")
	v.Block()
	v.Block() // blocked already: no second update
	v.Unblock()
	v.Block()
	v.Say("2") // takes the bot back first
	var got []string
	for _, u := range c.updates(t, bot.Token) {
		if u.Member != nil {
			got = append(got, u.Member.Old.Status+">"+u.Member.New.Status)
		} else {
			got = append(got, u.Message.Text)
		}
	}
	if want := []string{"1", "member>kicked", "kicked>member", "member>kicked", "kicked>member", "2"}; !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
}

func TestSamePersonAtTwoBots(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	acme, globex := sim.AddBot(botsim.Bot{}), sim.AddBot(botsim.Bot{})
	if acme.Token == globex.Token || acme.ID == globex.ID {
		t.Fatalf("two bots are one: %d", acme.ID)
	}
	one, two := acme.Visitor(hana), globex.Visitor(hana)
	if acme.Visitor(hana) != one {
		t.Error("asking again made another visitor")
	}
	one.Say("to acme")
	wantError(t, c.call(t, globex.Token, "sendMessage", "chat_id", "77", "text", "x"), 400, "Bad Request: chat not found")
	two.Say("to globex")
	wantTexts(t, c.updates(t, acme.Token), "to acme")
	wantTexts(t, c.updates(t, globex.Token), "to globex")
	one.Deactivate()
	wantError(t, c.call(t, globex.Token, "sendMessage", "chat_id", "77", "text", "x"), 403, "Forbidden: user is deactivated")
	if two.Say("from beyond") != 0 {
		t.Error("a deactivated account wrote")
	}
}

func TestEveryKindOfContent(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	kinds := map[string]botsim.Content{
		"photo": botsim.Photo().Caption("here"), "live_photo": botsim.LivePhoto(),
		"document": botsim.Document("invoice.pdf", "application/pdf", 12_345), "animation": botsim.Animation(),
		"video": botsim.Video(9), "video_note": botsim.VideoNote(5), "voice": botsim.Voice(7),
		"audio": botsim.Audio(180, "Orchestra", "Prelude"), "sticker": botsim.Sticker("👍"),
		"contact": botsim.Contact("+4930123456", "Max"), "location": botsim.Location(35.68, 139.76),
		"venue": botsim.Venue("Museum", "1 Main St", 52.5, 13.4), "poll": botsim.Poll("Which?", "This", "That"),
		"dice": botsim.Dice("🎲", 6), "game": botsim.Game("Chess"), "checklist": botsim.Checklist("To do", "One", "Two"),
		"story": botsim.Story(hana), "paid_media": botsim.PaidMedia(10), "rich_message": botsim.Rich("One", "Two"),
		"hologram": botsim.UnknownKind(), "forward_origin": botsim.UnknownOrigin("x"),
		"message_auto_delete_timer_changed": botsim.Service("message_auto_delete_timer_changed", map[string]any{"message_auto_delete_time": 86400}),
	}
	for field, content := range kinds {
		c.call(t, bot.Token, "deleteWebhook", "drop_pending_updates", "true")
		v.Send(content)
		got := decode[[]map[string]map[string]any](t, response{OK: true, Result: withoutID(c.call(t, bot.Token, "getUpdates").Result)})
		if len(got) != 1 || got[0]["message"][field] == nil || got[0]["message"]["message_id"] == nil {
			t.Errorf("%s: got %v", field, got)
		}
	}
	c.call(t, bot.Token, "deleteWebhook", "drop_pending_updates", "true")
	if _, err := v.Album(botsim.Photo(), botsim.Video(3).Caption("second")); err != nil {
		t.Fatal(err)
	}
	if body := c.call(t, bot.Token, "getUpdates").Body; strings.Count(body, `"media_group_id":"137`) != 2 {
		t.Errorf("album: %s", body)
	}
	if _, err := v.Album(botsim.Photo()); err == nil {
		t.Error("an album of one")
	}
}

// withoutID removes the ids of updates, so that they decode as maps of maps.
func withoutID(list json.RawMessage) json.RawMessage {
	var updates []map[string]json.RawMessage
	if json.Unmarshal(list, &updates) != nil {
		return nil
	}
	for _, u := range updates {
		delete(u, "update_id")
	}
	out, err := json.Marshal(updates)
	if err != nil {
		return nil
	}
	return out
}

func TestForwardsAndGroups(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	at := time.Unix(1_700_000_000, 0)
	v.Send(botsim.Text("one").ForwardedFromUser(botsim.User{ID: 9, FirstName: "Max"}, at))
	v.Send(botsim.Text("two").ForwardedFromHidden("Somebody", at))
	bot.GroupMessage(-100123, "Staff", hana, "in a group")
	got := c.call(t, bot.Token, "getUpdates")
	for _, want := range []string{`"type":"user"`, `"type":"hidden_user"`, `"type":"supergroup"`, `"date":1700000000`} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("no %s in %s", want, got.Body)
		}
	}
}

func TestWaitInbox(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		v.Start("")
		time.AfterFunc(time.Minute, func() {
			c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "one")
			c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "two")
		})
		got, err := v.WaitInbox(t.Context(), 2)
		synctest.Wait() // until the second answer has come back, too
		if err != nil || len(got) != 2 || got[0].Text != "one" || got[1].Text != "two" || got[0].ID >= got[1].ID {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
