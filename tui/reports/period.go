package reports

import (
	"strings"
	"time"

	"tgdesk/core"
)

// period is what a report is about.
type period int

const (
	periodToday period = iota
	periodWeek
	periodMonth
	periodYear
	periodCustom
)

// id is that of the period's name.
func (p period) id() string {
	return [...]string{"today", "week", "month", "year", "custom"}[p]
}

// span is when the period begins and ends, in the time zone of now.
func (p period) span(now time.Time, c custom) (from, to time.Time, err error) {
	switch p {
	case periodToday:
		c = custom{"today", "today"}
	case periodWeek:
		c = custom{"6d", "today"}
	case periodMonth:
		c = custom{"29d", "today"}
	case periodYear:
		c = custom{time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), "today"}
	}
	return c.span(now)
}

// custom is a period that was typed, as [core.ParseReportPeriod] reads it.
type custom struct{ from, to string }

// customOf reads "2026-11-02..2026-11-20", or one part of the calendar that is all of it. A
// time alone, such as "12h", is what the period begins with.
func customOf(text string) custom {
	from, to, two := strings.Cut(text, "..")
	if !two {
		to = from
	}
	return custom{strings.TrimSpace(from), strings.TrimSpace(to)}
}

func (c custom) span(now time.Time) (from, to time.Time, err error) {
	from, to, err = core.ParseReportPeriod(c.from, c.to, now)
	if c.from == c.to && to.Sub(from) <= core.MessageQuarter {
		from, to, err = core.ParseReportPeriod(c.from, "", now)
	}
	if err != nil {
		return from, to, err
	}
	return from, to, core.ReportQuery{From: from, To: to, By: core.ReportByMonth}.Check()
}

// suitableParts are the parts of a period of which neither few nor very many are in it.
func suitableParts(length time.Duration) core.ReportBy {
	switch {
	case length <= 62*core.Day:
		return core.ReportByDay
	case length <= 200*core.Day:
		return core.ReportByWeek
	}
	return core.ReportByMonth
}

// days writes the first and the last day of a report, with the time where it does not begin
// or end with a day.
func days(from, to time.Time) string {
	switch first, last := dates(from, to); {
	case first == last && midnight(from) && midnight(to):
		return first
	case midnight(from) && midnight(to):
		return first + " – " + last
	case first == last && midnight(to):
		return from.Format("2006-01-02 15:04") + " – 24:00"
	case first == last:
		return from.Format("2006-01-02 15:04") + " – " + to.Format("15:04")
	}
	return from.Format("2006-01-02 15:04") + " – " + to.Format("2006-01-02 15:04")
}

// dates are the first day of a period and the last.
func dates(from, to time.Time) (first, last string) {
	return from.Format(time.DateOnly), to.Add(-time.Second).Format(time.DateOnly)
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 }
