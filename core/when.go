package core

import (
	"strings"
	"time"
)

// MorningHour is when a day begins at which something is to be done.
const MorningHour = 9

// Morning is the beginning of work, days after the one of t and in the time zone of t.
func Morning(t time.Time, days int) time.Time {
	return onDay(t, days, MorningHour*time.Hour)
}

// NextMonday is the beginning of work on the next Monday after the day of t.
func NextMonday(t time.Time) time.Time {
	return Morning(t, 1+(7-int(t.Weekday()))%7)
}

// ParseWhen reads a time to come, as people write it in the time zone of now: "2h",
// "3d", "14:30", "tomorrow", "tomorrow 9:00", "mon 9:00", "2026-11-30 9:00", or RFC 3339.
// A day without a time is its morning.
func ParseWhen(s string, now time.Time) (time.Time, error) {
	t, ok := parseWhen(strings.Join(strings.Fields(strings.ToLower(s)), " "), now)
	switch {
	case !ok:
		return t, NewError(CodeInvalid, "when_format", s)
	case !t.After(now):
		return t, NewError(CodeInvalid, "when_past", s)
	}
	return t, nil
}

func parseWhen(s string, now time.Time) (t time.Time, ok bool) {
	if d, err := ParseLimit(s); err == nil {
		return now.Add(d), true
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err == nil {
		return t, true
	}
	if clock, ok := parseClock(s); ok {
		if t = onDay(now, 0, clock); !t.After(now) {
			t = onDay(now, 1, clock)
		}
		return t, true
	}
	day, rest, timed := strings.Cut(s, " ")
	clock := MorningHour * time.Hour
	if timed {
		if clock, ok = parseClock(rest); !ok {
			return t, false
		}
	}
	if day == "tomorrow" {
		return onDay(now, 1, clock), true
	}
	if date, ok := parseLocal(day, now.Location(), time.DateOnly); ok {
		return onDay(date, 0, clock), true
	}
	for days := range 8 {
		name := strings.ToLower(((now.Weekday() + time.Weekday(days)) % 7).String())
		if t = onDay(now, days, clock); (day == name || day == name[:3]) && t.After(now) {
			return t, true
		}
	}
	return t, false
}

// onDay is a time of day, days after the one of t.
func onDay(t time.Time, days int, clock time.Duration) time.Time {
	if clock == 0 {
		return dayStart(t.Year(), t.Month(), t.Day()+days, t.Location())
	}
	return time.Date(t.Year(), t.Month(), t.Day()+days, int(clock/time.Hour), int(clock%time.Hour/time.Minute), 0, 0, t.Location())
}

// dayStart is the first moment of a day: where the clocks change at midnight, that is later
// than midnight, or the earlier of two.
func dayStart(year int, month time.Month, day int, zone *time.Location) time.Time {
	return Hours{zone: zone}.moment(civilDay(year, month, day), 0)
}

// parseLocal reads a date, with a time of day where a layout has one, of a zone.
func parseLocal(text string, zone *time.Location, layouts ...string) (time.Time, bool) {
	for _, layout := range layouts {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if at.Equal(at.Truncate(Day)) {
			return dayStart(at.Year(), at.Month(), at.Day(), zone), true
		}
		at, err = time.ParseInLocation(layout, text, zone)
		return at, err == nil
	}
	return time.Time{}, false
}

func parseClock(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}
