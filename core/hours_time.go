package core

import (
	"slices"
	"time"
)

// maxHoursAhead bounds how many days are looked at for an opening or a closing: a brand
// that does neither in that time never does.
const maxHoursAhead = 2 * 366

// openSpan is a stretch of time in which a brand is open; its end is not in it.
type openSpan struct{ from, to time.Time }

// Open reports whether it is open at t.
func (h Hours) Open(t time.Time) bool {
	return h.NextOpening(t).Equal(t)
}

// NextOpening is the first moment from t on at which it is open, t itself if it is open;
// zero if it never opens again.
func (h Hours) NextOpening(t time.Time) (opening time.Time) {
	h.eachOpen(t, func(s openSpan) bool {
		opening = s.from
		return false
	})
	return opening
}

// NextClosing is the first moment from t on at which it is closed, t itself if it is
// closed; zero if it never closes.
func (h Hours) NextClosing(t time.Time) time.Time {
	closing := t
	ends := h.eachOpen(t, func(s openSpan) bool {
		if s.from.After(closing) {
			return false
		}
		closing = s.to
		return true
	})
	if !ends && closing.Sub(t) > (maxHoursAhead-7)*Day {
		return time.Time{}
	}
	return closing
}

// AddOpen is the moment when d of open time has passed since t; zero if that much never
// passes.
func (h Hours) AddOpen(t time.Time, d time.Duration) (at time.Time) {
	h.eachOpen(t, func(s openSpan) bool {
		if open := s.to.Sub(s.from); open < d {
			d -= open
			return true
		}
		at = s.from.Add(d)
		return false
	})
	return at
}

// Between is how long it is open from one time to another.
func (h Hours) Between(from, to time.Time) (open time.Duration) {
	h.eachOpen(from, func(s openSpan) bool {
		if !s.from.Before(to) {
			return false
		}
		if s.to.After(to) {
			s.to = to
		}
		open += s.to.Sub(s.from)
		return true
	})
	return open
}

// eachOpen gives fn the stretches of time from t on in which it is open, in order and
// without overlaps, until fn returns false; it returns whether that happened.
func (h Hours) eachOpen(t time.Time, fn func(openSpan) bool) (stopped bool) {
	if h.Always() {
		return !fn(openSpan{t, t.Add(maxHoursAhead * Day)})
	}
	done := t // what lies before was given to fn, or is past
	today := DayOf(t.In(h.Zone()))
	for d := today - 2; d < today+maxHoursAhead; d++ { // spans of two days ago reach today where a day was skipped
		for _, s := range h.SpansOn(d) {
			open := openSpan{h.moment(d, s.From), h.moment(d, s.To)}
			if open.from.Before(done) {
				open.from = done
			}
			if !open.from.Before(open.to) {
				continue
			}
			if done = open.to; !fn(open) {
				return true
			}
		}
	}
	return false
}

// SpansOn are the spans that begin on a day.
func (h Hours) SpansOn(d CivilDay) []Span {
	i, found := slices.BinarySearchFunc(h.dates, d, func(e HoursDates, d CivilDay) int {
		switch {
		case e.Last < d:
			return -1
		case e.First > d:
			return 1
		}
		return 0
	})
	switch {
	case found:
		return h.dates[i].Spans
	case h.week == nil:
		return []Span{{0, fullDay}}
	}
	return h.week[d.weekday()]
}

// moment is the first moment at which the clocks of the zone show the time of a day, in
// minutes, or a later one: a time that is skipped is when the clocks skip it, and one
// that comes twice is the first.
func (h Hours) moment(d CivilDay, minutes int) time.Time {
	shown := d.InUTC().Unix() + int64(minutes)*60
	t := time.Unix(shown, 0).Add(-26 * time.Hour).In(h.Zone()) // no zone is so far behind
	for {
		_, offset := t.Zone()
		at := time.Unix(shown-int64(offset), 0).In(h.Zone())
		if at.Before(t) {
			return t // it was skipped
		}
		_, end := t.ZoneBounds()
		if !end.After(t) || at.Before(end) { // package time ends some years a day early
			return at
		}
		t = end
	}
}

// DayOf is the day that t shows in its location.
func DayOf(t time.Time) CivilDay { return civilDay(t.Date()) }

func civilDay(year int, month time.Month, day int) CivilDay {
	return CivilDay(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
