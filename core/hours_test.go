package core

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func hoursOf(t testing.TB, week, dates, zone string) Hours {
	t.Helper()
	h, err := ParseHours(week, dates, zone)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestParseHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "always", "always": "always", "closed": "closed", "mon-sun 00:00-24:00": "always",
		"mon-fri 09:00-18:00, sat 10:00-14:00":        "mon-fri 09:00-18:00, sat 10:00-14:00",
		"Monday – Friday 9-12, 13 - 18; Sat 10-14":    "mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00",
		"sat-mon 22:00-02:00":                         "mon 22:00-02:00, sat-sun 22:00-02:00",
		"mon, wed 9:00-17:00\nfri 9-12":               "mon 09:00-17:00, wed 09:00-17:00, fri 09:00-12:00",
		"tue 13:00-18:00, tue 09:00-13:00":            "tue 09:00-18:00",
		"sun 00:00-24:00":                             "sun 00:00-24:00",
		"mon 18:00-24:00, mon 20:00-03:00, mon 09-10": "mon 09:00-10:00 18:00-03:00",
	} {
		h, err := ParseHours(in, "", "")
		if err != nil || h.Week() != want {
			t.Errorf("%q is read as %q, %v; want %q", in, h.Week(), err, want)
		}
	}
	for in, want := range map[string]string{
		"": "", "2026-12-25 closed": "2026-12-25 closed",
		"2026-12-31 9-12 13-15, 2026-12-24 - 2026-12-26 closed": "2026-12-24..2026-12-26 closed, 2026-12-31 09:00-12:00 13:00-15:00",
		"2028-02-29/2028-03-01 22:00-04:00":                     "2028-02-29..2028-03-01 22:00-04:00",
	} {
		h, err := ParseHours("", in, "")
		if err != nil || h.Dates() != want {
			t.Errorf("%q is read as %q, %v; want %q", in, h.Dates(), err, want)
		}
	}
	for in, id := range map[[3]string]string{
		{"09:00-18:00"}:                           "hours_day_first",
		{"mon"}:                                   "hours_no_times",
		{"mon 09:00-18:00, tue"}:                  "hours_no_times",
		{"mon 09:00"}:                             "hours_span",
		{"mon 09:00-09:00"}:                       "hours_span",
		{"mon 24:00-02:00"}:                       "hours_span",
		{"mon 09:00-25:00"}:                       "hours_span",
		{"mon 09:60-10:00"}:                       "hours_span",
		{"mon 09:00-24:01"}:                       "hours_span",
		{"mon ٠٩:00-10:00"}:                       "hours_span",
		{"someday 9-10"}:                          "hours_span",
		{"", "2026-02-29 closed"}:                 "hours_date",
		{"", "2026-12-24"}:                        "hours_no_times",
		{"", "2026-12-24, 2026-12-25 9-10"}:       "hours_no_times",
		{"", "9-10"}:                              "hours_date_first",
		{"", "2026-12-26..2026-12-25 9-10"}:       "hours_date_range",
		{"", "2026-12-24..2030-12-25 9-10"}:       "hours_date_range",
		{"", "2026-12-24 closed 2026-12-24 9-10"}: "hours_date_twice",
		{"", "2026-12-24 9-10 closed"}:            "hours_span",
		{"", "2026-12-24 closed closed"}:          "hours_span",
		{"", "", "Mars/Base"}:                     "hours_zone",
		{"", "", "Local"}:                         "hours_zone",
		{"", "", "../../etc/passwd"}:              "hours_zone",
		{"", strings.Repeat("x 9-10 ", 3)}:        "hours_date_first",
	} {
		_, err := ParseHours(in[0], in[1], in[2])
		if e, ok := errors.AsType[*Error](err); !ok || e.ID != id {
			t.Errorf("%q: %v, want %s", in, err, id)
		}
	}
}

