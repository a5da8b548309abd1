package core

import (
	"slices"
	"strings"
	"time"
)

// This file says what alerts an operator, and how. Nothing else decides it.

// AlertKind is a sort of what operators are alerted to.
type AlertKind string

// The kinds of alerts.
const (
	AlertNone    AlertKind = ""
	AlertNewChat AlertKind = "new_chat" // the visitor of a chat that waits for anybody wrote
	AlertMessage AlertKind = "message"  // the visitor of a chat wrote that the operator holds or takes part in
	AlertCall    AlertKind = "call"     // a transfer, an offer, a mention, or a chat given, taken or back
	AlertFailure AlertKind = "failure"  // a reply of the operator failed or may not have arrived
)

// AlertKinds lists the kinds.
func AlertKinds() []AlertKind {
	return []AlertKind{AlertNewChat, AlertMessage, AlertCall, AlertFailure}
}

// The values of [ScreenSettings.Bell], which says when alerts are heard. BellAlways spares
// the chat that is being read.
const (
	BellOff       = "off"
	BellUnfocused = "unfocused" // only while the window is not looked at
	BellAlways    = "always"
)

// The values of [AlertSettings.Way].
const (
	AlertByBoth         = "" // bell and notification
	AlertByBell         = "bell"
	AlertByNotification = "notification"
)

// AlertSettings are how an operator is alerted. The zero value alerts once to everything.
type AlertSettings struct {
	NewChatsOff bool `json:"new_chats_off,omitempty"`
	MessagesOff bool `json:"messages_off,omitempty"`
	CallsOff    bool `json:"calls_off,omitempty"`
	FailuresOff bool `json:"failures_off,omitempty"`

	Way    string `json:"way,omitempty"`
	Repeat string `json:"repeat,omitempty"` // until it is seen, so often: one of [AlertRepeats]
	Quiet  string `json:"quiet,omitempty"`  // hours as "22:00-08:00" in the operator's zone; "" for none
	// CallsPass lets calls through the quiet hours.
	CallsPass bool `json:"calls_pass,omitempty"`
	// Preview shows in notifications what the visitor wrote.
	Preview bool `json:"preview,omitempty"`
}

// AlertRepeats lists what AlertSettings.Repeat can be; "" does not repeat.
func AlertRepeats() []string { return []string{"", "30s", "1m", "5m"} }

// Every is how often an alert repeats until it is seen; 0 is never.
func (a AlertSettings) Every() time.Duration {
	d, err := time.ParseDuration(a.Repeat)
	if err != nil {
		return 0
	}
	return d
}

// off is the setting that turns alerts of a kind off; nil if there is none.
func (a *AlertSettings) off(k AlertKind) *bool {
	switch k {
	case AlertNewChat:
		return &a.NewChatsOff
	case AlertMessage:
		return &a.MessagesOff
	case AlertCall:
		return &a.CallsOff
	case AlertFailure:
		return &a.FailuresOff
	}
	return nil
}

// On reports whether alerts of a kind are wanted.
func (a AlertSettings) On(k AlertKind) bool {
	off := a.off(k)
	return off != nil && !*off
}

// Toggle returns the settings with alerts of a kind on where they were off, or off.
func (a AlertSettings) Toggle(k AlertKind) AlertSettings {
	if off := a.off(k); off != nil {
		*off = !*off
	}
	return a
}

// Check returns a CodeInvalid error for the first setting that is not allowed.
func (a AlertSettings) Check() error {
	switch a.Way {
	case AlertByBoth, AlertByBell, AlertByNotification:
	default:
		return NewError(CodeInvalid, "option_choice", "way", "bell or notification", a.Way)
	}
	if !slices.Contains(AlertRepeats(), a.Repeat) {
		return NewError(CodeInvalid, "option_choice", "repeat", "30s, 1m or 5m", a.Repeat)
	}
	_, err := CheckQuietHours(a.Quiet)
	return err
}

// CheckQuietHours returns hours such as "22:00-08:00" as they are stored, or a
// CodeInvalid error; "" is none.
func CheckQuietHours(hours string) (string, error) {
	hours = strings.NewReplacer("–", "-", " ", "").Replace(hours)
	if hours == "" {
		return "", nil
	}
	from, to, ok := parseQuiet(hours)
	if !ok || from == to {
		return "", NewError(CodeInvalid, "quiet_hours", hours)
	}
	clock := func(d time.Duration) string { return time.Time{}.Add(d).Format("15:04") }
	return clock(from) + "-" + clock(to), nil
}

// parseQuiet returns the times of day between which it is quiet.
func parseQuiet(hours string) (from, to time.Duration, ok bool) {
	begin, end, ok := strings.Cut(hours, "-")
	from, fromOK := parseClock(begin)
	to, toOK := parseClock(end)
	return from, to, ok && fromOK && toOK
}

// quiet reports whether it is quiet at a time in the operator's zone, by what its clock
// shows: also on the days when that is put forward or back.
func (a AlertSettings) quiet(at time.Time) bool {
	from, to, ok := parseQuiet(a.Quiet)
	if !ok {
		return false
	}
	now := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if from < to {
		return from <= now && now < to
	}
	return now >= from || now < to
}

// AlertScene is the situation in which an alert would be heard.
type AlertScene struct {
	At      time.Time // in the operator's zone
	Away    bool      // no window is looked at
	Reading bool      // the chat of the alert is being read
}

// Heard says how an alert reaches an operator with these settings.
func (s ScreenSettings) Heard(k AlertKind, in AlertScene) (bell, notification bool) {
	a := s.Alerts
	switch {
	case !a.On(k), in.Reading, !in.Away && s.Bell != BellAlways, a.quiet(in.At) && !(k == AlertCall && a.CallsPass):
		return false, false
	case s.Bell == BellOff: // a notification has to be asked for
		return false, a.Way == AlertByNotification
	}
	return a.Way != AlertByNotification, a.Way != AlertByBell
}

// Calls reports whether an event may alert op, as far as can be told without its chat.
func (e Event) Calls(op Operator) bool {
	return e.Alert && op.Enabled() && op.Serves(e.Brand) && (e.To == 0 || e.To == op.ID) && e.Operator != op.ID
}

// AlertOf says to what an event alerts op, if it does; c is its chat as it stands now.
func AlertOf(op Operator, e Event, c Chat) AlertKind {
	switch {
	case !e.Calls(op):
	case e.Kind == EventFailed:
		return AlertFailure
	case e.Kind == EventMessage || e.Kind == EventOffer && e.To == 0:
		switch {
		case c.State.Waiting():
			return AlertNewChat
		case c.TakesPart(op.ID):
			return AlertMessage
		}
	default:
		return AlertCall
	}
	return AlertNone
}

// AlertStands reports whether what alerted op still asks for something, so that the alert
// may repeat.
func AlertStands(op Operator, e Event, row ChatRow) bool {
	c := row.Chat
	switch {
	case AlertOf(op, e, c) == AlertNone:
		return false
	case e.Kind == EventMessage:
		return c.State.Waiting() || !c.AwaitingSince.IsZero()
	case e.Kind == EventFailed:
		return row.Failed+row.Unknown > 0
	case e.Kind == EventTransfer && !c.HeldBy(op.ID):
		return c.Handover.Transfer != 0
	case e.Kind == EventWoken:
		return c.HeldBy(op.ID)
	case e.Kind == EventAssigned:
		return c.Open()
	case e.Kind == EventOffer:
		return c.State.Waiting() && c.Handover.OfferedTo == e.To
	}
	return true
}
