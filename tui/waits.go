package tui

import (
	"time"

	"tgdesk/core"
	"tgdesk/tui/inbox"
)

// brandHeld is until when all of a brand waits because Telegram said so; zero
// when it does not.
func (m *Model) brandHeld(b core.Brand) time.Time {
	until := m.o.Desk.RetryAfter(b.ID, 0)
	if h := b.Health; h.Told && h.Until.After(until) && h.Until.After(m.o.Desk.Now()) {
		return h.Until
	}
	return until
}

// brandDoubted is until when a brand's replies wait though its channel is well:
// what became of the last one is unknown.
func (m *Model) brandDoubted(b core.Brand) time.Time {
	if b.Health.State != core.HealthPolling {
		return time.Time{}
	}
	return m.o.Desk.NextTry(b.ID)
}

// chatHeld is until when the open chat's messages wait; zero when they do not.
// told is that Telegram said so.
func (m *Model) chatHeld() (until time.Time, told bool) {
	if m.chat.id == 0 {
		return time.Time{}, false
	}
	c := m.chat.row.Chat
	if until = m.o.Desk.RetryAfter(c.BrandID, c.VisitorID); !until.IsZero() {
		return until, true
	}
	return m.o.Desk.NextTry(c.BrandID), false
}

// chatWait says so in a sentence, and shortly where there is little room.
func (m *Model) chatWait() (sentence, short string) {
	until, told := m.chatHeld()
	if until.IsZero() {
		return "", ""
	}
	left := inbox.Left(inbox.Seconds(m.o.Desk.Now(), until))
	short = m.o.Words.WaitsShort(left)
	if told {
		return m.o.Words.Waits(left), short
	}
	return m.o.Words.NextTry(left), short
}

// waits are the moments to which something on the screen counts down.
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
			add(m.brandDoubted(b))
		}
	}
	if _, queued := m.chat.view.Newest(unsent); queued {
		until, _ := m.chatHeld()
		add(until)
	}
	return all
}
