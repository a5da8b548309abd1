package core

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Hours are when the people of a brand answer. Days and times are those of a time zone.
// The zero value is always open.
type Hours struct {
	week  *[7][]Span // by time.Weekday; nil = always open
	dates []HoursDates
	zone  *time.Location
}

// Span is a part of a day in which a brand is open, in minutes since midnight. One that
// reaches into the next day has To > 24·60, and belongs to the day on which it begins.
type Span struct{ From, To int }

// HoursDates are days that differ from the week, the first to the last, on which a brand
// is open in some spans, none if it is closed.
type HoursDates struct {
	First, Last CivilDay
	Spans       []Span
}

// CivilDay is a day of the calendar: days since 1970-01-01.
type CivilDay int

const (
	fullDay = 24 * 60 // minutes
	// maxHoursDates bounds the entries of days that differ, and maxHoursDays the days of
	// one of them.
	maxHoursDates = 200
	maxHoursDays  = 366
)

// hoursAlways and hoursClosed are what hours are written as besides spans.
const (
	hoursAlways = "always"
	hoursClosed = "closed"
)

// ParseHours reads hours: of the week, such as "mon-fri 09:00-12:00 13:00-18:00, sat
// 10:00-14:00", or "always", which is also "", or "closed"; of dates that differ, such as
// "2026-12-24 09:00-12:00, 2026-12-25..2026-12-26 closed"; and the IANA name of the time
// zone, "" for UTC.
func ParseHours(week, dates, zone string) (Hours, error) {
	var h Hours
	var err error
	if h.zone, err = parseZone(zone); err != nil {
		return h, err
	}
	if h.dates, err = parseHoursDates(dates); err != nil {
		return h, err
	}
	h.week, err = parseWeek(week)
	return h, err
}

func parseZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, NewError(CodeInvalid, "hours_zone", name)
	}
	return zone, nil
}

// parseWeek reads the hours of a week; nil is always.
func parseWeek(text string) (*[7][]Span, error) {
	var week [7][]Span
	switch text = strings.TrimSpace(strings.ToLower(text)); text {
	case "", hoursAlways:
		return nil, nil
	case hoursClosed:
		return &week, nil
	}
	var days []time.Weekday
	named := false // the last word was a day
	for _, word := range hoursWords(text) {
		if some, ok := parseDays(word); ok {
			if !named {
				days = nil
			}
			days, named = append(days, some...), true
			continue
		}
		s, err := parseSpan(word)
		if err == nil && len(days) == 0 {
			err = NewError(CodeInvalid, "hours_day_first", word)
		}
		if err != nil {
			return nil, err
		}
		named = false
		for _, d := range days {
			week[d] = append(week[d], s)
		}
	}
	if named {
		return nil, NewError(CodeInvalid, "hours_no_times", dayName(days[len(days)-1]))
	}
	full := true
	for d := range week {
		week[d] = mergeSpans(week[d])
		full = full && slices.Equal(week[d], []Span{{0, fullDay}})
	}
	if full {
		return nil, nil
	}
	return &week, nil
}

// parseHoursDates reads days that differ from the week, and sorts them.
func parseHoursDates(text string) (all []HoursDates, err error) {
	var now *HoursDates
	filled := true // the last entry says when it is open
	for _, word := range hoursWords(strings.ToLower(text)) {
		first, last, isDate, err := parseDates(word)
		switch {
		case err != nil:
			return nil, err
		case isDate && !filled:
			return nil, NewError(CodeInvalid, "hours_no_times", now.First.String())
		case isDate:
			all = append(all, HoursDates{First: first, Last: last})
			now, filled = &all[len(all)-1], false
		case now == nil:
			if _, err := parseSpan(word); err != nil && unicode.IsDigit(rune(word[0])) {
				return nil, NewError(CodeInvalid, "hours_date", word)
			}
			return nil, NewError(CodeInvalid, "hours_date_first", word)
		case word == hoursClosed && !filled:
			filled = true
		default:
			s, err := parseSpan(word)
			if err != nil {
				return nil, err
			}
			now.Spans, filled = append(now.Spans, s), true
		}
	}
	if !filled {
		return nil, NewError(CodeInvalid, "hours_no_times", now.First.String())
	}
	if len(all) > maxHoursDates {
		return nil, NewError(CodeInvalid, "hours_dates_many", len(all), maxHoursDates)
	}
	slices.SortFunc(all, func(a, b HoursDates) int { return cmp.Compare(a.First, b.First) })
	for i := range all {
		all[i].Spans = mergeSpans(all[i].Spans)
		if i > 0 && all[i].First <= all[i-1].Last {
			return nil, NewError(CodeInvalid, "hours_date_twice", all[i].First.String())
		}
	}
	return all, nil
}

