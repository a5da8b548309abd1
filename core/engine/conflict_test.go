package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// conflict is what a poll says whose bot another program polls.
func conflict() error {
	return &core.PollError{Kind: core.PollConflict, Detail: core.NewProblem("change_refused", "Another program polls this bot.")}
}

// TestConflictBacksOff: each poll takes the bot from the other program, so that the
// waits between them grow.
func TestConflictBacksOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(conflict(), conflict(), conflict(), conflict())
		r.after(time.Second)
		if h := r.wantHealth(core.HealthConflict); h.Until.IsZero() || h.Detail != core.NewProblem("change_refused", "Another program polls this bot.") {
			t.Errorf("health: %+v", h)
		}
		r.after(7 * time.Minute)
		r.bot.say(7, "is anybody there?")
		r.after(3 * time.Minute)
		r.wantHealth(core.HealthPolling)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"is anybody there?"})
		polls := r.bot.polled(r.start)
		for i, want := range []time.Duration{30, 60, 120, 240} {
			if gap := polls[i+1] - polls[i]; gap < want*time.Second || gap > want*time.Second*5/4 {
				t.Errorf("wait %d is %s", i, gap)
			}
		}
	})
}

// TestConflictGrowsThroughSuccess: while two programs take the bot from each other by
// turns, each gets a batch now and then; the waits grow all the same, until there
// was no conflict for a while.
func TestConflictGrowsThroughSuccess(t *testing.T) {
	inBubble(t, func(r *rig) {
		lost := func() time.Duration {
			r.bot.failPolls(conflict())
			synctest.Wait()
			h := r.wantHealth(core.HealthConflict)
			r.after(core.ConflictMemory * 6 / 10)
			r.wantHealth(core.HealthPolling)
			return h.Until.Sub(h.Since)
		}
		lost() // before the first poll succeeded: that one waits as long as a bot that is never had
		for i, want := range []time.Duration{10, 20, 40, 80, 160} {
			if wait := lost(); wait < want*time.Second || wait > want*time.Second*5/4 {
				t.Errorf("conflict %d waits %s", i, wait)
			}
		}
		r.after(core.ConflictMemory)
		if wait := lost(); wait > 13*time.Second {
			t.Errorf("after a quiet time a conflict waits %s", wait)
		}
	})
}

// TestTakeOverPollsAtOnce, however long the channel would wait.
func TestTakeOverPollsAtOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(conflict(), conflict())
		r.after(time.Minute)
		r.wantHealth(core.HealthConflict)
		before := len(r.bot.polled(r.start))
		must(t, r.desk.TakeOver(t.Context(), r.op, r.brand))
		synctest.Wait()
		if polls := r.bot.polled(r.start); len(polls) != before+1 {
			t.Errorf("%d polls after taking over", len(polls)-before)
		}
		r.wantHealth(core.HealthPolling)
	})
}

func TestTakeOverRemovesTheWebhook(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.webhook = "crm.example.com"
		r.bot.mu.Unlock()
		r.bot.failPolls(&core.PollError{Kind: core.PollWebhook, Detail: core.NewProblem("change_refused", "A webhook is set.")})
		synctest.Wait()
		r.wantHealth(core.HealthConflict)
		must(t, r.desk.TakeOver(t.Context(), r.op, r.brand))
		synctest.Wait()
		r.bot.mu.Lock()
		host := r.bot.webhook
		r.bot.mu.Unlock()
		if host != "" {
			t.Error("the webhook is still set")
		}
		r.wantHealth(core.HealthPolling)
		other, err := r.desk.SignIn(t.Context(), "ann", core.RoleOperator)
		must(t, err)
		if err := r.desk.TakeOver(t.Context(), other.ID, r.brand); core.CodeOf(err) != core.CodeForbidden {
			t.Errorf("an operator took over: %v", err)
		}
	})
}

// TestWebhookGone: whoever set the webhook removed it again.
func TestWebhookGone(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(&core.PollError{Kind: core.PollWebhook, Detail: core.NewProblem("change_refused", "A webhook is set.")})
		r.after(time.Second)
		r.wantHealth(core.HealthConflict)
		r.bot.say(7, "hello")
		r.after(time.Minute)
		r.wantHealth(core.HealthPolling)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
	})
}
