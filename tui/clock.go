package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/countdown"
)

// clock wakes the screen when something that counts on it changes. Nothing else
// draws an idle screen.
type clock struct {
	at time.Time // when the current timer goes off, others are stale; zero when none is set
}

// tickMsg says that the clock's timer for a time has gone off.
type tickMsg struct{ at time.Time }

// minTick is the least time between two ticks.
const minTick = 50 * time.Millisecond

// tick sets the timer for the next change, unless an earlier one is set: the next
// full minute, or when a clock on the screen changes.
func (m *Model) tick() tea.Cmd {
	now := m.s.Now()
	next := time.Minute - time.Duration(now.Second())*time.Second - time.Duration(now.Nanosecond())
	chats := m.inbox.Clocks(&m.screen.plan)
	if m.chat.ID() != 0 && !m.screen.plan.ChatHeader.Empty() {
		chats = append(chats, m.chat.Chat())
	}
	for _, until := range append(m.channels.Countdowns(), m.chat.Countdown()) {
		if !until.IsZero() {
			chats = append(chats, &core.Chat{State: core.Active, DeadlineAt: until})
		}
	}
	if c := m.reports.Clock(); c != nil {
		chats = append(chats, c)
	}
	if tick := countdown.NextTick(now, chats...); tick > 0 {
		next = min(next, tick)
	}
	next = max(next, minTick)
	at := now.Add(next)
	if !m.clock.at.IsZero() && !at.Before(m.clock.at) {
		return nil
	}
	m.clock.at = at
	return m.s.After(next, tickMsg{at})
}

// ticked takes a tickMsg; tick, which follows every message, sets the next timer.
func (m *Model) ticked(msg tickMsg) tea.Cmd {
	if msg.at == m.clock.at {
		m.clock.at = time.Time{}
	}
	return m.reports.DayOver()
}