// hoursWords takes hours apart at spaces, commas and semicolons. Dashes may have spaces
// around them, and be longer.
func hoursWords(text string) []string {
	text = strings.NewReplacer("–", "-", "—", "-").Replace(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,;", r) })
	var joined []string
	for _, w := range words {
		last := len(joined) - 1
		if last >= 0 && (strings.HasPrefix(w, "-") || strings.HasPrefix(w, "..") || strings.HasSuffix(joined[last], "-") || strings.HasSuffix(joined[last], "..")) {
			joined[last] += w
			continue
		}
		joined = append(joined, w)
	}
	return joined
}

// weekdays are the days in the order in which they are written.
func weekdays() [7]time.Weekday {
	return [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func dayName(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// parseDays reads a day or a range of days: "mon", "monday", "mon-fri", "sat-mon".
func parseDays(word string) (days []time.Weekday, ok bool) {
	first, last, isRange := strings.Cut(word, "-")
	from, ok := parseDay(first)
	if !ok {
		return nil, false
	}
	to := from
	if isRange {
		if to, ok = parseDay(last); !ok {
			return nil, false
		}
	}
	for d := from; ; d = (d + 1) % 7 {
		if days = append(days, d); d == to {
			return days, true
		}
	}
}

func parseDay(word string) (time.Weekday, bool) {
	for _, d := range weekdays() {
		if name := strings.ToLower(d.String()); len(word) >= 2 && strings.HasPrefix(name, word) {
			return d, true
		}
	}
	return 0, false
}

// parseSpan reads a span of a day: "09:00-18:00", "9-18", "22:00-02:00", "12:00-24:00".
func parseSpan(word string) (Span, error) {
	first, last, _ := strings.Cut(word, "-")
	from, fromOK := parseTimeOfDay(first)
	to, toOK := parseTimeOfDay(last)
	if !fromOK || !toOK || from == to || from == fullDay {
		return Span{}, NewError(CodeInvalid, "hours_span", word)
	}
	if to < from {
		to += fullDay
	}
	return Span{from, to}, nil
}

// parseTimeOfDay reads a time of the day in minutes: "9", "09:00", "24:00".
func parseTimeOfDay(text string) (int, bool) {
	hours, minutes, hasMinutes := strings.Cut(text, ":")
	if !hasMinutes {
		minutes = "00"
	}
	h, err := strconv.ParseUint(hours, 10, 8)
	if err != nil || len(hours) > 2 || len(minutes) != 2 {
		return 0, false
	}
	m, err := strconv.ParseUint(minutes, 10, 8)
	at := int(h)*60 + int(m)
	return at, err == nil && m < 60 && at <= fullDay
}

// parseDates reads a date or a range of dates: "2026-12-24", "2026-12-24..2026-12-31".
func parseDates(word string) (first, last CivilDay, isDate bool, err error) {
	const length = len(time.DateOnly)
	if len(word) < length || strings.Count(word[:length], "-") != 2 {
		return 0, 0, false, nil
	}
	rest := word[length:]
	for _, sign := range []string{"..", "-", "/"} {
		if after, ok := strings.CutPrefix(rest, sign); ok {
			rest = after
			break
		}
	}
	if first, err = parseCivilDay(word[:length]); err != nil {
		return 0, 0, false, err
	}
	last = first
	if len(word) > length {
		if last, err = parseCivilDay(rest); err != nil {
			return 0, 0, false, err
		}
	}
	if last < first || last-first >= maxHoursDays {
		return 0, 0, false, NewError(CodeInvalid, "hours_date_range", word, maxHoursDays)
	}
	return first, last, true, nil
}

func parseCivilDay(text string) (CivilDay, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1970 {
		return 0, NewError(CodeInvalid, "hours_date", text)
	}
	return DayOf(t), nil
}

// String is the date as "2026-12-24".
func (d CivilDay) String() string { return d.InUTC().Format(time.DateOnly) }

// InUTC is the beginning of the day in UTC, where every day has one.
func (d CivilDay) InUTC() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// weekday is the day of the week.
func (d CivilDay) weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// mergeSpans sorts spans and joins those that touch, unless that makes one of a day or
// more, which could not be written: it ends at the time of day at which it begins.
func mergeSpans(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var merged []Span
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.From <= merged[last].To {
			whole := Span{merged[last].From, max(merged[last].To, s.To)}
			if whole.To-whole.From >= fullDay && whole != (Span{0, fullDay}) {
				merged[last].To = s.From
				merged = append(merged, s)
				continue
			}
			merged[last] = whole
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// Times writes when the span begins and ends, as "09:00" and "18:00".
func (s Span) Times() (from, to string) {
	clock := func(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
	end := s.To
	if end > fullDay {
		end -= fullDay
	}
	return clock(s.From), clock(end)
}

func (s Span) String() string {
	from, to := s.Times()
	return from + "-" + to
}

func writeSpans(spans []Span) string {
	var words []string
	for _, s := range spans {
		words = append(words, s.String())
	}
	return strings.Join(words, " ")
}

// Week writes the hours of the week the way ParseHours reads them.
func (h Hours) Week() string {
	if h.week == nil {
		return hoursAlways
	}
	var parts []string
	days := weekdays()
	for i := 0; i < len(days); i++ {
		spans, first := h.week[days[i]], i
		for i+1 < len(days) && slices.Equal(h.week[days[i+1]], spans) {
			i++
		}
		if len(spans) == 0 {
			continue
		}
		name := dayName(days[first])
		if i > first {
			name += "-" + dayName(days[i])
		}
		parts = append(parts, name+" "+writeSpans(spans))
	}
	if parts == nil {
		return hoursClosed
	}
	return strings.Join(parts, ", ")
}

// Dates writes the days that differ from the week the way ParseHours reads them.
func (h Hours) Dates() string {
	var parts []string
	for _, d := range h.dates {
		name, open := d.First.String(), writeSpans(d.Spans)
		if d.Last != d.First {
			name += ".." + d.Last.String()
		}
		parts = append(parts, name+" "+cmp.Or(open, hoursClosed))
	}
	return strings.Join(parts, ", ")
}

// Zone is the time zone of the hours.
func (h Hours) Zone() *time.Location {
	if h.zone == nil {
		return time.UTC
	}
	return h.zone
}

// Always reports whether there is no moment at which it is closed.
func (h Hours) Always() bool {
	return h.week == nil && len(h.dates) == 0
}
