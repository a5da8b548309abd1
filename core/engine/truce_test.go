package engine

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// TestTruce plays what looks find, one letter each: w for updates that wait, n
// for none, h for a webhook, f for no answer. The rule polls where P stands and
// only there.
func TestTruce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why     string
		trouble core.PollTrouble
		looks   string
	}{
		{"nobody fetches what waits", core.PollConflict, "wwP"},
		{"nothing waits: a poll finds out", core.PollConflict, "nnnP"},
		{"now and then something waits", core.PollConflict, "wnwP"},
		{"no answer tells nothing", core.PollConflict, "fffP"},
		{"no answer between two that found updates", core.PollConflict, "wfwP"},
		{"each vain try to find out makes the next rarer", core.PollConflict, "nnnPnnnnnnPnnnnnnnnnnnnP"},
		{"a poll that others' updates justified does not", core.PollConflict, "wwPwwPnnnP"},
		{"the webhook is gone", core.PollWebhook, "hhhhhhhhhhnP"},
		{"the webhook is gone and updates wait", core.PollWebhook, "hwPhwPhnP"},
		{"a webhook took the place of the poller", core.PollConflict, "nnhhhhnP"},
		{"no answer about the webhook", core.PollWebhook, "hffhfffP"},
	} {
		tr := truce{}
		tr.lost(c.trouble)
		got := ""
		for _, l := range strings.ReplaceAll(c.looks, "P", "") {
			polls := tr.mayPoll(map[rune]look{
				'w': {waiting: 1}, 'n': {}, 'h': {webhook: "crm.example.com"}, 'f': {failed: true, waiting: 9},
			}[l])
			got += string(l)
			if polls {
				got += "P"
				tr.lost(c.trouble)
			}
		}
		if got != c.looks {
			t.Errorf("%s: %s, want %s", c.why, got, c.looks)
		}
	}
}

// TestTruceGrowsNoFurther: however long the other program stays, a poll finds
// out twice an hour at least, and only a lasting success forgets the fight.
func TestTruceGrowsNoFurther(t *testing.T) {
	t.Parallel()
	tr := truce{}
	for range 100 {
		tr.lost(core.PollConflict)
		n := 1
		for !tr.mayPoll(look{}) {
			n++
		}
		if n > findOutLast {
			t.Fatalf("%d looks", n)
		}
	}
	if longest := findOutLast * newTruces().last; longest >= truceProof {
		t.Errorf("polls that find out are up to %s apart, and a success of %s counts as proof", longest, truceProof)
	}
	tr.kept()
	tr.lost(core.PollConflict)
	for n := 1; n <= findOutFirst; n++ {
		if tr.mayPoll(look{}) != (n == findOutFirst) {
			t.Error("the fight is not forgotten")
		}
	}
}

// TestConflictIsNoFight: the one who lost looks, and polls at every third look,
// later even less often.
func TestConflictIsNoFight(t *testing.T) {
	inBubble(t, func(r *rig) {
		for range 4 {
			r.bot.failPolls(&core.PollError{Trouble: core.PollConflict, Detail: core.NewProblem("change_refused", "Another program polls this bot.")})
		}
		r.after(time.Second)
		if h := r.wantHealth(core.HealthConflict); h.Until.IsZero() {
			t.Errorf("health: %+v", h)
		}
		r.after(time.Hour)
		r.wantHealth(core.HealthPolling)
		polls := r.bot.polled(r.start)
		for i, want := range []time.Duration{10 + 20 + 40, 6 * 48, 12 * 48, 24 * 48} {
			if gap := polls[i+1] - polls[i]; gap < want*time.Second || gap > want*time.Second*5/4 {
				t.Errorf("wait %d is %s", i, gap)
			}
		}
	})
}

// TestConflictEndsWithUpdates: what the other program does not fetch any more,
// the desk does.
func TestConflictEndsWithUpdates(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failPolls(&core.PollError{Trouble: core.PollConflict, Detail: core.NewProblem("change_refused", "Another program polls this bot.")})
		synctest.Wait()
		r.bot.say(7, "is anybody there?")
		r.after(29 * time.Second)
		r.wantHealth(core.HealthConflict)
		r.after(10 * time.Second) // the second look is 30 to 38 s after the conflict
		r.wantHealth(core.HealthPolling)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"is anybody there?"})
	})
}

// TestConflictGrowsThroughSuccess: while two programs hold a bot by turns, each
// gets a batch now and then; the waits must grow all the same.
func TestConflictGrowsThroughSuccess(t *testing.T) {
	inBubble(t, func(r *rig) {
		conflict := &core.PollError{Trouble: core.PollConflict, Detail: core.NewProblem("change_refused", "Another program polls this bot.")}
		for i := range 4 {
			r.bot.failPolls(conflict)
			synctest.Wait()
			r.wantHealth(core.HealthConflict)
			r.bot.say(7, fmt.Sprint(i)) // nobody fetches it: two looks
			r.after(3 * time.Minute)
			r.wantHealth(core.HealthPolling)
		}
		polls := r.bot.polled(r.start)
		var waits []time.Duration
		for i := 1; i < len(polls); i++ {
			if gap := polls[i] - polls[i-1]; gap != 50*time.Second && gap > 0 {
				waits = append(waits, gap)
			}
		}
		if len(waits) < 4 || waits[0] >= 40*time.Second || waits[len(waits)-1] < 90*time.Second {
			t.Errorf("waits %v", waits)
		}
	})
}

func TestTakeOverRemovesTheWebhook(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.webhook = "crm.example.com"
		r.bot.mu.Unlock()
		r.bot.failPolls(&core.PollError{Trouble: core.PollWebhook, Detail: core.NewProblem("change_refused", "A webhook is set.")})
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
		webhook := func(host string) {
			r.bot.mu.Lock()
			defer r.bot.mu.Unlock()
			r.bot.webhook = host
		}
		webhook("crm.example.com")
		r.bot.failPolls(&core.PollError{Trouble: core.PollWebhook, Detail: core.NewProblem("change_refused", "A webhook is set.")})
		r.after(time.Hour)
		r.wantHealth(core.HealthConflict)
		polls := len(r.bot.polled(r.start))
		webhook("")
		r.bot.say(7, "hello")
		r.after(time.Minute)
		r.wantHealth(core.HealthPolling)
		if polls != 1 {
			t.Errorf("polled %d times against a webhook", polls)
		}
	})
}
