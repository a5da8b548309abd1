package settings

import (
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/theme"
)

// sentence is an error as a sentence that may be shown.
func (s *Screen) sentence(err error) string {
	return string(clean.Line(s.words.Error(err)))
}

// brandName is a brand's name as it may be shown.
func brandName(b core.Brand) string { return string(clean.Name(b.Name, "#")) }

// botName is a bot's name as it may be shown, its handle if it has none.
func botName(b core.Bot) string { return string(clean.Name(b.Name, handle(b))) }

// handle is a bot's @username as it may be shown.
func handle(b core.Bot) string { return "@" + string(clean.Line(b.Username)) }

// health is the sign and the words for a channel's state, and their look.
func (s *Screen) health(h core.Health) (string, theme.Style) {
	word := s.words.Health(h.State)
	switch h.State {
	case core.HealthPolling:
		return "● " + word, s.theme.Good
	case core.HealthBackingOff:
		return "○ " + word, s.theme.Warn
	case core.HealthConflict, core.HealthUnauthorized:
		return "○ " + word, s.theme.Bad
	}
	return "○ " + word, s.theme.Dim
}

// limits are a brand's limits in short: "5m · 1d · 1d".
func limits(l core.Limits) string {
	parts := make([]string, 0, 3)
	for _, k := range core.LimitKinds() {
		parts = append(parts, core.FormatLimit(l.Of(k)))
	}
	return join(" · ", parts...)
}
