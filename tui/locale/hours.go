package locale

import (
	"fmt"
	"time"

	"tgdesk/core"
)

// HoursNow says whether a brand is open, and until when it is that.
func (c *Catalogue) HoursNow(h core.Hours, now time.Time) string {
	opening := h.NextOpening(now)
	switch {
	case h.Always():
		return c.text("hours", "always")
	case opening.IsZero():
		return c.text("hours", "never_opens")
	case opening.After(now):
		return c.text("hours", "opens", c.hoursMoment(opening, now, h.Zone()))
	}
	closing := h.NextClosing(now)
	if closing.IsZero() {
		return c.text("hours", "open")
	}
	return c.text("hours", "open_until", c.hoursMoment(closing, now, h.Zone()))
}

// Hours is a word of business hours.
func (c *Catalogue) Hours(id string) string { return c.text("hours", id) }

// hoursMoment is a moment as short as it can be, in a time zone.
func (c *Catalogue) hoursMoment(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	clock := t.Format("15:04")
	switch {
	case core.DayOf(t) == core.DayOf(now):
		return clock
	case t.Sub(now) < 6*core.Day:
		return t.Format("Mon ") + clock
	}
	return c.ShortDate(t) + " " + clock
}

// Clock writes a length of time in hours, minutes and seconds, the same in all languages:
// 0:07, 1:02:03.
func Clock(d time.Duration) string {
	s := int(d / time.Second)
	if d < time.Hour {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
