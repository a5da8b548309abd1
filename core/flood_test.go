package core

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// writes folds messages at seconds after noon into a flood.
func writes(l FloodLimit, seconds ...int) (f Flood) {
	for _, s := range seconds {
		f = f.Add(noon.Add(time.Duration(s)*time.Second), "", l)
	}
	return f
}

func TestFlood(t *testing.T) {
	t.Parallel()
	l := FloodLimit{Messages: 5, Within: 10 * time.Second}
	cases := []struct {
		name  string
		at    []int
		on    bool // at the last message
		until int  // seconds after noon until when it is on
	}{
		{"nothing", nil, false, 0},
		{"as many as may be", []int{0, 1, 2, 3, 9}, false, 0},
		{"one more", []int{0, 0, 0, 0, 0, 9}, true, 69},
		{"one more, too late", []int{0, 0, 0, 0, 0, 10}, false, 0},
		{"slow for ever", []int{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24}, false, 0},
		{"slow after a flood", []int{0, 0, 0, 0, 0, 0, 10, 20, 30, 40, 50}, true, 60},
		{"calm after a flood", []int{0, 0, 0, 0, 0, 0, 60}, false, 60},
		{"flood after flood", []int{0, 0, 0, 0, 0, 0, 30, 31, 32, 33, 34, 35}, true, 95},
		{"a late message", []int{60, 60, 60, 60, 60, 3}, true, 63},
	}
	for _, c := range cases {
		f := writes(l, c.at...)
		if len(c.at) > 0 && f.ActiveAt(noon.Add(time.Duration(c.at[len(c.at)-1])*time.Second)) != c.on {
			t.Errorf("%s: on %t", c.name, !c.on)
		}
		end := noon.Add(time.Duration(c.until) * time.Second)
		if f.ActiveAt(end) || c.until > 0 && !f.ActiveAt(end.Add(-time.Second)) {
			t.Errorf("%s: does not end at %d s: %+v", c.name, c.until, f)
		}
		if off := f.Add(noon, "", FloodLimit{}); off != (Flood{}) {
			t.Errorf("%s: without a limit there is %+v", c.name, off)
		}
		if same := f.Add(time.Time{}, "", l); same != f {
			t.Errorf("%s: a message without a time makes %+v", c.name, same)
		}
	}
}

// An album is one act, however many parts it has.
func TestFloodOfAlbums(t *testing.T) {
	t.Parallel()
	var f Flood
	for album := range 6 {
		for range 10 {
			f = f.Add(noon, fmt.Sprint("album ", album), FloodLimit{Messages: 5, Within: time.Second})
		}
		if f.ActiveAt(noon) != (album == 5) {
			t.Errorf("album %d: on %t", album, f.ActiveAt(noon))
		}
	}
}

func TestFloodProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := FloodLimit{Messages: rapid.IntRange(MinFlood, 12).Draw(t, "messages"), Within: time.Duration(rapid.IntRange(1, 20).Draw(t, "within")) * time.Second}
		gaps := rapid.SliceOfN(rapid.IntRange(0, 8), 1, 60).Draw(t, "gaps")
		var f Flood
		var at []time.Time
		last := noon
		for _, gap := range gaps {
			last = last.Add(time.Duration(gap) * time.Second)
			at = append(at, last)
			f = f.Add(last, "", l)
			if f.Count > l.Messages && !f.ActiveAt(last) {
				t.Fatalf("%+v is not on at %s", f, last)
			}
			if f.ActiveAt(last) && most(at, l.Within) <= l.Messages {
				t.Fatalf("%+v is on, though never were %d within %s", f, l.Messages+1, l.Within)
			}
			if !f.ActiveAt(last) && most(at[max(0, len(at)-2*l.Messages-1):], l.Within/2) > 2*l.Messages {
				t.Fatalf("%+v is not on, though twice as many came in half the time", f)
			}
		}
		if f.ActiveAt(last.Add(floodTimeout)) {
			t.Fatalf("%+v is on after a minute of silence", f)
		}
	})
}

// most is the largest number of times that lie within less than d.
func most(at []time.Time, d time.Duration) (n int) {
	for i, from := range at {
		for j := i; j < len(at) && at[j].Before(from.Add(d)); j++ {
			n = max(n, j-i+1)
		}
	}
	return n
}

func TestFloodLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]FloodLimit{
		"30/10s": {30, 10 * time.Second}, " 5 / 1m30s ": {5, 90 * time.Second}, "off": {}, "OFF": {},
	} {
		l, err := ParseFloodLimit(text)
		if err != nil || l != want {
			t.Errorf("%q: %+v %v", text, l, err)
		}
		if again, err := ParseFloodLimit(l.String()); err != nil || again != l {
			t.Errorf("%q is written %q", text, l)
		}
	}
	for _, text := range []string{"", "30", "30/", "/10s", "x/10s", "30/x", "30/10", "30/10s/1", "0/0s"} {
		if _, err := ParseFloodLimit(text); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	for l, ok := range map[FloodLimit]bool{
		{}: true, DefaultFloodLimit(): true, {MinFlood, MinFloodWithin}: true, {MaxFlood, MaxFloodWithin}: true,
		{MinFlood - 1, time.Second}: false, {MaxFlood + 1, time.Second}: false, {5, MaxFloodWithin + time.Second}: false,
		{5, 0}: false, {5, 1500 * time.Millisecond}: false, {-5, time.Second}: false, {0, time.Second}: false,
	} {
		if err := l.Check(); (err == nil) != ok {
			t.Errorf("%+v: %v", l, err)
		}
	}
}
