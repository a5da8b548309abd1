package countdown

import (
	"time"

	"tgdesk/core"
)

// NextTick returns how long until the first of the chats' clocks shows
// something else: at most a second while one shows seconds, else at most a
// minute, and 0 when none of them moves.
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

// stepOf is how long a chat's clock stands still, counted from the last tick
// of the wall clock; 0 when it never moves.
func stepOf(c *core.Chat, now time.Time) time.Duration {
	switch {
	case c.Flood.ActiveAt(now): // its mark goes within a minute
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

// Until is NextTick of a clock that counts down to a moment.
func Until(now, moment time.Time) time.Duration {
	return NextTick(now, core.Chat{State: core.Active, DeadlineAt: moment})
}

// Since is NextTick of a clock that counts up from a moment.
func Since(now, moment time.Time) time.Duration {
	return NextTick(now, core.Chat{State: core.Pending, WaitingSince: moment})
}
