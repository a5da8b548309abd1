package session

import (
	"tgdesk/core"
	"tgdesk/tui/theme"
)

// HealthSign is the sign of a channel's state and its style. It means the same
// wherever it stands; its shape says as much as its colour.
func (s *Session) HealthSign(state core.HealthState) (string, theme.Style) {
	switch state {
	case core.HealthPolling:
		return "●", s.Theme.Good
	case core.HealthDisabled:
		return "○", s.Theme.Dim
	case core.HealthConflict, core.HealthBackingOff:
		return "!", s.Theme.Warn
	case core.HealthUnauthorized, core.HealthStopped:
		return "✗", s.Theme.Bad
	}
	return "◌", s.Theme.Dim // not known yet
}
