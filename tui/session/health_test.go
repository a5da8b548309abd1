package session

import (
	"testing"

	"tgdesk/core"
	"tgdesk/tui/theme"
)

// TestHealthSigns: a sign means one thing, without colour too.
func TestHealthSigns(t *testing.T) {
	t.Parallel()
	s := &Session{Theme: theme.None()}
	for state, want := range map[core.HealthState]string{
		core.HealthPolling: "●", core.HealthDisabled: "○", core.HealthBackingOff: "!", core.HealthConflict: "!",
		core.HealthUnauthorized: "✗", core.HealthStopped: "✗", "": "◌",
	} {
		if got, _ := s.HealthSign(state); got != want {
			t.Errorf("%q: %s, want %s", state, got, want)
		}
	}
}
