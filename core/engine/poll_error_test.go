package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

func TestPollBacksOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		for range 9 {
			r.bot.failPolls(&core.PollError{Kind: core.PollUnavailable, Detail: core.NewProblem("change_refused", "No answer.")})
		}
		r.after(500 * time.Millisecond)
		if h := r.wantHealth(core.HealthBackingOff); h.Detail != core.NewProblem("change_refused", "No answer.") || h.Until.IsZero() {
			t.Errorf("health: %+v", h)
		}
		r.after(10 * time.Minute)
		r.wantHealth(core.HealthPolling)
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
		r.bot.failPolls(&core.PollError{Kind: core.PollUnavailable, Detail: core.NewProblem("change_refused", "No answer.")})
		r.after(4 * time.Second)
		r.wantHealth(core.HealthPolling)
		if n := len(r.bot.polled(r.start)); n != 2 {
			t.Errorf("%d polls", n)
		}
	})
}

func TestWebhookIsNamed(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.webhook = "crm.example.com"
		r.bot.mu.Unlock()
		r.bot.failPolls(&core.PollError{Kind: core.PollWebhook, Detail: core.NewProblem("change_refused", "A webhook is set.")})
		synctest.Wait()
		if h := r.wantHealth(core.HealthConflict); h.Detail != core.NewProblem("conflict_webhook_host", "crm.example.com") {
			t.Errorf("detail: %s", h.Detail)
		}
		must(t, r.desk.RemoveWebhook(t.Context(), r.op, r.brand))
		synctest.Wait()
		r.wantHealth(core.HealthPolling)
	})
}

func TestPollWaitsAsTold(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(&core.PollError{Kind: core.PollRateLimited, RetryAfter: 90 * time.Second, Detail: core.NewProblem("change_refused", "Too many requests.")})
		r.after(89 * time.Second)
		r.wantHealth(core.HealthBackingOff)
		r.after(4 * time.Second)
		r.wantHealth(core.HealthPolling)
		polls := r.bot.polled(r.start)
		if polls[1]-polls[0] != 90*time.Second {
			t.Errorf("polls at %v", polls)
		}
	})
}

func TestUnauthorizedStopsUntilNewToken(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.failPolls(&core.PollError{Kind: core.PollUnauthorized, Detail: core.NewProblem("change_refused", "The token is not accepted.")})
		synctest.Wait()
		r.wantHealth(core.HealthUnauthorized)
		polls := len(r.bot.polled(r.start))
		m := r.reply(c, "are you there?")
		r.after(3 * time.Hour)
		r.wantDelivery(m[0], core.DeliveryQueued)
		if len(r.bot.polled(r.start)) != polls {
			t.Error("polled on with a dead token")
		}
		bot := r.telegram.bot("new")
		if _, err := r.desk.ReplaceToken(t.Context(), r.op, r.brand, "new", bot.who.Bot, false); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("another bot's token: %v", err)
		}
		_, err := r.desk.ReplaceToken(t.Context(), r.op, r.brand, " new\n", r.bot.who.Bot, false)
		must(t, err)
		synctest.Wait()
		r.wantHealth(core.HealthPolling)
		r.wantDelivery(m[0], core.DeliverySent)
		wantEqual(t, "sent by the new token", bot.sent(), []string{"are you there?"})
		if bot.asked()[0] != 2 {
			t.Errorf("the new token polls from %d", bot.asked()[0])
		}
	})
}

func TestDisableAndEnable(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := t.Context(), r.hears(7, "hello")
		_, err := r.desk.DisableBrand(ctx, r.op, r.brand)
		must(t, err)
		synctest.Wait()
		r.wantHealth(core.HealthDisabled)
		m := r.reply(c, "queued")
		r.bot.say(7, "kept at Telegram")
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliveryQueued)
		if n, _, _ := r.desk.Waiting(ctx, r.op, r.brand); n != 1 {
			t.Errorf("%d updates wait", n)
		}
		r.after(24 * time.Hour) // timers run on
		if closed, _ := r.desk.Chat(ctx, c.ID); closed.Reason != core.ReasonIdle {
			t.Errorf("chat: %+v", closed)
		}
		_, err = r.desk.EnableBrand(ctx, r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		r.wantHealth(core.HealthPolling)
		r.wantDelivery(m[0], core.DeliverySent)
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
