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
	now, w := st.s.Now, st.s.Locale
	command := func(title string, until func(now time.Time) time.Time) Command {
		return Command{Title: title, Right: countdown.When(w, until(now()), now()), Run: func() tea.Cmd { return choose(until(now())) }}
	}
	in := func(d time.Duration) func(time.Time) time.Time {
		return func(now time.Time) time.Time { return now.Add(d) }
	}
	tomorrow := func(now time.Time) time.Time { return core.Morning(now, 1) }
	all := []Command{
		command(w.Panel("snooze_hour"), in(time.Hour)), command(w.Panel("snooze_hours"), in(4*time.Hour)), command(w.Panel("snooze_tomorrow"), tomorrow),
	}
	if monday := core.NextMonday(now()); !monday.Equal(tomorrow(now())) {
		all = append(all, command(w.Panel("snooze_monday"), core.NextMonday))
	}
	all = append(all, command(w.Panel("snooze_visitor"), in(core.LongestSnooze)))
	p := st.openList("snooze", all)
	p.none = w.Panel("snooze_none")
	among := p.changed
	p.changed = func(query string) tea.Cmd {
		cmd := among(query)
		if _, err := core.ParseWhen(query, now()); err == nil {
			p.entries = []Command{command(w.Panel("snooze_typed"), func(now time.Time) time.Time {
				until, _ := core.ParseWhen(query, now)
				return until
			})}
		}
		return cmd
	}
}
