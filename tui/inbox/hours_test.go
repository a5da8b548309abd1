package inbox

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/theme"
)

// TestClosedBrand: a pending chat of a closed brand says when that opens, and its clock
// is no nearer its limit for the time that does not count.
func TestClosedBrand(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 2)
	o := plainOptions()
	opens := o.Now.Add(2*time.Hour + 10*time.Minute)
	o.Opens = func(id core.BrandID) time.Time {
		if id == src.rows[0].Chat.BrandID {
			return opens
		}
		return time.Time{}
	}
	c := &src.rows[0].Chat
	c.WaitingSince, c.CountsFrom, c.DeadlineAt = o.Now.Add(-40*time.Hour), o.Now.Add(-40*time.Hour), opens.Add(4*time.Minute)
	o.OpenLimit = o.AnswerLimit
	l := filled(t, src, core.Pending, 20)
	rows := l.Render(60, 20, o)
	var second strings.Builder
	for _, span := range rows[1] {
		second.WriteString(span.Text)
	}
	if !strings.Contains(second.String(), "opens in 2h 10m") {
		t.Errorf("got %q", second.String())
	}
	for at, want := range map[time.Duration]theme.Style{0: o.Theme.Clock, 2*time.Hour + 12*time.Minute: o.Theme.ClockWarn, 2*time.Hour + 13*time.Minute + time.Second: o.Theme.ClockLate} {
		later := o
		later.Now, later.Opens = o.Now.Add(at), func(core.BrandID) time.Time { return time.Time{} }
		if _, style := clockOf(c, later); style != want {
			t.Errorf("after %s the clock has another colour", at)
		}
	}
}
