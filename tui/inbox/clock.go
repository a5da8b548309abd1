package inbox

import (
	"fmt"
	"strconv"
	"time"

	"tgdesk/core"
)

// urgency is how near a chat is to its limit.
type urgency int

const (
	calm urgency = iota
	soon
	late
)

// After these percentages of its limit a chat is soon and late. A waiting chat
// warns early; of an active one only the end matters.
const (
	soonPercent   = 50
	latePercent   = 80
	activePercent = 80
)

// lateSign stands beside a late clock, so that colour is not the only sign.
const lateSign = "!"

// clockOf returns a chat's clock and its urgency: waiting chats count up,
// active ones down to their deadline, completed ones show when they were
// completed.
func clockOf(c core.Chat, now time.Time) (string, urgency) {
	switch c.State {
	case core.Completed:
		return Stamp(c.CompletedAt, now), calm
	case core.Active:
		if c.DeadlineAt.IsZero() {
			return "", calm
		}
		if usedPercent(c, now) >= activePercent {
			return Left(Seconds(now, c.DeadlineAt)), soon
		}
		return Left(Seconds(now, c.DeadlineAt)), calm
	}
	return Waited(Seconds(c.WaitingSince, now)), urgencyOf(usedPercent(c, now))
}

func urgencyOf(percent int64) urgency {
	switch {
	case percent >= latePercent:
		return late
	case percent >= soonPercent:
		return soon
	default:
		return calm
	}
}

// usedPercent is how much of its limit a chat has used.
func usedPercent(c core.Chat, now time.Time) int64 {
	limit := c.DeadlineAt.Sub(c.CountsFrom)
	if c.DeadlineAt.IsZero() || limit <= 0 {
		return 0
	}
	return int64(now.Sub(c.CountsFrom) / max(limit/100, 1))
}

// Seconds is the time from a to b in full seconds of the wall clock, so that
// all clocks on a screen change at the same moment. It is never negative.
func Seconds(a, b time.Time) time.Duration {
	return time.Duration(max(b.Unix()-a.Unix(), 0)) * time.Second
}

// Waited writes a time that counts up: 4:12, 1:04:33, 2d 3h.
func Waited(d time.Duration) string {
	if d >= core.Day {
		return daysHours(d)
	}
	s := int(d / time.Second)
	if d < time.Hour {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Left writes a time that counts down: 4:12, 23h 41m, 2d 3h. It shows no
// seconds before the last hour, because nobody reads them and every change
// wakes the screen.
func Left(d time.Duration) string {
	switch {
	case d >= core.Day:
		return daysHours(d)
	case d >= time.Hour:
		return fmt.Sprintf("%dh %02dm", d/time.Hour, d/time.Minute%60)
	default:
		return Waited(d)
	}
}

func daysHours(d time.Duration) string {
	return strconv.Itoa(int(d/core.Day)) + "d " + strconv.Itoa(int(d%core.Day/time.Hour)) + "h"
}

// Stamp writes when something was, as short as it can: 15:04 today, 21 Nov
// within the year, 2006-01 before. Both times are read in now's time zone.
func Stamp(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.IsZero():
		return ""
	case t.Year() != now.Year():
		return t.Format("2006-01")
	case t.YearDay() != now.YearDay():
		return t.Format("2 Jan")
	default:
		return t.Format("15:04")
	}
}

// NextTick returns how long until the first of the chats' clocks changes: at
// most a second while one shows seconds, else at most a minute, and 0 if none
// will change.
func NextTick(now time.Time, chats ...core.Chat) time.Duration {
	step := time.Duration(0)
	for i := range chats {
		if s := stepOf(&chats[i], now); s > 0 && (step == 0 || s < step) {
			step = s
		}
	}
	if step == 0 {
		return 0
	}
	return step - time.Duration(now.Nanosecond()) // seconds change with the wall clock's
}

// stepOf is how long a chat's clock stays the same, counted from the last full
// second; 0 if it never changes.
func stepOf(c *core.Chat, now time.Time) time.Duration {
	switch {
	case c.Flood.On(now): // its mark goes within a minute
		return time.Second
	case c.State == core.Completed, c.State == core.Active && c.DeadlineAt.IsZero():
		return 0
	case c.State == core.Active:
		left := Seconds(now, c.DeadlineAt)
		if left < time.Hour {
			return time.Second
		}
		return left%time.Minute + time.Second
	}
	waited := Seconds(c.WaitingSince, now)
	if waited < core.Day {
		return time.Second
	}
	return time.Minute - waited%time.Minute
}

// NextTick is the function NextTick for the visible chats.
func (l *List) NextTick(now time.Time) time.Duration {
	shown := l.items[l.top:min(l.top+l.visible(), len(l.items))]
	chats := make([]core.Chat, len(shown))
	for i := range shown {
		chats[i] = shown[i].row.Chat
	}
	return NextTick(now, chats...)
}
