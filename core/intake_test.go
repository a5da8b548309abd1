package core

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestMessagesBecomeAChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "/start pricing", "hello", "anybody?")
		synctest.Wait()
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"/start pricing", "hello", "anybody?"})
		if c.State != Pending || c.Source != "pricing" || c.Unread != 3 {
			t.Errorf("chat: %+v", c)
		}
		b, _ := r.store.Brand(t.Context(), r.brand)
		if b.Offset != 4 {
			t.Errorf("offset %d, want 4", b.Offset)
		}
	})
}

func TestVisitorEnds(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "/end") // nobody holds it yet: only a message
		r.bot.say(7, "thanks", "/end@acme_bot", "one more thing")
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"/end", "[picked_up]", "thanks", "/end@acme_bot", "[visitor_ended]"})
		if ended, _ := r.desk.Chat(t.Context(), c.ID); ended.Reason != ReasonVisitor {
			t.Errorf("reason %q", ended.Reason)
		}
		if next := r.chatOf(7); next.ID == c.ID || next.State != Pending {
			t.Errorf("the next message went to %+v", next)
		}
	})
}

func TestEdits(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "helo")
		synctest.Wait()
		edit := func(text string, at time.Duration) {
			r.bot.mu.Lock()
			r.bot.next++
			r.bot.updates = append(r.bot.updates, Update{
				ID: r.bot.next, Kind: UpdateEdit, Visitor: Profile{TelegramID: 7},
				Message: Incoming{TelegramID: 1001, Kind: KindText, Text: text, EditedAt: r.start.Add(at)},
			})
			r.bot.mu.Unlock()
			notify(r.bot.news)
			synctest.Wait()
		}
		edit("hello", 10*time.Second)
		edit("hello", 10*time.Second) // seen again
		edit("held", 5*time.Second)   // came late
		edit("hello!", 20*time.Second)
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"hello!"})
		wantEqual(t, "earlier versions", r.store.edits[1], []Edit{{"helo", r.start.Add(10 * time.Second)}, {"hello", r.start.Add(20 * time.Second)}})
		if c.Unread != 1 || !c.DeadlineAt.Equal(r.start.Add(5*time.Minute)) {
			t.Errorf("edits moved the chat: %+v", c)
		}
	})
}

func TestPoisonIsKeptRaw(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.next = 3
		r.bot.updates = []Update{
			{ID: 1, Kind: UpdateMessage, Raw: []byte("nobody")},
			{ID: 2, Kind: UpdateOther, Ours: true, Raw: []byte("unknown")},
			{ID: 3, Kind: UpdateOther, Raw: []byte("of a group")},
		}
		r.bot.mu.Unlock()
		r.bot.say(7, "hello")
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
		if len(r.store.kept) != 2 {
			t.Errorf("kept: %v", r.store.kept)
		}
	})
}

func TestDiskTroubleLosesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.store.setFail(Errorf(CodeUnavailable, "disk_full", "The disk is full."))
		r.bot.say(7, "hello")
		r.after(10 * time.Second)
		if h := r.desk.channels.overlay(Brand{ID: r.brand, Enabled: true}).Health; h.State != HealthBackingOff || h.Detail != "The disk is full." {
			t.Errorf("health: %+v", h)
		}
		r.store.setFail(nil)
		r.after(30 * time.Second)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
		r.wantHealth(HealthPolling)
	})
}

func TestPollBacksOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		for range 9 {
			r.bot.failPolls(&PollError{Trouble: PollDown, Detail: "No answer."})
		}
		r.after(500 * time.Millisecond)
		if h := r.wantHealth(HealthBackingOff); h.Detail != "No answer." || h.Until.IsZero() {
			t.Errorf("health: %+v", h)
		}
		r.after(10 * time.Minute)
		r.wantHealth(HealthPolling)
		polls := r.bot.polled(r.start)[:10]
		for i, want := range []time.Duration{1, 2, 4, 8, 16, 24, 24, 24, 24} {
			gap := polls[i+1] - polls[i]
			if gap < want*time.Second || gap > 30*time.Second || gap > want*time.Second*5/4 {
				t.Errorf("wait %d is %s", i, gap)
			}
		}
	})
}

// TestRecoveryShowsSoon: the poll that works again lasts, with a quiet bot,
// for most of a minute; health must not wait for its end.
func TestRecoveryShowsSoon(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(&PollError{Trouble: PollDown, Detail: "No answer."})
		r.after(4 * time.Second)
		r.wantHealth(HealthPolling)
		if n := len(r.bot.polls); n != 2 {
			t.Errorf("%d polls", n)
		}
	})
}

func TestConflictIsNoFight(t *testing.T) {
	inBubble(t, func(r *rig) {
		for range 6 {
			r.bot.failPolls(&PollError{Trouble: PollConflict, Detail: "Another program polls this bot."})
		}
		r.after(time.Second)
		r.wantHealth(HealthConflict)
		r.after(10 * time.Minute)
		r.wantHealth(HealthPolling)
		polls := r.bot.polled(r.start)
		for i, want := range []time.Duration{10, 20, 40, 48, 48, 48} {
			if gap := polls[i+1] - polls[i]; gap < want*time.Second || gap > time.Minute {
				t.Errorf("wait %d is %s", i, gap)
			}
		}
	})
}

