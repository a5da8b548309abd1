package cli

import (
	"fmt"
	"strings"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// HealthOf is a channel's health as another process sees it: the stored one
// holds only while a desk runs.
func HealthOf(b core.BrandView, deskRuns bool) core.Health {
	switch {
	case !b.Enabled:
		return core.Health{State: core.HealthDisabled}
	case !deskRuns:
		return core.Health{State: core.HealthStopped}
	}
	return b.Health
}

// HealthText is a channel's health for people.
func HealthText(h core.Health) string {
	return output.Join(": ", strings.ReplaceAll(string(h.State), "_", " "), string(clean.Line(ProblemText(h.Detail))))
}

// BotText is a bot for a sentence: "@acme_help_bot (Acme help, id 123456)".
func BotText(b core.Bot) string {
	name := string(clean.Name(b.Name, "no name"))
	if b.Username == "" {
		return fmt.Sprintf("%s (id %d)", name, b.ID)
	}
	return fmt.Sprintf("%s (%s, id %d)", output.Handle(b.Username), name, b.ID)
}

// UpdatesWait counts what waits at Telegram, as the beginning of a sentence.
func UpdatesWait(n int) string { return output.Plural(n, "update waits", "updates wait") }
