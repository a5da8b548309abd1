package tui

import (
	"time"

	"tgdesk/core"
	"tgdesk/tui/list"
)

// brandHeld is until when all of a brand waits because Telegram said so; zero
// when it does not.
func (m *Model) brandHeld(b core.Brand) time.Time {
	until := m.o.Desk.HeldUntil(b.ID, 0)
	if h := b.Health; h.Told && h.Until.After(until) && h.Until.After(m.o.Desk.Now()) {
		return h.Until
	}
	return until
}

// chatHeld is until when the open chat's messages wait; zero when they do not.
func (m *Model) chatHeld() time.Time {
	if m.chat.id == 0 {
		return time.Time{}
	}
	return m.o.Desk.HeldUntil(m.chat.row.Chat.BrandID, m.chat.row.Chat.VisitorID)
}

// chatWait is the same as the time that is left, for people.
func (m *Model) chatWait() string {
	until := m.chatHeld()
	if until.IsZero() {
		return ""
	}
	return list.Left(list.Seconds(m.o.Desk.Now(), until))
}

// waits are the moments to which something on the screen counts down because
// Telegram asked to wait.
func (m *Model) waits() []time.Time {
	var all []time.Time
	add := func(until time.Time) {
		if !until.IsZero() {
			all = append(all, until)
		}
	}
	for _, b := range m.brands {
		if b.Enabled {
			add(m.brandHeld(b))
		}
	}
	if _, queued := m.chat.view.Newest(unsent); queued {
		add(m.chatHeld())
	}
	return all
}
