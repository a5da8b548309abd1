package core

import (
	"testing"
	"time"
)

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
