// Package countdown writes how long somebody waits and how long is left, and
// says when such a clock shows something else. All clocks on a screen change with
// the seconds of the wall clock, so at the same moment.
//
// It must not look at the clock itself, or know which clocks are shown.
package countdown

import (
	"fmt"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// seconds is the time from a to b in ticks of the wall clock; never negative.
func seconds(a, b time.Time) time.Duration {
	return time.Duration(max(b.Unix()-a.Unix(), 0)) * time.Second
}

// Waited writes a time that counts up: 4:12, 1:04:33, 2d 3h.
func Waited(w *locale.Catalogue, since, now time.Time) string {
	return waited(w, seconds(since, now))
}

func waited(w *locale.Catalogue, d time.Duration) string {
	if d >= core.Day {
		return w.Screen("days_hours", int(d/core.Day), int(d%core.Day/time.Hour))
	}
	return locale.Clock(d)
}

// Left writes a time that counts down: 4:12, 23h 41m, 2d 3h. It shows no
// seconds before the last hour, because nobody reads them and every change
// wakes the screen.
func Left(w *locale.Catalogue, now, until time.Time) string {
	return left(w, seconds(now, until))
}

func left(w *locale.Catalogue, d time.Duration) string {
	if d >= time.Hour && d < core.Day {
		return w.Screen("hours_minutes", int(d/time.Hour), int(d/time.Minute%60))
	}
	return waited(w, d)
}

// Until writes a time that counts down in full minutes, rounded up: 12m, 2h 10m, 2d 3h.
func Until(w *locale.Catalogue, now, at time.Time) string {
	d := (seconds(now, at) + time.Minute - 1).Truncate(time.Minute)
	if d >= time.Hour {
		return left(w, d)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

// Rough writes a time that counts up in its largest unit, "" for less than a minute:
// 9m, 2h, 3d.
func Rough(since, now time.Time) string {
	switch d := seconds(since, now); {
	case d >= core.Day:
		return fmt.Sprintf("%dd", d/core.Day)
	case d >= time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return ""
}

// Stamp writes when something was, as short as it can: 15:04 today, 21 Nov
// within the year, 2006-01 before. Both times are read in now's time zone.
func Stamp(w *locale.Catalogue, t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.IsZero():
		return ""
	case t.Year() != now.Year():
		return t.Format("2006-01")
	case core.DayOf(t) != core.DayOf(now):
		return w.ShortDate(t)
	}
	return t.Format("15:04")
}

// When writes a time to come, with day and hour, in now's time zone.
func When(w *locale.Catalogue, t, now time.Time) string {
	t = t.In(now.Location())
	return w.Screen("when", w.ShortDate(t), t.Format("15:04"))
}

// NextTick returns how long until the first of the chats' clocks shows
// something else: at most a second while one shows seconds, else at most a
// minute, and 0 when none of them moves.
func NextTick(now time.Time, chats ...*core.Chat) time.Duration {
	next := time.Duration(0)
	for _, c := range chats {
		if s := step(c, now); s > 0 && (next == 0 || s < next) {
			next = s
		}
	}
	if next == 0 {
		return 0
	}
	return next - time.Duration(now.Nanosecond())
}

// ClosesSoon reports whether an active chat will be completed before long unless
// somebody writes: a tenth of its limit is left, or a few minutes.
func ClosesSoon(c *core.Chat, now time.Time) bool {
	limit := c.DeadlineAt.Sub(c.CountsFrom)
	return c.State == core.Active && !c.Snoozed() && !c.DeadlineAt.IsZero() && c.DeadlineAt.Sub(now) <= max(limit/10, 10*time.Minute)
}

// step is how long a chat's clocks stand still, counted from the last tick
// of the wall clock; 0 when they never move.
func step(c *core.Chat, now time.Time) time.Duration {
	since, until := c.WaitingSince, c.DeadlineAt
	switch {
	case c.Flood.ActiveAt(now): // its mark goes within a minute
		return time.Second
	case c.State == core.Completed, c.Snoozed():
		return 0
	case c.State == core.Active:
		since = c.AwaitingSince
	case c.State == core.Pending:
		until = time.Time{} // no clock shows it
	}
	return sooner(upStep(since, now), downStep(until, now))
}

// upStep is how long Waited stands still, downStep how long Left does; 0 without a
// time.
func upStep(since, now time.Time) time.Duration {
	waited := seconds(since, now)
	switch {
	case since.IsZero():
		return 0
	case waited >= core.Day:
		return time.Minute - waited%time.Minute
	}
	return time.Second
}

func downStep(until, now time.Time) time.Duration {
	left := seconds(now, until)
	switch {
	case until.IsZero():
		return 0
	case left >= time.Hour:
		return left%time.Minute + time.Second
	}
	return time.Second
}

// sooner is the smaller of two steps of which 0 is none.
func sooner(a, b time.Duration) time.Duration {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}
