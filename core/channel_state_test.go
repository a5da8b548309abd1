package core_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// down is a poll that failed slowly or fast, in one of the ways of a *PollError.
func down(trouble core.PollErrorKind, took time.Duration) core.PollFailed {
	return core.PollFailed{Err: &core.PollError{Kind: trouble, Detail: core.NewProblem("test"), RetryAfter: 90 * time.Second}, Took: took}
}

func unreached() core.PollFailed {
	return core.PollFailed{Err: &core.PollError{Kind: core.PollUnavailable, NotConnected: true}}
}

// TestChannelStates lists what follows from reports. Each case begins with a channel
// that just started; waits are those of the last report, without jitter.
func TestChannelStates(t *testing.T) {
	t.Parallel()
	const fast, slow = time.Second, time.Minute
	limited := func(v core.VisitorID) core.SendLimited {
		return core.SendLimited{Visitor: v, Wait: 20 * time.Second}
	}
	type reports []core.ChannelReport
	for _, c := range []struct {
		name    string
		reports reports
		health  core.HealthState
		wait    time.Duration
		flags   string // of the state that are set
		send    time.Duration
		fetch   time.Duration
	}{
		{"started", reports{core.ChannelStarted{}}, core.HealthPolling, 0, "", 0, 0},
		{"succeeded", reports{core.PollSucceeded{}}, core.HealthPolling, 0, "", 0, 0},
		{"refused at once", reports{down(core.PollUnavailable, fast)}, core.HealthBackingOff, time.Second, "failed refusing failing", 0, 0},
		{"refused again", reports{down(core.PollUnavailable, fast), down(core.PollUnavailable, fast)}, core.HealthBackingOff, 2 * time.Second, "failed refusing failing", 0, 0},
		{"hung", reports{down(core.PollUnavailable, slow)}, core.HealthBackingOff, time.Second, "failed hanging failing", 0, 0},
		{"hung, then answered a probe", reports{down(core.PollUnavailable, slow), core.ProbeAnswered{}}, core.HealthPolling, 0, "", 0, 0},
		{"hung on after a probe", reports{down(core.PollUnavailable, slow), core.ProbeAnswered{}, down(core.PollUnavailable, slow), core.ProbeAnswered{}}, core.HealthBackingOff, 0, "failed failing", 0, 0},
		{"not reached", slices.Repeat(reports{unreached()}, 9), core.HealthBackingOff, 4 * time.Second, "failed refusing", 0, 0},
		{"reached after that", append(slices.Repeat(reports{unreached()}, 9), down(core.PollUnavailable, fast)), core.HealthBackingOff, time.Second, "failed refusing failing", 0, 0},
		{"disk", reports{core.PollFailed{Err: errors.New("full")}}, core.HealthBackingOff, time.Second, "failed", 0, 0},
		{"recovered", reports{down(core.PollUnavailable, fast), core.PollLasts{}}, core.HealthPolling, 0, "", 0, 0},
		{"told to wait", reports{down(core.PollRateLimited, fast)}, core.HealthBackingOff, 90 * time.Second, "failed refusing", 0, 0},
		{"conflict before any success", reports{down(core.PollConflict, fast)}, core.HealthConflict, 30 * time.Second, "failed", 0, 0},
		{"conflict after success", reports{core.PollSucceeded{}, down(core.PollConflict, fast)}, core.HealthConflict, 10 * time.Second, "failed", 0, 0},
		{"conflicts by turns", slices.Repeat(reports{core.PollSucceeded{}, down(core.PollConflict, fast)}, 3), core.HealthConflict, 40 * time.Second, "failed", 0, 0},
		{"webhook", reports{core.PollSucceeded{}, down(core.PollWebhook, fast)}, core.HealthConflict, 30 * time.Second, "failed", 0, 0},
		{"token refused", reports{core.TokenRefused{Detail: core.NewProblem("test")}}, core.HealthUnauthorized, 0, "", 0, 0},
		{"send failed", reports{core.SendFailed{}}, core.HealthPolling, 0, "", time.Second, 0},
		{"sends failed together", reports{core.SendFailed{}, core.SendFailed{}}, core.HealthPolling, 0, "", time.Second, 0},
		{"send unknown", reports{core.SendUnknown{}}, core.HealthPolling, 0, "one-by-one unknown", 2 * time.Second, 0},
		{"answered after that", reports{core.SendUnknown{}, core.SendAnswered{}}, core.HealthPolling, 0, "", 0, 0},
		{"poll recovered after that", reports{down(core.PollUnavailable, fast), core.SendUnknown{}, core.PollSucceeded{}}, core.HealthPolling, 0, "one-by-one", 0, 0},
		{"poll succeeded as before", reports{core.SendFailed{}, core.PollSucceeded{}}, core.HealthPolling, 0, "", time.Second, 0},
		{"one visitor limited", reports{limited(1)}, core.HealthPolling, 0, "", 0, 0},
		{"two visitors limited", reports{limited(1), limited(2)}, core.HealthPolling, 0, "one-by-one", 2 * time.Second, 0},
		{"and a third", reports{limited(1), limited(2), limited(3)}, core.HealthPolling, 0, "one-by-one", 4 * time.Second, 0},
		{"limits outlive a start", reports{limited(1), limited(2), core.ChannelStarted{}}, core.HealthPolling, 0, "", 2 * time.Second, 0},
		{"limits outlive an answer", reports{limited(1), limited(2), core.SendAnswered{}}, core.HealthPolling, 0, "", 2 * time.Second, 0},
		{"fetch failed", reports{core.FetchFailed{}}, core.HealthPolling, 0, "", 0, time.Second},
		{"fetch limited", reports{core.FetchLimited{Wait: time.Minute}, core.FetchRefused{}}, core.HealthPolling, 0, "", 0, time.Minute},
		{"fetched", reports{core.FetchFailed{}, core.FetchSucceeded{}}, core.HealthPolling, 0, "", 0, 0},
	} {
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
		s, wait := core.NewChannelState(now), time.Duration(0)
		for _, r := range c.reports {
			s, wait = s.Next(r, now, 0)
		}
		flags := ""
		for _, f := range []struct {
			set  bool
			name string
		}{{s.PollFailed, "failed"}, {s.Refusing, "refusing"}, {s.Hanging, "hanging"}, {s.Failing, "failing"}, {s.OneByOne, "one-by-one"}, {s.Unknown, "unknown"}} {
			if f.set && flags != "" {
				flags += " "
			}
			if f.set {
				flags += f.name
			}
		}
		fetch := max(s.FetchAt.Sub(now), 0)
		if s.Health.State != c.health || wait != c.wait || flags != c.flags || s.SendWait(now) != c.send || fetch != c.fetch {
			t.Errorf("%s: %s, wait %s, %q, sends %s, fetches %s; want %s, %s, %q, %s, %s", c.name,
				s.Health.State, wait, flags, s.SendWait(now), fetch, c.health, c.wait, c.flags, c.send, c.fetch)
		}
		if waits := !s.Health.Until.IsZero(); waits != (c.wait > 0) && len(c.reports) < 4 {
			t.Errorf("%s: Until is %s", c.name, s.Health.Until)
		}
	}
}

