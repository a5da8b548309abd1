package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// woken lists the operators who were told that a chat is back.
func woken(box *core.Mailbox) (all []core.OperatorID) {
	events, _ := box.Take()
	for _, e := range events {
		if e.Kind == core.EventWoken && e.Alert {
			all = append(all, e.To)
		}
	}
	return all
}

func (r *rig) snooze(c core.Chat, d time.Duration) core.Chat {
	r.t.Helper()
	c, err := r.desk.Snooze(r.t.Context(), r.op, c.ID, time.Now().Add(d))
	must(r.t, err)
	synctest.Wait()
	return c
}

// TestSnoozeStopsTheIdleClock: a chat that is set aside is closed by no limit, comes
// back in time, alerts its owner once, and is then closed when it is idle.
func TestSnoozeStopsTheIdleClock(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.reply(c, "hi")
		c = r.snooze(c, 5*core.Day)
		if !c.Snoozed() || !c.DeadlineAt.Equal(c.SnoozedUntil) || c.AwaitsAnswerOf(r.op) {
			t.Errorf("set aside: %+v", c)
		}
		_, err := r.desk.SetBrand(t.Context(), r.op, r.brand, desk.BrandChange{Limits: new(core.Limits{Answer: time.Minute, CloseUnanswered: time.Hour, CloseIdle: 2 * time.Hour, ChatbotIdle: time.Hour})})
		must(t, err)
		box := r.desk.Subscribe()
		r.after(5*core.Day - time.Second)
		if c = r.chatOf(7); !c.Snoozed() || len(woken(box)) > 0 {
			t.Errorf("before its time: %+v", c)
		}
		r.after(time.Second)
		if c = r.chatOf(7); c.Snoozed() || c.State != core.Active || !c.DeadlineAt.Equal(time.Now().Add(2*time.Hour)) {
			t.Errorf("in time: %+v", c)
		}
		wantEqual(t, "alerted", woken(box), []core.OperatorID{r.op})
		r.after(2 * time.Hour)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello", "[picked_up]", "hi", "[snoozed]", "[snooze_over]", "[closed_idle]"})
	})
}

// TestSnoozeOverWhileOff: what fell due while the desk was off is applied in order, from
// when it fell due.
func TestSnoozeOverWhileOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.snooze(r.hears(7, "hello"), time.Hour)
		r.stop()
		time.Sleep(25*time.Hour + time.Minute)
		r.boot()
		if c = r.chatOf(7); c.Reason != core.ReasonIdle || !c.CompletedAt.Equal(r.start.Add(25*time.Hour)) {
			t.Errorf("%+v", c)
		}
	})
}

// TestSnoozeEnds: the visitor's message, and whoever acts, ends it; nothing is left that
// would bring it back later.
func TestSnoozeEnds(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := t.Context()
		r.snooze(r.hears(7, "hello"), time.Hour)
		box := r.desk.Subscribe()
		r.bot.say(7, "are you there?")
		synctest.Wait()
		wantEqual(t, "alerted", woken(box), []core.OperatorID{r.op})
		c := r.chatOf(7)
		if c.Snoozed() || !c.DeadlineAt.Equal(time.Now().Add(24*time.Hour)) {
			t.Errorf("after a message: %+v", c)
		}
		for name, do := range map[string]func() (core.Chat, error){
			"wake":     func() (core.Chat, error) { return r.desk.Wake(ctx, r.op, c.ID) },
			"put back": func() (core.Chat, error) { return r.desk.PutBack(ctx, r.op, c.ID) },
		} {
			r.snooze(c, time.Hour)
			if c, err := do(); err != nil || c.Snoozed() || c.DeadlineAt.IsZero() {
				t.Errorf("%s: %+v, %v", name, c, err)
			}
			_, err := r.desk.PickUp(ctx, r.op, c.ID)
			must(t, err)
		}
		r.snooze(c, time.Hour)
		r.reply(c, "tomorrow")
		if !r.chatOf(7).Snoozed() {
			t.Error("a reply gets it back")
		}
		r.bot.say(7, "/end")
		synctest.Wait()
		if c = r.chatOf(7); c.Snoozed() || c.Reason != core.ReasonVisitor {
			t.Errorf("ended: %+v", c)
		}
		r.after(2 * time.Hour)
		if len(woken(box)) > 0 {
			t.Error("a chat is back that nobody set aside any more")
		}
	})
}

func TestSnoozeRefusals(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		for d, want := range map[time.Duration]core.Code{
			-time.Hour: core.CodeInvalid, time.Second: core.CodeInvalid, core.LongestSnooze + time.Minute: core.CodeInvalid, core.LongestSnooze: "", time.Minute: "",
		} {
			_, err := r.desk.Snooze(t.Context(), r.op, c.ID, time.Now().Add(d))
			wantCode(t, d.String(), err, want)
		}
	})
}