func TestWebhookIsNamed(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.webhook = "crm.example.com"
		r.bot.mu.Unlock()
		r.bot.failPolls(&PollError{Trouble: PollWebhook, Detail: "A webhook is set."})
		synctest.Wait()
		if h := r.wantHealth(HealthConflict); h.Detail != "A webhook sends this bot's messages to crm.example.com. Remove it to let the desk receive them." {
			t.Errorf("detail: %s", h.Detail)
		}
		must(t, r.desk.RemoveWebhook(t.Context(), r.op, r.brand))
		synctest.Wait()
		r.wantHealth(HealthPolling)
	})
}

func TestPollWaitsAsTold(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(&PollError{Trouble: PollLater, RetryAfter: 90 * time.Second, Detail: "Too many requests."})
		r.after(89 * time.Second)
		r.wantHealth(HealthBackingOff)
		r.after(4 * time.Second)
		r.wantHealth(HealthPolling)
		polls := r.bot.polled(r.start)
		if polls[1]-polls[0] != 90*time.Second {
			t.Errorf("polls at %v", polls)
		}
	})
}

func TestUnauthorizedStopsUntilNewToken(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.failPolls(&PollError{Trouble: PollUnauthorized, Detail: "The token is not accepted."})
		synctest.Wait()
		r.wantHealth(HealthUnauthorized)
		polls := len(r.bot.polls)
		m := r.reply(c, "are you there?")
		r.after(3 * time.Hour)
		r.wantDelivery(m[0], DeliveryQueued)
		if len(r.bot.polls) != polls {
			t.Error("polled on with a dead token")
		}
		bot := r.telegram.bot("new")
		if _, err := r.desk.ReplaceToken(t.Context(), r.op, r.brand, "new", bot.who.Bot); CodeOf(err) != CodeConflict {
			t.Errorf("another bot's token: %v", err)
		}
		_, err := r.desk.ReplaceToken(t.Context(), r.op, r.brand, " new\n", r.bot.who.Bot)
		must(t, err)
		synctest.Wait()
		r.wantHealth(HealthPolling)
		r.wantDelivery(m[0], DeliverySent)
		wantEqual(t, "sent by the new token", bot.sent(), []string{"are you there?"})
		if bot.offsets[0] != 2 {
			t.Errorf("the new token polls from %d", bot.offsets[0])
		}
	})
}

func TestDisableAndEnable(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := t.Context(), r.hears(7, "hello")
		_, err := r.desk.DisableBrand(ctx, r.op, r.brand)
		must(t, err)
		synctest.Wait()
		r.wantHealth(HealthDisabled)
		m := r.reply(c, "queued")
		r.bot.say(7, "kept at Telegram")
		r.after(time.Minute)
		r.wantDelivery(m[0], DeliveryQueued)
		if n, _, _ := r.desk.Waiting(ctx, r.brand); n != 1 {
			t.Errorf("%d updates wait", n)
		}
		r.after(24 * time.Hour) // timers run on
		if closed, _ := r.desk.Chat(ctx, c.ID); closed.Reason != ReasonIdle {
			t.Errorf("chat: %+v", closed)
		}
		_, err = r.desk.EnableBrand(ctx, r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		r.wantHealth(HealthPolling)
		r.wantDelivery(m[0], DeliverySent)
		wantEqual(t, "next chat", r.texts(r.chatOf(7)), []string{"kept at Telegram"})
	})
}

func TestEnableDropsWaiting(t *testing.T) {
	inBubble(t, func(r *rig) {
		_, err := r.desk.DisableBrand(t.Context(), r.op, r.brand)
		must(t, err)
		r.bot.say(7, "old news")
		_, err = r.desk.EnableBrand(t.Context(), r.op, r.brand, true)
		must(t, err)
		synctest.Wait()
		if len(r.store.messages) != 0 || r.bot.dropped != 1 {
			t.Errorf("%d messages, %d dropped", len(r.store.messages), r.bot.dropped)
		}
	})
}

func TestRestartTakesEveryMessageOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		want := []string{}
		for i := range 30 {
			text := fmt.Sprint(i)
			want = append(want, text)
			r.bot.say(7, text)
			if i%3 == 0 {
				r.stop()
				r.bot.mu.Lock()
				r.bot.updates = append(r.bot.updates[:0:0], r.bot.updates...)
				r.bot.mu.Unlock()
				r.boot()
			}
		}
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), want)
	})
}

func TestAlerts(t *testing.T) {
	inBubble(t, func(r *rig) {
		alerts := func(box *Mailbox) (n int) {
			events, _ := box.Take()
			for _, e := range events {
				if e.Alert {
					n++
				}
			}
			return n
		}
		box := r.desk.Subscribe()
		r.after(10 * time.Second)
		r.bot.say(7, "news")
		synctest.Wait()
		if n := alerts(box); n != 1 {
			t.Errorf("%d alerts for a message", n)
		}
		r.stop()
		r.bot.say(7, "said while the desk was off")
		r.newDesk()
		box = r.desk.Subscribe()
		r.run()
		if n := alerts(box); n != 0 || len(r.store.messages) != 2 {
			t.Errorf("%d alerts for backlog", n)
		}
	})
}

func TestPollPanicEndsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.bot.send = func(context.Context, int, Outgoing) (Receipt, error) { panic("token 123:secret") }
		r.bot.say(7, "hello")
		ended := make(chan error, 1)
		go func() { ended <- r.desk.Run(t.Context()) }()
		synctest.Wait()
		c := r.hears(7, "again")
		_, err := r.desk.Reply(t.Context(), r.op, c.ID, "boom", 0)
		must(t, err)
		if err := <-ended; err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
}
