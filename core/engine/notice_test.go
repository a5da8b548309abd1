package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

func notice(id, visitor int64) core.Update {
	return core.Update{Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor}, Raw: []byte("pin"),
		Message: core.Incoming{TelegramID: id, Kind: core.KindService, Text: "pinned_message\nhello", Notice: true}}
}

// What Telegram tells of a chat stands in its transcript and changes nothing else.
func TestNoticeInAnOpenChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		held := r.hears(7, "hello")
		before, _ := r.desk.Chat(t.Context(), held.ID)
		box := r.desk.Subscribe()
		r.after(time.Minute)
		r.bot.deliver(notice(2000, 7))
		r.bot.deliver(notice(2000, 7)) // seen again
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(held), []string{"hello", "[picked_up]", "[service]"})
		if now, _ := r.desk.Chat(t.Context(), held.ID); now != before {
			t.Errorf("it changed the chat: %+v → %+v", before, now)
		}
		events, _ := box.Take()
		for _, e := range events {
			if e.Alert {
				t.Errorf("alert: %+v", e)
			}
		}
		if m := r.store.messages[3]; m.From != core.FromDesk || m.Text != "pinned_message\nhello" || m.Author != "Hana" || len(r.store.kept) > 0 {
			t.Errorf("line: %+v; kept %v", m, r.store.kept)
		}
	})
}

func TestNoticeWithoutAnOpenChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.deliver(notice(1, 7))
		r.bot.say(8, "/start")
		r.bot.deliver(notice(2, 8))
		synctest.Wait()
		if len(r.store.chats) > 0 || len(r.store.kept) != 2 {
			t.Errorf("%d chats, kept %v", len(r.store.chats), r.store.kept)
		}
		c := r.hears(7, "hello")
		_, err := r.desk.End(t.Context(), r.op, c.ID)
		must(t, err)
		ended, _ := r.desk.Chat(t.Context(), c.ID)
		r.bot.deliver(notice(3, 7))
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[ended]", "[service]"})
		if now, _ := r.desk.Chat(t.Context(), c.ID); now != ended || len(r.store.chats) != 1 {
			t.Errorf("it changed the chat: %+v → %+v", ended, now)
		}
	})
}

// A blocked bot hears no words of the visitor in a notice.
func TestNoticeUnblocksNobody(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "hello")
		r.bot.deliver(core.Update{Kind: core.UpdateBlockedBot, Visitor: core.Profile{TelegramID: 7}})
		r.bot.deliver(notice(2000, 7))
		synctest.Wait()
		if v := r.store.visitors[1]; !v.HasBlockedBot() {
			t.Error("a notice unblocked the bot")
		}
	})
}
