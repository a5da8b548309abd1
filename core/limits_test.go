package core

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseLimit(t *testing.T) {
	t.Parallel()
	good := map[string]time.Duration{
		"30s": 30 * time.Second, "5m": 5 * time.Minute, "1h30m": 90 * time.Minute, "2d": 2 * Day, "1w": Week,
		"1mo": Month, "1 MO 2 d": Month + 2*Day, " 24h ": Day, "90m": 90 * time.Minute,
	}
	for in, want := range good {
		if got, err := ParseLimit(in); err != nil || got != want {
			t.Errorf("ParseLimit(%q) = %s, %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "5", "m", "5x", "-5m", "5m5", "1.5h", "0s", "٥m", "99999999999999999999s", "999999999mo", "5 m x"} {
		if got, err := ParseLimit(in); CodeOf(err) != CodeInvalid {
			t.Errorf("ParseLimit(%q) = %s, %v, want an error", in, got, err)
		}
	}
}

func TestLimitsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(1, int64(Month/time.Second)).Draw(t, "seconds")) * time.Second
		s := FormatLimit(d)
		if got, err := ParseLimit(s); err != nil || got != d {
			t.Fatalf("%s → %q → %s, %v", d, s, got, err)
		}
	})
}

func TestLimitBounds(t *testing.T) {
	t.Parallel()
	for _, k := range LimitKinds() {
		r := k.Rule()
		for _, d := range append(r.Steps, r.Min, r.Max, r.Default) {
			if err := k.Check(d); err != nil {
				t.Errorf("%s %s: %v", k, d, err)
			}
		}
		for _, d := range []time.Duration{0, -r.Min, r.Min - time.Second, r.Max + time.Second, r.Min + time.Millisecond} {
			if k.Check(d) == nil {
				t.Errorf("%s accepts %s", k, d)
			}
			if err := DefaultLimits().With(k, d).Check(); CodeOf(err) != CodeInvalid {
				t.Errorf("limits with %s %s: %v", k, d, err)
			}
		}
	}
}

func FuzzParseLimit(f *testing.F) {
	f.Add("1h30m")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseLimit(s)
		if err != nil {
			return
		}
		if again, err := ParseLimit(FormatLimit(d)); err != nil || again != d {
			t.Errorf("%q is %s, written %q, read %s, %v", s, d, FormatLimit(d), again, err)
		}
	})
}
