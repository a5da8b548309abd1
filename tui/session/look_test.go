package session

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/theme"
)

// TestLookFollows: what an operator changes of their screens is seen on those that are
// open; a change of something else leaves them alone.
func TestLookFollows(t *testing.T) {
	t.Parallel()
	calls := 0
	s := &Session{Theme: theme.None(), Bell: BellOff, Operator: core.Operator{ID: 1, Name: "mika"}, Look: func(o core.Operator) Look {
		calls++
		return Look{Theme: theme.Light(theme.Indexed), Zone: time.UTC, Bell: Bell(o.Screen.Bell)}
	}}
	o := s.Operator
	o.Alias = "M"
	s.TakeOperator(o)
	if calls != 0 || s.Operator.Alias != "M" || s.Zone != nil {
		t.Errorf("%d calls, %+v", calls, s.Operator)
	}
	o.Screen = core.ScreenSettings{Zone: "UTC", Bell: "always"}
	s.TakeOperator(o)
	if s.Zone != time.UTC || s.Bell != BellAlways || s.Theme.Good == theme.None().Good {
		t.Errorf("%v %v", s.Zone, s.Bell)
	}
}
