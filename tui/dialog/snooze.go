package dialog

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/countdown"
)

// OpenSnooze asks until when a chat is to be set aside: common times, or one that is
// typed.
func (st *Stack) OpenSnooze(choose func(until time.Time) tea.Cmd) {
	now, w := st.s.Now(), st.s.Locale
	command := func(title string, until time.Time) Command {
		return Command{Title: title, Right: countdown.When(w, until, now), Run: func() tea.Cmd { return choose(until) }}
	}
	all := []Command{
		command(w.Panel("snooze_hour"), now.Add(time.Hour)), command(w.Panel("snooze_hours"), now.Add(4*time.Hour)),
		command(w.Panel("snooze_tomorrow"), core.Morning(now, 1)),
	}
	if monday := core.NextMonday(now); !monday.Equal(core.Morning(now, 1)) {
		all = append(all, command(w.Panel("snooze_monday"), monday))
	}
	all = append(all, command(w.Panel("snooze_visitor"), now.Add(core.LongestSnooze)))
	p := st.openList("snooze", all)
	p.none = w.Panel("snooze_none")
	among := p.changed
	p.changed = func(query string) tea.Cmd {
		cmd := among(query)
		if until, err := core.ParseWhen(query, now); err == nil {
			p.entries = []Command{command(w.Panel("snooze_typed"), until)}
		}
		return cmd
	}
}
