// Package countdown writes how long somebody waits and how long is left, and
// says when such a clock shows something else.
//
// It must not look at the clock itself, or know which clocks are shown.
package countdown

import (
	"fmt"
	"strconv"
	"time"

	"tgdesk/core"
)

// Seconds is the time from a to b counted in ticks of the wall clock, so that
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
