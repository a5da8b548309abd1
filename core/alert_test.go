package core

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAlertOf(t *testing.T) {
	t.Parallel()
	const me, other = OperatorID(1), OperatorID(2)
	op := Operator{ID: me, Role: RoleOperator, Brands: SetOf[BrandID](1)}
	gone := op
	gone.DisabledAt = time.Unix(1, 0)
	active := func(owner OperatorID, with ...OperatorID) Chat {
		return Chat{State: Active, Owner: Owner{Kind: OwnedByOperator, Operator: owner}, Participants: SetOf(with...)}
	}
	wrote := Event{Kind: EventMessage, Brand: 1, Chat: 3, Alert: true}
	to := func(kind EventKind, who OperatorID) Event {
		return Event{Kind: kind, Brand: 1, Chat: 3, To: who, Alert: true}
	}
	silent, byMe, elsewhere := wrote, to(EventAssigned, me), wrote
	silent.Alert, byMe.Operator, elsewhere.Brand = false, me, 2
	for name, c := range map[string]struct {
		op   Operator
		e    Event
		chat Chat
		want AlertKind
	}{
		"new chat":              {op, wrote, Chat{State: Pending}, AlertNewChat},
		"unanswered":            {op, wrote, Chat{State: Unanswered}, AlertNewChat},
		"mine":                  {op, wrote, active(me), AlertMessage},
		"I take part":           {op, wrote, active(other, me), AlertMessage},
		"of somebody else":      {op, wrote, active(other), AlertNone},
		"of the chatbot":        {op, wrote, Chat{State: Active, Owner: Owner{Kind: OwnedByChatbot}}, AlertNone},
		"completed":             {op, wrote, Chat{State: Completed}, AlertNone},
		"backlog, flood, offer": {op, silent, Chat{State: Pending}, AlertNone},
		"another brand":         {op, elsewhere, Chat{State: Pending}, AlertNone},
		"disabled":              {gone, wrote, Chat{State: Pending}, AlertNone},
		"transfer to me":        {op, to(EventTransfer, me), active(other), AlertCall},
		"transfer to anybody":   {op, to(EventTransfer, 0), active(other), AlertCall},
		"transfer to another":   {op, to(EventTransfer, other), active(other), AlertNone},
		"offered to me":         {op, to(EventOffer, me), Chat{State: Pending}, AlertCall},
		"offered to all":        {op, to(EventOffer, 0), Chat{State: Pending}, AlertNewChat},
		"given to me":           {op, to(EventAssigned, me), active(me), AlertCall},
		"my own doing":          {op, byMe, active(me), AlertNone},
		"my reply failed":       {op, to(EventFailed, me), active(me), AlertFailure},
		"another's reply":       {op, to(EventFailed, other), active(other), AlertNone},
	} {
		if got := AlertOf(c.op, c.e, c.chat); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAlertStands: an alert repeats only while it still asks for something.
func TestAlertStands(t *testing.T) {
	t.Parallel()
	const me, other = OperatorID(1), OperatorID(2)
	op := Operator{ID: me, Role: RoleOperator}
	held := func(by OperatorID, waits bool) ChatRow {
		row := ChatRow{Chat: Chat{State: Active, Owner: Owner{Kind: OwnedByOperator, Operator: by}}}
		if waits {
			row.Chat.AwaitingSince = time.Unix(1, 0)
		}
		return row
	}
	asked, offered, failed := held(other, false), ChatRow{Chat: Chat{State: Pending}}, held(me, false)
	asked.Chat.Handover.Transfer, offered.Chat.Handover.OfferedTo, failed.Failed = 5, me, 1
	event := func(kind EventKind, to OperatorID) Event { return Event{Kind: kind, Chat: 3, To: to, Alert: true} }
	for name, c := range map[string]struct {
		e    Event
		row  ChatRow
		want bool
	}{
		"still waits":         {event(EventMessage, 0), ChatRow{Chat: Chat{State: Unanswered}}, true},
		"picked up by others": {event(EventMessage, 0), held(other, true), false},
		"ended":               {event(EventMessage, 0), ChatRow{Chat: Chat{State: Completed}}, false},
		"mine waits":          {event(EventMessage, 0), held(me, true), true},
		"mine was answered":   {event(EventMessage, 0), held(me, false), false},
		"asked":               {event(EventTransfer, me), asked, true},
		"asked no more":       {event(EventTransfer, me), held(other, false), false},
		"not taken over":      {event(EventTransfer, me), held(me, false), true},
		"offered":             {event(EventOffer, me), offered, true},
		"offered to others":   {event(EventOffer, me), ChatRow{Chat: Chat{State: Pending}}, false},
		"set aside":           {event(EventWoken, me), held(me, false), true},
		"back with others":    {event(EventWoken, me), held(other, false), false},
		"taken away":          {event(EventAssigned, me), held(other, false), true},
		"ended after that":    {event(EventAssigned, me), ChatRow{Chat: Chat{State: Completed}}, false},
		"failed":              {event(EventFailed, me), failed, true},
		"sent again":          {event(EventFailed, me), held(me, false), false},
	} {
		if got := AlertStands(op, c.e, c.row); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAlertsHeard(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		clock, err := time.Parse("15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return clock
	}
	away := AlertScene{At: at("12:00"), Away: true}
	here := AlertScene{At: at("12:00")}
	night, evening, morning := away, away, away
	night.At, evening.At, morning.At = at("03:00"), at("22:00"), at("08:00")
	quiet := AlertSettings{Quiet: "22:00-08:00"}
	passes := quiet
	passes.CallsPass = true
	for name, c := range map[string]struct {
		s            ScreenSettings
		kind         AlertKind
		in           AlertScene
		bell, notify bool
	}{
		"away":                     {ScreenSettings{}, AlertNewChat, away, true, true},
		"looking":                  {ScreenSettings{}, AlertNewChat, here, false, false},
		"always":                   {ScreenSettings{Bell: BellAlways}, AlertNewChat, here, true, true},
		"always, but reading":      {ScreenSettings{Bell: BellAlways}, AlertMessage, AlertScene{Reading: true}, false, false},
		"off":                      {ScreenSettings{Bell: BellOff}, AlertCall, away, false, false},
		"off, but notified":        {ScreenSettings{Bell: BellOff, Alerts: AlertSettings{Way: AlertByNotification}}, AlertCall, away, false, true},
		"bell":                     {ScreenSettings{Alerts: AlertSettings{Way: AlertByBell}}, AlertCall, away, true, false},
		"notification":             {ScreenSettings{Alerts: AlertSettings{Way: AlertByNotification}}, AlertCall, away, false, true},
		"a kind that is off":       {ScreenSettings{Alerts: AlertSettings{}.Toggle(AlertFailure)}, AlertFailure, away, false, false},
		"another kind":             {ScreenSettings{Alerts: AlertSettings{}.Toggle(AlertFailure)}, AlertMessage, away, true, true},
		"at night":                 {ScreenSettings{Alerts: quiet}, AlertCall, night, false, false},
		"from the first minute on": {ScreenSettings{Alerts: quiet}, AlertMessage, evening, false, false},
		"not the last one":         {ScreenSettings{Alerts: quiet}, AlertMessage, morning, true, true},
		"by day":                   {ScreenSettings{Alerts: quiet}, AlertMessage, away, true, true},
		"a call at night":          {ScreenSettings{Alerts: passes}, AlertCall, night, true, true},
		"a message at night":       {ScreenSettings{Alerts: passes}, AlertMessage, night, false, false},
		"a quiet lunch":            {ScreenSettings{Alerts: AlertSettings{Quiet: "11:30-12:30"}}, AlertMessage, away, false, false},
	} {
		if bell, notify := c.s.Heard(c.kind, c.in); bell != c.bell || notify != c.notify {
			t.Errorf("%s: bell %v, notification %v", name, bell, notify)
		}
	}
}

// TestNobodyIsAlertedInVain: whatever the settings, nothing is heard of a kind that is off,
// of the chat that is being read, or in quiet hours but a call that may pass.
func TestNobodyIsAlertedInVain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minute := func(label string) string {
			return time.Time{}.Add(time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, label)) * time.Minute).Format("15:04")
		}
		from, to := minute("from"), minute("to")
		a := AlertSettings{Way: rapid.SampledFrom([]string{AlertByBoth, AlertByBell, AlertByNotification}).Draw(t, "way"), CallsPass: rapid.Bool().Draw(t, "pass")}
		if quiet, err := CheckQuietHours(from + " – " + to); err == nil {
			a.Quiet = quiet
		} else if from != to {
			t.Fatal(err)
		}
		kind := rapid.SampledFrom(AlertKinds()).Draw(t, "kind")
		if rapid.Bool().Draw(t, "off") {
			a = a.Toggle(kind)
		}
		if err := a.Check(); err != nil {
			t.Fatal(err)
		}
		s := ScreenSettings{Bell: rapid.SampledFrom([]string{"", BellOff, BellUnfocused, BellAlways}).Draw(t, "bell"), Alerts: a}
		in := AlertScene{At: time.Time{}.Add(time.Duration(rapid.IntRange(0, 86399).Draw(t, "at")) * time.Second), Away: rapid.Bool().Draw(t, "away"), Reading: rapid.Bool().Draw(t, "reading")}
		now := in.At.Format("15:04")
		quiet := from < to && from <= now && now < to || from > to && (now >= from || now < to)
		silent := !a.On(kind) || in.Reading || !in.Away && s.Bell != BellAlways || quiet && !(kind == AlertCall && a.CallsPass)
		bell, notify := s.Heard(kind, in)
		if silent && (bell || notify) || bell && (s.Bell == BellOff || a.Way == AlertByNotification) || notify && a.Way == AlertByBell {
			t.Fatalf("bell %v, notification %v", bell, notify)
		}
		if !silent && s.Bell != BellOff && !bell && !notify {
			t.Fatal("nothing is heard")
		}
	})
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "22:00-08:00": "22:00-08:00", " 7:30 – 9:05 ": "07:30-09:05", "00:00-23:59": "00:00-23:59"} {
		if got, err := CheckQuietHours(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"22-8", "22:00", "22:00-24:00", "8:00-8:00", "at night", "22:00-08:00-09:00"} {
		if got, err := CheckQuietHours(in); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}
