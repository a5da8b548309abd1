package core

import (
	"testing"
	"time"
)

func TestReportPeriods(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kathmandu") // a quarter of an hour beside others
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 14, 38, 12, 0, zone) // a Wednesday
	const layout = "2006-01-02 15:04"
	for _, c := range []struct{ from, to, begin, end string }{
		{"", "", "2026-10-27 00:00", "2026-11-26 00:00"},
		{"", "2026-02", "2026-01-30 00:00", "2026-03-01 00:00"},
		{"2026-11", "2026-11", "2026-11-01 00:00", "2026-12-01 00:00"},
		{"2025", "2025", "2025-01-01 00:00", "2026-01-01 00:00"},
		{"2026-W01", "2026-w53", "2025-12-29 00:00", "2027-01-04 00:00"},
		{"yesterday", "Today", "2026-11-24 00:00", "2026-11-26 00:00"},
		{"7d", "1w", "2026-11-18 00:00", "2026-11-19 00:00"},
		{"12h", "14:31", "2026-11-25 02:30", "2026-11-25 14:45"},
		{"2026-11-25 10:00", "2026-11-25T14:15:00+05:45", "2026-11-25 10:00", "2026-11-25 14:15"},
	} {
		begin, end, err := ParseReportPeriod(c.from, c.to, now)
		if err != nil || begin.Format(layout) != c.begin || end.Format(layout) != c.end || begin.Location() != zone {
			t.Errorf("%q to %q: %s to %s, %v", c.from, c.to, begin, end, err)
		}
	}
	for _, bad := range []string{"soon", "2026-W54", "2026-W0", "2026-13", "2026-02-30", "-1d", "W12"} {
		if _, _, err := ParseReportPeriod(bad, "", now); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
		if _, _, err := ParseReportPeriod("", bad, now); CodeOf(err) != CodeInvalid {
			t.Errorf("to %q: %v", bad, err)
		}
	}
}

func TestPercentiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of       []int32
		p50, p90 time.Duration
	}{{nil, 0, 0}, {[]int32{7}, 7, 7}, {[]int32{9, 1}, 1, 9}, {[]int32{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 9}, {[]int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6, 10}} {
		if p := percentilesOf(c.of); p != (Percentiles{len(c.of), c.p50 * time.Second, c.p90 * time.Second}) {
			t.Errorf("%v: %+v", c.of, p)
		}
	}
}

func TestMayReport(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role  Role
		whose OperatorID
		may   bool
	}{{RoleAdmin, 0, true}, {RoleSupervisor, 2, true}, {RoleOperator, 1, true}, {RoleOperator, 0, false}, {RoleOperator, 2, false}} {
		if err := MayReport(Operator{ID: 1, Role: c.role}, c.whose); (err == nil) != c.may {
			t.Errorf("%s of %d: %v", c.role, c.whose, err)
		}
	}
}
