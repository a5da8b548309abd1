package session

import (
	"cmp"
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/attention"
	"tgdesk/core/clean"
)

// Bell says when alerts are heard, as the settings file does, unless the operator's own
// settings say so.
type Bell string

// The values of Bell; "" is BellOff.
const (
	BellOff       Bell = core.BellOff
	BellUnfocused Bell = core.BellUnfocused
	BellAlways    Bell = core.BellAlways
)

// alerts are how a screen alerts its operator. What alerts is kept for all of their
// screens together (see package attention); only what is read of its chat, just before
// it is heard, decides whether it is.
type alerts struct {
	screen  *attention.Screen
	away    bool
	reading core.ChatID
	at      time.Time // when the present timer goes off, others are stale; zero when none is set
}

// settings are the operator's, with those of the settings file where they have none.
func (s *Session) alertSettings() core.ScreenSettings {
	own := s.Operator.Screen
	own.Bell = cmp.Or(own.Bell, string(s.Bell), core.BellOff)
	return own
}

func (s *Session) alertScene(chat core.ChatID, now time.Time) core.AlertScene {
	a := &s.alerts
	return core.AlertScene{At: now, Away: a.away, Reading: !a.away && chat != 0 && chat == a.reading}
}

// Alert notes events that may alert the operator. What could not be heard now, and is not
// to repeat, costs nothing.
func (s *Session) Alert(events []core.Event) {
	own, a, now := s.alertSettings(), &s.alerts, s.Now()
	for _, e := range events {
		if e.Chat == 0 || !e.Calls(s.Operator) || !a.screen.Heard() {
			continue
		}
		heard, scene := own.Alerts.Every() > 0, s.alertScene(e.Chat, now)
		for _, k := range core.AlertKinds() {
			bell, notification := own.Heard(k, scene)
			heard = heard || bell || notification
		}
		if heard {
			a.screen.Add(e, now)
		}
	}
}

// Attend notes whether the window is looked at, the chat that is being read there, 0 for
// none, and whether it was used just now. What is read is seen.
func (s *Session) Attend(away bool, reading core.ChatID, used bool) {
	a := &s.alerts
	var at time.Time
	if used {
		at = s.Now()
	}
	if used || away != a.away {
		a.screen.Look(away, at)
	}
	a.away, a.reading = away, reading
	if reading != 0 && !away {
		a.screen.Seen(reading)
	}
}

// SeeAlerts notes that the operator has seen what alerted them in the chats that are
// shown.
func (s *Session) SeeAlerts(shown func(core.ChatID) bool) {
	for _, chat := range s.alerts.screen.Unseen() {
		if shown(chat) {
			s.alerts.screen.Seen(chat)
		}
	}
}

// NextAlert sets the timer for what may be heard next, unless an earlier one is set. While
// nothing waits to be heard there is none.
func (s *Session) NextAlert() tea.Cmd {
	a, now := &s.alerts, s.Now()
	at := a.screen.Next(now)
	if at.IsZero() || !a.at.IsZero() && !at.Before(a.at) {
		return nil
	}
	a.at = at
	return s.After(max(at.Sub(now), 0), ThenMsg(func() tea.Cmd {
		if a.at != at {
			return nil
		}
		return s.alertDue()
	}))
}

// alertDue reads the chats of what is due, as they stand now.
func (s *Session) alertDue() tea.Cmd {
	a := &s.alerts
	a.at = time.Time{}
	calls := a.screen.Take(s.Now(), s.Operator.Screen.Alerts.Every())
	if len(calls) == 0 {
		return nil
	}
	return s.Read(func(ctx context.Context) tea.Msg {
		rows := map[core.ChatID]core.ChatRow{}
		for _, c := range calls {
			row, err := s.Desk.Row(ctx, c.Chat)
			if err != nil { // it is of no brand of theirs any more, or the disk fails
				continue
			}
			rows[c.Chat] = row
		}
		return ThenMsg(func() tea.Cmd { s.sound(calls, rows); return nil })
	})
}

// sound makes one sound and shows one notification of all that is due and concerns the
// operator. What does not any more is forgotten.
func (s *Session) sound(calls []attention.Call, rows map[core.ChatID]core.ChatRow) {
	own, a, now := s.alertSettings(), &s.alerts, s.Now()
	var ring, notify bool
	counts := map[core.AlertKind]int{}
	var last string // what the latest one is about, and the brand
	var brand string
	for _, c := range calls {
		row, read := rows[c.Chat]
		kind := core.AlertOf(s.Operator, c.Event, row.Chat)
		if !read || kind == core.AlertNone || c.Repeated && !core.AlertStands(s.Operator, c.Event, row) {
			a.screen.Seen(c.Chat)
			continue
		}
		bell, notification := own.Heard(kind, s.alertScene(c.Chat, now))
		if !bell && !notification {
			continue
		}
		ring, notify = ring || bell, notify || notification
		counts[kind]++
		last, brand = s.alertText(c.Event, kind, row), row.Brand
	}
	if !ring && !notify {
		return
	}
	a.screen.Rang(now)
	if ring || !s.Terminal.Notifies() && own.Bell != core.BellOff {
		s.Terminal.Bell()
	}
	if !notify {
		return
	}
	var parts []string
	total := 0
	for _, k := range core.AlertKinds() {
		if n := counts[k]; n > 0 {
			parts = append(parts, s.Locale.Alert("many_"+string(k), n))
			total += n
		}
	}
	if total == 1 {
		s.Terminal.Notify(brand, last)
		return
	}
	s.Terminal.Notify("", strings.Join(parts, ", "))
}

// TryAlert lets the operator hear and see how an alert reaches them here.
func (s *Session) TryAlert() {
	way := s.Operator.Screen.Alerts.Way
	if way != core.AlertByNotification || !s.Terminal.Notifies() {
		s.Terminal.Bell()
	}
	if way != core.AlertByBell {
		s.Terminal.Notify("", s.Locale.Alert("try"))
	}
}

// CallText says what an event calls the operator for.
func (s *Session) CallText(e core.Event, row core.ChatRow) string {
	held := row.Chat.HeldBy(s.Operator.ID)
	id := "call"
	switch {
	case e.Kind == core.EventTransfer && held:
		id = "not_taken"
	case e.Kind == core.EventTransfer && row.Chat.Handover.Transfer != 0:
		id = "transfer"
	case e.Kind == core.EventTransfer:
		id = "taken_over"
	case e.Kind == core.EventOffer:
		id = "offer"
	case e.Kind == core.EventAssigned && held:
		id = "given"
	case e.Kind == core.EventAssigned && row.Chat.Participants.Has(s.Operator.ID):
		id = "invited"
	case e.Kind == core.EventAssigned:
		id = "lost"
	case e.Kind == core.EventWoken:
		id = "woken"
	}
	return s.Locale.Alert(id, s.Name(row))
}

// alertText is what a notification of one alert says.
func (s *Session) alertText(e core.Event, kind core.AlertKind, row core.ChatRow) string {
	name, w := s.Name(row), s.Locale
	switch {
	case kind == core.AlertCall:
		return s.CallText(e, row)
	case kind == core.AlertFailure:
		return w.Alert("failure", name)
	case s.Operator.Screen.Alerts.Preview && row.Last.From == core.FromVisitor && row.Last.Text != "":
		return name + ": " + clean.Line(row.Last.Text).String()
	case kind == core.AlertNewChat:
		return w.Alert("new_chat", name)
	}
	return w.Alert("message", name)
}
