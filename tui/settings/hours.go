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
	for days := range 7 {
		day := now.In(h.Zone()).AddDate(0, 0, days)
		var spans []string
		for _, span := range h.SpansOn(day) {
			spans = append(spans, strings.ReplaceAll(span.String(), "-", "–"))
		}
		open := cmp.Or(strings.Join(spans, "  "), s.o.Locale.Hours("closed"))
		f.add(fact{day.Format("Mon ") + s.o.Locale.ShortDate(day), open, s.o.Theme.Text})
	}
	f.add(gap{})
}
