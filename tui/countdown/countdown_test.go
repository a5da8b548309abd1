package countdown

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

func noon() time.Time { return time.Date(2024, 11, 22, 12, 0, 0, 0, time.UTC) }

func TestNextTick(t *testing.T) {
	t.Parallel()
	now := noon().Add(300 * time.Millisecond)
	ago := func(d time.Duration) time.Time { return noon().Add(-d) }
	for name, c := range map[string]struct {
		chat core.Chat
		want time.Duration
	}{
		"waiting seconds":   {core.Chat{State: core.Pending, WaitingSince: ago(time.Minute)}, 700 * time.Millisecond},
		"waiting hours":     {core.Chat{State: core.Unanswered, WaitingSince: ago(3 * time.Hour)}, 700 * time.Millisecond},
		"waiting days":      {core.Chat{State: core.Unanswered, WaitingSince: ago(49*time.Hour + 20*time.Second)}, 39700 * time.Millisecond},
		"active, hours":     {core.Chat{State: core.Active, DeadlineAt: ago(-5*time.Hour - 10*time.Second)}, 10700 * time.Millisecond},
		"active, waiting":   {core.Chat{State: core.Active, AwaitingSince: ago(time.Minute), DeadlineAt: ago(-5 * time.Hour)}, 700 * time.Millisecond},
		"active, answered":  {core.Chat{State: core.Active}, 0},
		"waiting, closes":   {core.Chat{State: core.Unanswered, WaitingSince: ago(49 * time.Hour), DeadlineAt: ago(-time.Minute)}, 700 * time.Millisecond},
		"active, last hour": {core.Chat{State: core.Active, DeadlineAt: ago(-time.Minute)}, 700 * time.Millisecond},
		"completed":         {core.Chat{State: core.Completed, CompletedAt: ago(time.Minute)}, 0},
		"completed, marked": {core.Chat{State: core.Completed, Flood: core.Flood{At: ago(time.Second)}}, 700 * time.Millisecond},
	} {
		if got := NextTick(now, &c.chat); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := NextTick(now); got != 0 {
		t.Errorf("no chats: %v", got)
	}
}

func TestClosesSoon(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration][2]bool{
		9 * time.Minute: {true, true}, 11 * time.Minute: {false, true}, 2 * time.Hour: {false, true}, 3 * time.Hour: {false, false},
	} {
		var got [2]bool
		for i, limit := range []time.Duration{time.Hour, core.Day} {
			until := noon().Add(left)
			got[i] = ClosesSoon(&core.Chat{State: core.Active, CountsFrom: until.Add(-limit), DeadlineAt: until}, noon())
		}
		if got != want {
			t.Errorf("%v left of an hour and of a day: %v, want %v", left, got, want)
		}
	}
}

func TestClocks(t *testing.T) {
	t.Parallel()
	w := locale.English()
	for d, want := range map[time.Duration][2]string{
		0:                               {"0:00", "0:00"},
		4*time.Minute + 12*time.Second:  {"4:12", "4:12"},
		64*time.Minute + 33*time.Second: {"1:04:33", "1h 04m"},
		51 * time.Hour:                  {"2d 3h", "2d 3h"},
		30 * core.Day:                   {"30d 0h", "30d 0h"},
	} {
		if got := [2]string{Waited(w, noon(), noon().Add(d)), Left(w, noon(), noon().Add(d))}; got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		59 * time.Second: "", time.Minute: "1m", 119 * time.Minute: "1h", 51 * time.Hour: "2d", 8 * core.Day: "8d",
	} {
		if got := Rough(noon(), noon().Add(d)); got != want {
			t.Errorf("%v: roughly %q, want %q", d, got, want)
		}
	}
	for at, want := range map[time.Time]string{
		noon().Add(-time.Hour):      "11:00",
		noon().Add(-24 * time.Hour): "21 Nov",
		noon().AddDate(-1, 0, 0):    "2023-11",
		{}:                          "",
	} {
		if got := Stamp(w, at, noon()); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
}
