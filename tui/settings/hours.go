package settings

import (
	"cmp"
	"strings"

	"tgdesk/core"
)

// addHours adds to a form whether a brand is open now, and the hours of the next week.
func (s *Screen) addHours(f *form, h core.Hours) {
	now := s.o.Now()
	style := s.o.Theme.Good
	if !h.Open(now) {
		style = s.o.Theme.Warn
	}
	f.add(fact{s.o.Locale.Hours("now"), s.o.Locale.HoursNow(h, now), style})
	if h.Always() {
		f.add(gap{})
		return
	}
	today := core.DayOf(now.In(h.Zone()))
	for day := today; day < today+7; day++ {
		var spans []string
		for _, span := range h.SpansOn(day) {
			spans = append(spans, strings.ReplaceAll(span.String(), "-", "–"))
		}
		open := cmp.Or(strings.Join(spans, "  "), s.o.Locale.Hours("closed"))
		date := day.InUTC()
		f.add(fact{date.Format("Mon ") + s.o.Locale.ShortDate(date), open, s.o.Theme.Text})
	}
	f.add(gap{})
}
