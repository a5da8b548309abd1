package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// "/start" calls nobody. The words that follow open the chat, in which it stands
// first and is read.
func TestStartAlone(t *testing.T) {
	inBubble(t, func(r *rig) {
		box := r.desk.Subscribe()
		r.bot.say(7, "/start pricing")
		r.after(time.Hour)
		r.bot.say(7, "/start")
		synctest.Wait()
		if events, _ := box.Take(); len(events) > 0 || len(r.store.chats) > 0 || len(r.store.messages) > 0 {
			t.Fatalf("events %v, %d chats, %d messages", events, len(r.store.chats), len(r.store.messages))
		}
		r.after(time.Hour)
		r.bot.say(7, "hello")
		synctest.Wait()
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"/start", "hello"})
		first, last := r.store.messages[1], r.store.messages[2]
		if c.Source != "pricing" || c.Received != 1 || c.LastMessageID != last.ID || !c.CreatedAt.Equal(last.SentAt) {
			t.Errorf("chat: %+v", c)
		}
		if first.TelegramID != 1002 || !first.SentAt.Equal(r.start.Add(time.Hour)) {
			t.Errorf("first message: %+v", first)
		}
		alerts := 0
		events, _ := box.Take()
		for _, e := range events {
			if e.Alert {
				alerts++
			}
		}
		if alerts != 1 {
			t.Errorf("%d alerts: %v", alerts, events)
		}
		for id, text := range []string{"/start pricing", "/start", "hello"} { // seen again
			r.bot.deliver(core.Update{Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: 7},
				Message: core.Incoming{TelegramID: 1001 + int64(id), Kind: core.KindText, Text: text}})
		}
		synctest.Wait()
		wantEqual(t, "transcript after a redelivery", r.texts(c), []string{"/start", "hello"})
	})
}

// A later chat has its own source, or none.
func TestStartOfALaterChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "/start ad", "hello")
		synctest.Wait()
		r.after(core.DefaultLimits().Answer + core.DefaultLimits().CloseUnanswered)
		r.bot.say(7, "hello again")
		synctest.Wait()
		if c := r.chatOf(7); c.Source != "" || c.ID != 2 {
			t.Errorf("chat: %+v", c)
		}
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello again"})
	})
}

// A "/start" that was edited into words stands in the transcript once.
func TestEditedStart(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "/start ad")
		r.bot.deliver(core.Update{Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7}, Message: core.Incoming{
			TelegramID: 1001, Kind: core.KindText, Text: "hello", EditedAt: r.start.Add(time.Minute)}})
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
		if c := r.chatOf(7); c.Source != "ad" || c.Received != 1 {
			t.Errorf("chat: %+v", c)
		}
	})
}

func TestStartOpensAChatIfTheBrandSaysSo(t *testing.T) {
	inBubble(t, func(r *rig) {
		o := core.DefaultBrandOptions()
		o.StartOpens = true
		_, err := r.desk.SetBrandOptions(t.Context(), r.op, r.brand, o)
		must(t, err)
		r.bot.say(7, "/start ad")
		synctest.Wait()
		if c := r.chatOf(7); c.Source != "ad" || c.Received != 1 {
			t.Errorf("chat: %+v", c)
		}
	})
}

func TestIsStart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"/start": true, " /start ": true, "/start ad-1_b": true, "/start@acme_bot": true, "/start@acme_bot ad": true,
		"/start please help": false, "/start help!": false, "/start\nhelp": false, "/started": false, "start": false,
	} {
		if got := isStart(core.Incoming{Kind: core.KindText, Text: text}); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if isStart(core.Incoming{Kind: core.KindPhoto, Text: "/start"}) {
		t.Error("a photo's caption is no command")
	}
}
