package core

import (
	"testing"
	"time"
)

// TestSnoozeAndOwnerGone: the chat of an owner who is gone stays while it is set aside,
// and waits again once it is back, from then on.
func TestSnoozeAndOwnerGone(t *testing.T) {
	t.Parallel()
	l := Rules{Limits: DefaultLimits()}
	c, err := chatIn(Active).SnoozedBy(mika, noon, noon.Add(8*time.Hour), l)
	if err != nil {
		t.Fatal(err)
	}
	back := c.SnoozedUntil
	c.Handover.GoneBy = noon.Add(10 * time.Minute)
	if due := c.DueAt(); !due.Equal(back) || !c.HandoverDueAt().Equal(back) {
		t.Errorf("due at %v", due)
	}
	if _, what := c.Lapsed(back, l); what != LapseNone {
		t.Errorf("while it is set aside: %s", what)
	}
	for name, woken := range map[string]Chat{"in time": must(c.FellDue(back.Add(time.Minute), l)), "by hand": c.Woken(back, l), "by its visitor": c.VisitorWrote(back, l)} {
		if woken.Snoozed() || !woken.DeadlineAt.Equal(back.Add(l.CloseIdle)) {
			t.Errorf("%s: %+v", name, woken)
		}
		if lost, what := woken.Lapsed(back, l); what != LapseGone || !lost.WaitingSince.Equal(back) || !lost.DeadlineAt.Equal(back.Add(l.Answer)) {
			t.Errorf("%s: %s, %+v", name, what, lost)
		}
	}
}

// must is what a transition made of a chat.
func must(c Chat, _ bool) Chat { return c }

func TestSnoozedStandLast(t *testing.T) {
	t.Parallel()
	l := Rules{Limits: DefaultLimits()}
	answered, err := chatIn(Active).OperatorWrote(mika, noon, l)
	if err != nil {
		t.Fatal(err)
	}
	later, _ := chatIn(Active).SnoozedBy(mika, noon, noon.Add(2*time.Hour), l)
	sooner, _ := answered.SnoozedBy(mika, noon, noon.Add(time.Hour), l)
	if !chatIn(Active).SortAt().Before(answered.SortAt()) || !answered.SortAt().Before(sooner.SortAt()) || !sooner.SortAt().Before(later.SortAt()) {
		t.Error("out of order")
	}
}

// TestSnoozeForTheLongestAndShortestTime: who names a bound does so a moment before the
// chat is set aside, by a clock finer than that of the desk.
func TestSnoozeForTheLongestAndShortestTime(t *testing.T) {
	t.Parallel()
	for _, until := range []time.Time{noon.Add(LongestSnooze + 300*time.Microsecond), noon.Add(LongestSnooze - time.Second), noon.Add(time.Minute - time.Second)} {
		if _, err := chatIn(Active).SnoozedBy(mika, noon, until, Rules{Limits: DefaultLimits()}); err != nil {
			t.Errorf("until %s: %v", until.Sub(noon), err)
		}
	}
	for _, until := range []time.Time{noon.Add(LongestSnooze + time.Second), noon.Add(30 * time.Second)} {
		if _, err := chatIn(Active).SnoozedBy(mika, noon, until, Rules{Limits: DefaultLimits()}); err == nil {
			t.Errorf("until %s is allowed", until.Sub(noon))
		}
	}
}
