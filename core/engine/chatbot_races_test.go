package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// TestChatbotsEndWithTheDesk: answers under way, as many as there may be, do not hold up
// the end of the desk, and are asked for again after it.
func TestChatbotsEndWithTheDesk(t *testing.T) {
	withBot(t, func(r *rig) {
		r.botHangs()
		for v := range int64(maxAsked + 3) {
			r.bot.say(100+v, "/start")
		}
		synctest.Wait()
		if n := len(r.chatbot.asked); n != maxAsked {
			t.Errorf("asked about %d at once", n)
		}
		began := time.Now()
		r.stop()
		if took := time.Since(began); took > 0 || r.chatbot.closed != 1 {
			t.Errorf("the end took %s, closed %d times", took, r.chatbot.closed)
		}
		r.chatbot.answers(core.BotOpened, core.BotAction{Do: core.BotReply, Text: "Hi."})
		r.boot()
		r.after(time.Minute)
		for v := range int64(maxAsked + 3) {
			wantEqual(t, "transcript", r.texts(r.chatOf(100+v)), []string{"/start", "Hi."})
		}
	})
}

// TestStartForgetsWhatIsUnderWay: what the chatbot still answers to a message before "/start"
// is no memory for what begins anew.
func TestStartForgetsWhatIsUnderWay(t *testing.T) {
	withBot(t, func(r *rig) {
		var memories []string
		r.chatbot.answer = func(_ context.Context, e core.BotEvent) (core.BotAnswer, error) {
			time.Sleep(time.Second)
			memories = append(memories, e.Memory)
			return core.BotAnswer{Memory: e.Memory + "+"}, nil
		}
		r.bot.say(7, "/start", "one", "/start", "two")
		r.after(time.Minute)
		wantEqual(t, "memories", memories, []string{"", "+", "", "+"})
	})
}

// TestChatbotBlocksSomebody: the audit names them only as long as they are not erased.
func TestChatbotBlocksSomebody(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotBlock, Reason: "spam"})
		c := r.writes(7, "buy this")
		r.store.mu.RLock()
		defer r.store.mu.RUnlock()
		last := core.AuditEntry{}
		for _, e := range r.store.audit {
			if e.Act == core.ActBlocked {
				last = e
			}
		}
		if last.Visitor != c.VisitorID || last.Subject == "" {
			t.Errorf("audit %+v", last)
		}
	})
}

// TestForwardedOutsideHours: where the answer limit waits for opening, it does so from the
// hand-over on, whoever is to blame for that.
func TestForwardedOutsideHours(t *testing.T) {
	for name, late := range map[string]bool{"forwarded": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) { // at midnight, on a Saturday
				r.options(func(o *core.BrandOptions) {
					o.Hours, o.HoursZone, o.HoursWait = "sat 09:00-17:00", "UTC", true
				})
				r.text(core.TextClosedHours, "closed until {opens}", "")
				synctest.Wait()
				if r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotForward}); late {
					r.botHangs()
				}
				c := r.writes(7, "hello")
				want := []string{"hello", "[forwarded]", "closed until 09:00 UTC"}
				if late {
					r.after(15 * time.Minute)
					want[1] = "[chatbot_failed]"
				} else if !r.chatbot.asked[1].Closed {
					t.Error("the chatbot does not know that the brand is closed")
				}
				c = r.wantOwner(c.ID, core.Pending, 0)
				opens := r.start.Truncate(core.Day).Add(9*time.Hour + 5*time.Minute)
				if !c.DeadlineAt.Equal(opens) {
					t.Errorf("due at %s, want %s", c.DeadlineAt, opens)
				}
				wantEqual(t, "transcript", r.texts(c), want)
			})
		})
	}
}