func TestHoursAtTheirEdges(t *testing.T) {
	t.Parallel()
	const layout = "2006-01-02 15:04"
	for name, test := range map[string]struct {
		week, dates, zone, at  string
		open                   bool
		opening, closing, hour string // "" = never; hour is when an hour of open time has passed
	}{
		"at opening":             {"mon-fri 09:00-18:00", "", "UTC", "2026-11-23 09:00", true, "2026-11-23 09:00", "2026-11-23 18:00", "2026-11-23 10:00"},
		"at closing":             {"mon-fri 09:00-18:00", "", "UTC", "2026-11-23 18:00", false, "2026-11-24 09:00", "2026-11-23 18:00", "2026-11-24 10:00"},
		"half an hour left":      {"mon-fri 09:00-18:00", "", "UTC", "2026-11-27 17:30", true, "2026-11-27 17:30", "2026-11-27 18:00", "2026-11-30 09:30"},
		"just enough":            {"mon-fri 09:00-18:00", "", "UTC", "2026-11-27 17:00", true, "2026-11-27 17:00", "2026-11-27 18:00", "2026-11-27 18:00"},
		"over midnight":          {"fri 22:00-02:00", "", "UTC", "2026-11-28 01:59", true, "2026-11-28 01:59", "2026-11-28 02:00", "2026-12-04 22:59"},
		"to midnight and on":     {"fri 22:00-24:00, sat 00:00-03:00", "", "UTC", "2026-11-27 23:59", true, "2026-11-27 23:59", "2026-11-28 03:00", "2026-11-28 00:59"},
		"a holiday":              {"mon-fri 09:00-18:00", "2026-12-25 closed", "UTC", "2026-12-24 18:30", false, "2026-12-28 09:00", "2026-12-24 18:30", "2026-12-28 10:00"},
		"night before a holiday": {"thu 22:00-04:00", "2026-12-25 closed", "UTC", "2026-12-25 01:00", true, "2026-12-25 01:00", "2026-12-25 04:00", "2026-12-25 02:00"},
		"a leap day":             {"closed", "2028-02-29 09:00-12:00", "UTC", "2028-02-28 12:00", false, "2028-02-29 09:00", "2028-02-28 12:00", "2028-02-29 10:00"},
		"never again":            {"closed", "2026-01-05 09:00-12:00", "UTC", "2026-02-01 12:00", false, "", "2026-02-01 12:00", ""},
		"too far ahead":          {"closed", "2036-01-05 09:00-12:00", "UTC", "2026-02-01 12:00", false, "", "2026-02-01 12:00", ""},
		"little is left":         {"closed", "2026-02-01 09:00-12:30", "UTC", "2026-02-01 12:00", true, "2026-02-01 12:00", "2026-02-01 12:30", ""},
		"always":                 {"always", "", "UTC", "2026-02-01 12:00", true, "2026-02-01 12:00", "", "2026-02-01 13:00"},
		"always but once":        {"always", "2026-02-02 closed", "UTC", "2026-02-01 23:30", true, "2026-02-01 23:30", "2026-02-02 00:00", "2026-02-03 00:30"},
		// Berlin: 02:00 to 03:00 is skipped on 2026-03-29, and comes twice on 2026-10-25.
		"before the gap":    {"sun 01:30-03:30", "", "Europe/Berlin", "2026-03-29 01:45", true, "2026-03-29 01:45", "2026-03-29 03:30", "2026-04-05 01:45"},
		"begins in the gap": {"sun 02:30-06:00", "", "Europe/Berlin", "2026-03-29 01:00", false, "2026-03-29 03:00", "2026-03-29 01:00", "2026-03-29 04:00"},
		"all in the gap":    {"sun 02:15-02:45", "", "Europe/Berlin", "2026-03-29 01:00", false, "2026-04-05 02:15", "2026-03-29 01:00", "2026-04-12 02:45"},
		"a longer night":    {"sat 22:00-04:00", "", "Europe/Berlin", "2026-10-25 00:30", true, "2026-10-25 00:30", "2026-10-25 04:00", "2026-10-25 01:30"},
		// Samoa had no 30 December 2011.
		"a skipped day":         {"mon-fri 09:00-17:00", "", "Pacific/Apia", "2011-12-29 16:30", true, "2011-12-29 16:30", "2011-12-29 17:00", "2012-01-02 09:30"},
		"through a skipped day": {"thu 20:00-02:00", "", "Pacific/Apia", "2011-12-29 21:00", true, "2011-12-29 21:00", "2011-12-31 00:00", "2011-12-29 22:00"},
	} {
		h := hoursOf(t, test.week, test.dates, test.zone)
		at := func(s string) (moment time.Time) {
			if s != "" {
				var err error
				if moment, err = time.ParseInLocation(layout, s, h.Zone()); err != nil {
					t.Fatal(err)
				}
			}
			return moment
		}
		now := at(test.at)
		if got := h.Open(now); got != test.open {
			t.Errorf("%s: open %v", name, got)
		}
		for what, got := range map[string][2]time.Time{
			"opening": {h.NextOpening(now), at(test.opening)}, "closing": {h.NextClosing(now), at(test.closing)},
			"an hour later": {h.AddOpen(now, time.Hour), at(test.hour)},
		} {
			if !got[0].Equal(got[1]) {
				t.Errorf("%s: %s is %s, want %s", name, what, got[0], got[1])
			}
		}
	}
}