// TestConflictMemory: only after a long time without one is a conflict the first.
func TestConflictMemory(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	s := core.NewChannelState(now)
	for _, c := range []struct{ quiet, wait time.Duration }{
		{time.Minute, 10 * time.Second}, {time.Minute, 20 * time.Second},
		{core.ConflictMemory, 40 * time.Second}, {core.ConflictMemory + time.Second, 10 * time.Second},
	} {
		now = now.Add(c.quiet)
		s, _ = s.Next(core.PollSucceeded{}, now, 0)
		var wait time.Duration
		if s, wait = s.Next(down(core.PollConflict, 0), now, 0); wait != c.wait {
			t.Errorf("after %s: %s, want %s", c.quiet, wait, c.wait)
		}
	}
}

// TestAnyReports: whatever is reported, the state before stays as it was, no wait is
// longer than it may be, and one good poll shows a channel that works.
func TestAnyReports(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
		s := core.NewChannelState(now)
		all := []core.ChannelReport{
			core.ChannelStarted{}, core.PollSucceeded{}, core.PollLasts{}, core.ProbeAnswered{}, core.PollFailed{Err: errors.New("full")}, unreached(),
			down(core.PollUnavailable, 0), down(core.PollUnavailable, time.Minute), down(core.PollConflict, 0), down(core.PollWebhook, 0),
			core.SendAnswered{}, core.SendFailed{}, core.SendUnknown{}, core.SendLimited{Visitor: 1, Wait: time.Hour}, core.SendLimited{Visitor: 2},
			core.RetryAftersLoaded{{Visitor: 3, Until: now.Add(1000 * time.Hour)}}, core.FetchSucceeded{}, core.FetchFailed{}, core.FetchRefused{}, core.FetchLimited{Wait: time.Hour},
		}
		for range rapid.IntRange(1, 60).Draw(t, "reports") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "passed")))
			r := all[rapid.IntRange(0, len(all)-1).Draw(t, "report")]
			before := maps.Clone(s.RetryAfter)
			next, wait := s.Next(r, now, rapid.Float64Range(0, 0.999).Draw(t, "jitter"))
			if !maps.Equal(before, s.RetryAfter) {
				t.Fatalf("%T changed the state before", r)
			}
			if wait > 45*time.Minute || next.SendAt.Sub(now) > time.Minute || next.FetchAt.Sub(now) > time.Hour || next.RetryAfter[core.WholeBot].Sub(now) > 10*time.Minute {
				t.Fatalf("%T: wait %s, sends at %s, fetches at %s", r, wait, next.SendAt, next.FetchAt)
			}
			for v, until := range next.RetryAfter {
				if until.Sub(now) > core.Day {
					t.Fatalf("%T: visitor %d waits until %s", r, v, until)
				}
			}
			s = next
		}
		s, _ = s.Next(core.PollSucceeded{}, now, 0)
		if s.Health.State != core.HealthPolling || s.Health.Detail != "" || !s.Health.Until.IsZero() || s.PollFailed || s.Failing {
			t.Fatalf("after a good poll: %+v", s)
		}
	})
}
