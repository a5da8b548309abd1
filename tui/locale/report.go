package locale

import (
	"time"

	"tgdesk/core"
)

// Report returns a text of the screen of reports.
func (c *Catalogue) Report(id string, args ...any) string { return c.text("report", id, args...) }

// ReportSpan is a length of time in few letters: 4:12, 1h04, 2d03.
func (c *Catalogue) ReportSpan(d time.Duration) string {
	switch {
	case d < time.Hour:
		return c.text("hours", "span_minutes", int(d/time.Minute), int(d/time.Second)%60)
	case d < core.Day:
		return c.text("hours", "span_hours", int(d/time.Hour), int(d/time.Minute)%60)
	}
	return c.text("hours", "span_days", int(d/core.Day), int(d/time.Hour)%24)
}

// Weekday is the short name of a day of the week.
func (c *Catalogue) Weekday(d time.Weekday) string {
	return c.text("hours", [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[d])
}