// drawHours draws hours in zones whose clocks do odd things.
func drawHours(t *rapid.T) Hours {
	var week []string
	for _, d := range weekdays() {
		for range rapid.IntRange(0, 2).Draw(t, "spans") {
			from := rapid.IntRange(0, fullDay-1).Draw(t, "from")
			to := from + rapid.IntRange(1, fullDay-1).Draw(t, "length")
			week = append(week, dayName(d)+" "+Span{from, to}.String())
		}
	}
	if week == nil {
		week = []string{"closed"}
	}
	zone := rapid.SampledFrom([]string{
		"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca", "America/Havana", "Antarctica/Troll",
	}).Draw(t, "zone")
	dates := ""
	for i := range rapid.IntRange(0, 3).Draw(t, "dates") {
		day := CivilDay(15330 + 4*i + rapid.IntRange(0, 3).Draw(t, "date")) // around 2011-12-30
		dates += day.String() + rapid.SampledFrom([]string{" closed, ", " 20:00-04:00, ", " 00:00-24:00, "}).Draw(t, "open")
	}
	h, err := ParseHours(strings.Join(week, ", "), dates, zone)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestHoursAreWhatClocksShow compares hours with a clock that is read each minute: a
// time of day is reached when the clock shows it, or a later one, for the first time.
func TestHoursAreWhatClocksShow(t *testing.T) {
	t.Parallel()
	transitions := []time.Time{ // days on which clocks were changed somewhere
		time.Date(2011, 12, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 28, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 0, 0, 0, 0, time.UTC),
		time.Date(2005, 10, 29, 20, 0, 0, 0, time.UTC), time.Date(2026, 4, 4, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 2, 28, 0, 0, 0, 0, time.UTC),
	}
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		begin := rapid.SampledFrom(transitions).Draw(t, "around").Add(time.Duration(rapid.IntRange(-12, 12).Draw(t, "hours")) * time.Hour)
		shown, open := int64(0), []bool{} // what the clock showed last
		const before, length = 3 * 24 * 60, 3 * 24 * 60
		for m := -before; m < length; m++ {
			at := begin.Add(time.Duration(m) * time.Minute).In(h.Zone())
			_, offset := at.Zone()
			shown = max(shown, at.Unix()+int64(offset))
			if m < 0 {
				continue
			}
			today := CivilDay(shown / 86400)
			minute := int(shown % 86400 / 60)
			is := false
			for days := range 3 {
				for _, s := range h.SpansOn(today - CivilDay(days)) {
					now := minute + days*fullDay
					is = is || s.From <= now && now < s.To
				}
			}
			open = append(open, is)
		}
		from := rapid.IntRange(0, length-1).Draw(t, "minute")
		at := begin.Add(time.Duration(from) * time.Minute)
		if h.Open(at) != open[from] {
			t.Fatalf("at %s open is %v, by the clock %v: %s; %s", at.In(h.Zone()), h.Open(at), open[from], h.Week(), h.Dates())
		}
		limit := rapid.IntRange(1, fullDay).Draw(t, "limit")
		opening, closing, after, passed := -1, -1, -1, 0
		for m := from; m < length; m++ {
			if open[m] && opening < 0 {
				opening = m
			}
			if !open[m] && closing < 0 {
				closing = m
			}
			if open[m] && after < 0 {
				if passed++; passed == limit {
					after = m + 1
				}
			}
		}
		for what, is := range map[string]struct {
			minute int
			at     time.Time
		}{"opening": {opening, h.NextOpening(at)}, "closing": {closing, h.NextClosing(at)}, "after": {after, h.AddOpen(at, time.Duration(limit)*time.Minute)}} {
			want := begin.Add(time.Duration(is.minute) * time.Minute)
			if is.minute < 0 && !is.at.IsZero() && is.at.Before(begin.Add(length*time.Minute)) {
				t.Fatalf("%s of %s is %s, by the clock later", what, at, is.at)
			}
			if is.minute >= 0 && !is.at.Equal(want) {
				t.Fatalf("%s of %s is %s, by the clock %s: %s; %s in %s", what, at, is.at, want, h.Week(), h.Dates(), h.Zone())
			}
		}
	})
}

func TestHoursAreReadAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		again, err := ParseHours(h.Week(), h.Dates(), h.Zone().String())
		if err != nil || again.Week() != h.Week() || again.Dates() != h.Dates() {
			t.Fatalf("%q, %q is read as %q, %q, %v", h.Week(), h.Dates(), again.Week(), again.Dates(), err)
		}
		for d := CivilDay(15000); d < 15400; d++ {
			if got, want := writeSpans(again.SpansOn(d)), writeSpans(h.SpansOn(d)); got != want {
				t.Fatalf("%s: %s, want %s", d, got, want)
			}
		}
	})
}

func FuzzParseHours(f *testing.F) {
	f.Add("mon-fri 09:00-18:00, sat 10-14", "2026-12-24..2026-12-26 closed", "Europe/Berlin")
	f.Fuzz(func(t *testing.T, week, dates, zone string) {
		h, err := ParseHours(week, dates, zone)
		if err != nil {
			return
		}
		if again, err := ParseHours(h.Week(), h.Dates(), zone); err != nil || again.Week() != h.Week() || again.Dates() != h.Dates() {
			t.Errorf("%q, %q: %v", h.Week(), h.Dates(), err)
		}
	})
}

// In some years package time says that a time zone's year ends a day early.
func TestHoursInLeapYearsToCome(t *testing.T) {
	t.Parallel()
	h, err := ParseHours("thu 09:00-12:00", "", "Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	got := h.NextOpening(time.Date(2040, 12, 31, 20, 0, 0, 0, time.UTC))
	if want := time.Date(2041, 1, 3, 8, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("open at %s, want %s", got, want)
	}
}
