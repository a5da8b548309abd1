package core

import (
	"testing"
	"time"
)

// TestDaysWithoutMidnight: where clocks change at midnight a day has none, or two.
func TestDaysWithoutMidnight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, day, begin, end string }{
		{"America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
		{"Asia/Amman", "2021-10-29", "2021-10-29T00:00:00+03:00", "2021-10-30T00:00:00+02:00"},
		{"Europe/Berlin", "2026-10-25", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 11, 25, 14, 38, 12, 0, zone)
		begin, end, err := ParseReportPeriod(c.day, c.day, now)
		if got := begin.Format(time.RFC3339) + " " + end.Format(time.RFC3339); err != nil || got != c.begin+" "+c.end {
			t.Errorf("%s in %s is %s, %v, want %s %s", c.day, c.zone, got, err, c.begin, c.end)
		}
		for _, text := range []string{c.day, c.day + " 00:00"} {
			since, ok := ParseSince(text, now)
			searched, found := parseSearchTime(text, now)
			if !ok || !found || !since.Equal(begin) || !searched.Equal(begin) {
				t.Errorf("%q in %s is since %s, and searched from %s", text, c.zone, since, searched)
			}
		}
		if today, _ := parseSearchTime("today", begin.Add(12*time.Hour)); !today.Equal(begin) {
			t.Errorf("today is from %s", today)
		}
		eve := begin.Add(-30 * time.Hour)
		if at, err := ParseWhen(c.day, eve); err != nil || at.Format("2006-01-02 15:04") != c.day+" 09:00" {
			t.Errorf("%s is %s, %v", c.day, at, err)
		}
		var keys []string
		for _, part := range (ReportQuery{By: ReportByDay, From: begin.AddDate(0, 0, -1), To: end}).parts() {
			keys = append(keys, ReportByDay.key(part))
		}
		if len(keys) != 2 || keys[1] != c.day {
			t.Errorf("rows of %s are %q", c.zone, keys)
		}
	}
	santiago, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	if at := NextMonday(time.Date(2026, 9, 5, 0, 30, 0, 0, santiago)); at.Format(time.DateOnly) != "2026-09-07" {
		t.Errorf("the next Monday is %s", at)
	}
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	december := ReportQuery{By: ReportByDay, From: time.Date(2011, 12, 29, 0, 0, 0, 0, apia), To: time.Date(2012, 1, 1, 0, 0, 0, 0, apia)}
	if n := len(december.parts()); n != 2 {
		t.Errorf("a skipped day makes %d rows of 29 to 31 December", n)
	}
}

func TestParseWhen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("JST", 9*60*60)
	now := time.Date(2026, 11, 25, 14, 0, 30, 0, zone) // a Wednesday
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	for in, want := range map[string]time.Time{
		"2h": now.Add(2 * time.Hour), " 1d 12h ": now.Add(36 * time.Hour), "14:30": at(25, 14, 30), "14:00": at(26, 14, 0), "9:05": at(26, 9, 5), "tomorrow": at(26, 9, 0),
		"Tomorrow  10:15": at(26, 10, 15), "mon": at(30, 9, 0), "Monday 8:00": at(30, 8, 0), "wed 15:00": at(25, 15, 0), "wed 13:00": at(32, 13, 0),
		"2026-11-30": at(30, 9, 0), "2026-11-30 07:45": at(30, 7, 45), "2026-11-30T07:45:00Z": time.Date(2026, 11, 30, 7, 45, 0, 0, time.UTC),
	} {
		if got, err := ParseWhen(in, now); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", in, got, err, want)
		}
	}
	for in, id := range map[string]string{
		"": "when_format", "soon": "when_format", "25:00": "when_format", "mon 9": "when_format", "tomorrow 9:00 sharp": "when_format", "2026-02-30": "when_format",
		"2026-11-24": "when_past", "2020-01-01T00:00:00Z": "when_past",
	} {
		if _, err := ParseWhen(in, now); err == nil || err.(*Error).ID != id {
			t.Errorf("%q: %v, want %s", in, err, id)
		}
	}
	for day, want := range map[int]int{25: 30, 29: 30, 30: 37, 23: 30} {
		if got := NextMonday(at(day, 10, 0)); !got.Equal(at(want, 9, 0)) {
			t.Errorf("Monday after the %d. is %v", day, got)
		}
	}
	if got := Morning(now, 1); !got.Equal(at(26, 9, 0)) {
		t.Errorf("tomorrow morning is %v", got)
	}
}
