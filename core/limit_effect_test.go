package core

import (
	"testing"
	"time"
)

// TestEffectOfLimits: chats count that are over under the new limits alone.
func TestEffectOfLimits(t *testing.T) {
	t.Parallel()
	before := DefaultLimits() // 5m, 1d, 1d
	for _, c := range []struct {
		state State
		after time.Duration // since noon, when the chat came into its state
		limit LimitKind
		to    time.Duration
		want  LimitEffect
	}{
		{Pending, 2 * time.Minute, LimitAnswer, time.Minute, LimitEffect{Unanswered: 1}},
		{Pending, 2 * time.Minute, LimitAnswer, 2 * time.Minute, LimitEffect{Unanswered: 1}},
		{Pending, 2 * time.Minute, LimitAnswer, 3 * time.Minute, LimitEffect{}},
		{Pending, 2 * time.Minute, LimitCloseIdle, time.Minute, LimitEffect{}},
		{Pending, 20 * time.Minute, LimitAnswer, 10 * time.Minute, LimitEffect{}}, // over anyway, and later now
		{Pending, 30 * time.Minute, LimitCloseUnanswered, 15 * time.Minute, LimitEffect{Closed: 1}},
		{Unanswered, time.Hour, LimitCloseUnanswered, 30 * time.Minute, LimitEffect{Closed: 1}},
		{Unanswered, time.Hour, LimitCloseUnanswered, 2 * time.Hour, LimitEffect{}},
		{Unanswered, 2 * Day, LimitCloseUnanswered, 30 * time.Minute, LimitEffect{}}, // over anyway
		{Active, time.Hour, LimitCloseIdle, 30 * time.Minute, LimitEffect{Closed: 1}},
		{Active, time.Hour, LimitAnswer, 30 * time.Second, LimitEffect{}},
		{Completed, Day, LimitCloseIdle, time.Minute, LimitEffect{}},
	} {
		got := EffectOfLimits([]Chat{chatIn(c.state)}, noon.Add(c.after), Rules{Limits: before}, Rules{Limits: before.With(c.limit, c.to)})
		if got != c.want {
			t.Errorf("%s for %s, %s %s: %+v, want %+v", c.state, c.after, c.limit, c.to, got, c.want)
		}
	}
	if l := (Limits{Answer: 30 * time.Second, CloseUnanswered: 15 * time.Minute, CloseIdle: Day}); EffectOfLimits([]Chat{chatIn(Pending)}, noon.Add(20*time.Minute), Rules{Limits: Limits{Day, Day, Day, Day}}, Rules{Limits: l}) != (LimitEffect{Closed: 1}) {
		t.Error("a chat that two limits close counts as one that closes")
	}
}

func TestToAgree(t *testing.T) {
	t.Parallel()
	e := LimitEffect{Closed: 2, Unanswered: 1}
	if got, ask := ToAgree[LimitEffect](e.AskFirst("acme")); !ask || got != e {
		t.Errorf("%+v, %v", got, ask)
	}
	for _, err := range []error{nil, ErrBotBlocked()} {
		if _, ask := ToAgree[LimitEffect](err); ask {
			t.Errorf("%v asks", err)
		}
	}
	if !e.Within(e) || e.Within(LimitEffect{Closed: 1, Unanswered: 9}) || e.Within(LimitEffect{Closed: 9}) {
		t.Error("more chats than were agreed to are within")
	}
}
