package channels

import (
	"time"

	"tgdesk/core"
)

// hours are the business hours of the brands that are not always open, and when the
// closed ones open, as far as that was asked for in the present minute.
type hours struct {
	of     map[core.BrandID]core.Hours
	minute time.Time
	opens  map[core.BrandID]time.Time
}

func hoursOf(brands []core.BrandView) hours {
	h := hours{of: map[core.BrandID]core.Hours{}}
	for _, b := range brands {
		if open := b.Options.OpenHours(); !open.Always() {
			h.of[b.ID] = open
		}
	}
	return h
}

// Opens is when a brand that is closed now opens; zero while it is open, and if it never
// opens.
func (c *Channels) Opens(id core.BrandID) time.Time {
	open, ok := c.hours.of[id]
	if !ok {
		return time.Time{}
	}
	now := c.s.Now()
	if minute := now.Truncate(time.Minute); c.hours.opens == nil || !minute.Equal(c.hours.minute) {
		c.hours.minute, c.hours.opens = minute, map[core.BrandID]time.Time{}
	}
	at, known := c.hours.opens[id]
	if !known {
		if at = open.NextOpening(now); !at.After(now) {
			at = time.Time{}
		}
		c.hours.opens[id] = at
	}
	return at
}

// FirstOpens is when the first of the brands opens, or that one brand unless it is 0, if
// all are closed now; zero if one is open.
func (c *Channels) FirstOpens(of core.BrandID) (first time.Time) {
	for _, b := range c.brands {
		if of != 0 && b.ID != of {
			continue
		}
		at := c.Opens(b.ID)
		if at.IsZero() {
			return at
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// OpenLimit is the answer limit of a brand where it waits for opening, else 0.
func (c *Channels) OpenLimit(id core.BrandID) time.Duration {
	if b, ok := c.Brand(id); ok && b.Options.HoursWait {
		return b.Limits.Answer
	}
	return 0
}
