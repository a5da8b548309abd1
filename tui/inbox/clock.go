package inbox

import (
	"time"

	"tgdesk/core"
	"tgdesk/tui/countdown"
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
		return countdown.Stamp(c.CompletedAt, now), calm
	case core.Active:
		if c.DeadlineAt.IsZero() {
			return "", calm
		}
		if usedPercent(c, now) >= activePercent {
			return countdown.Left(countdown.Seconds(now, c.DeadlineAt)), soon
		}
		return countdown.Left(countdown.Seconds(now, c.DeadlineAt)), calm
	}
	return countdown.Waited(countdown.Seconds(c.WaitingSince, now)), urgencyOf(usedPercent(c, now))
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
