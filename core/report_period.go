package core

import (
	"strconv"
	"strings"
	"time"
)

// reportDays is how many days a report is about unless it is said.
const reportDays = 30

// ParseReportPeriod reads the period of a report, which ends with that of to: each is a day
// ("2026-11-28", "today", "yesterday", "7d" for the day seven days ago), a month
// ("2026-11"), a week ("2026-W48"), a year, or what [ParseSince] reads, to the quarter of an
// hour. "" is today for to, and for from the thirty days up to it. All are of the zone of now.
func ParseReportPeriod(from, to string, now time.Time) (begin, end time.Time, err error) {
	_, end, ok := reportSpan(to, now)
	if !ok {
		return begin, end, NewError(CodeInvalid, "report_time", to)
	}
	if from == "" {
		y, m, d := end.Add(-time.Second).Date()
		return dayStart(y, m, d+1-reportDays, now.Location()), end, nil
	}
	if begin, _, ok = reportSpan(from, now); !ok {
		return begin, end, NewError(CodeInvalid, "report_time", from)
	}
	return begin, end, nil
}

// reportSpan is the part of the calendar that a text names: "" is today.
func reportSpan(text string, now time.Time) (from, to time.Time, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	y, m, d := now.Date()
	span := func(y int, m time.Month, d, years, months, days int) (time.Time, time.Time, bool) {
		return dayStart(y, m, d, now.Location()), dayStart(y+years, m+time.Month(months), d+days, now.Location()), true
	}
	switch text {
	case "", "today":
		return span(y, m, d, 0, 0, 1)
	case "yesterday":
		return span(y, m, d-1, 0, 0, 1)
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return span(t.Year(), t.Month(), t.Day(), 0, 0, 1)
	}
	if t, err := time.Parse("2006-01", text); err == nil {
		return span(t.Year(), t.Month(), 1, 0, 1, 0)
	}
	if t, err := time.Parse("2006", text); err == nil {
		return span(t.Year(), time.January, 1, 1, 0, 0)
	}
	if year, week, found := strings.Cut(text, "-w"); found {
		yy, errYear := strconv.Atoi(year)
		ww, errWeek := strconv.Atoi(week)
		first := time.Date(yy, time.January, 4, 0, 0, 0, 0, time.UTC) // is in the first week
		monday := first.AddDate(0, 0, 7*(ww-1)-(int(first.Weekday())+6)%7)
		if gotYear, gotWeek := monday.ISOWeek(); errYear != nil || errWeek != nil || len(year) != 4 || gotYear != yy || gotWeek != ww {
			return from, to, false
		}
		return span(monday.Year(), monday.Month(), monday.Day(), 0, 0, 7)
	}
	if age, err := ParseLimit(text); err == nil && age%Day == 0 {
		return span(y, m, d-int(age/Day), 0, 0, 1)
	}
	at, ok := ParseSince(strings.ToUpper(text), now)
	from = at.In(now.Location()).Truncate(MessageQuarter)
	if to = from; to.Before(at) {
		to = to.Add(MessageQuarter)
	}
	return from, to, ok
}
