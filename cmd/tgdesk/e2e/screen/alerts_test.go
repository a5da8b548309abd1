package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/term"
)

const (
	looksAway = "\x1b[O"
	looksHere = "\x1b[I"
)

// notifying is a screen whose terminal shows notifications.
func notifying(how term.Notifier) func(*rig.Setup) {
	return func(s *rig.Setup) { s.Notifier = how }
}

// alerting are mika's settings of alerts.
func alerting(s *rig.Session, a core.AlertSettings) {
	s.T.Helper()
	op, err := s.Desk.SetOperator(s.T.Context(), s.Mika.ID, s.Mika.ID, desk.OperatorChange{Screen: new(core.ScreenSettings{Alerts: a})})
	s.Must(err)
	s.Mika = op
	s.Settle()
}

// expectAlerts compares the bells and notifications since the last call.
func expectAlerts(s *rig.Session, what string, bells int, notifications ...string) {
	s.T.Helper()
	rang, shown := s.Terminal.Alerts()
	if rang != bells || strings.Join(shown, "\n") != strings.Join(notifications, "\n") {
		s.T.Errorf("%s: rang %d times, want %d; notified %q, want %q", what, rang, bells, shown, notifications)
	}
}

// TestScreenNotifies: a notification says who and not what, unless that is wanted; the
// chat that is read, and one of somebody else, make none.
func TestScreenNotifies(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		ana := s.Visitor("acme", "Ana; Diaz")
		s.Advance(time.Minute)
		expectAlerts(s, "looking", 0)
		s.Burst(looksAway)
		ana.Write("9;4;100")
		expectAlerts(s, "a new chat", 1, "777;notify;tgdesk · acme;Ana, Diaz waits for an answer.")
		s.Advance(time.Minute)
		hana.Write("secret")
		expectAlerts(s, "a message in mine", 1, "777;notify;tgdesk · acme;Hana Sato wrote.")
		s.Advance(time.Minute)
		alerting(s, core.AlertSettings{Preview: true, Way: core.AlertByNotification})
		hana.Write("to be seen\x1b]0;x\a")
		expectAlerts(s, "what was written", 0, "777;notify;tgdesk · acme;Hana Sato: to be seen␛]0,x␇")
		s.Burst(looksHere)
		s.Advance(time.Minute)
		hana.Write("I read this")
		s.Burst(looksAway)
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Ana; Diaz").ID)
		s.Must(err)
		s.Advance(time.Minute)
		ana.Write("to ann")
		s.Advance(time.Minute)
		expectAlerts(s, "read, and of somebody else", 0)
	}, notifying(term.NotifyOSC777))
}

// TestScreenCallsNotify: transfers, chats that are given and taken, and failed replies call
// their operator alone.
func TestScreenCallsNotify(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		ctx := s.T.Context()
		hana, ana := s.Visitor("acme", "Hana Sato"), s.Visitor("acme", "Ana Diaz")
		hana.Write("hello")
		ana.Write("hello")
		s.Burst(looksAway)
		s.Must(s.Desk.Enter(ctx, s.Ann.ID, "elsewhere"))
		id := s.ChatOf("Hana Sato").ID
		_, err := s.Desk.PickUp(ctx, s.Ann.ID, id)
		s.Must(err)
		_, err = s.Desk.AskTransfer(ctx, s.Ann.ID, id, s.Mika.ID, "please")
		s.Must(err)
		s.Settle()
		expectAlerts(s, "asked", 1, "99;i=tgdesk:d=0;tgdesk · acme", "99;i=tgdesk:p=body;Hana Sato: you are asked to take this chat over.")
		s.Advance(time.Minute)
		_, err = s.Desk.AcceptTransfer(ctx, s.Mika.ID, id)
		s.Must(err)
		_, err = s.Desk.AskTransfer(ctx, s.Mika.ID, id, s.Ann.ID, "")
		s.Must(err)
		s.Advance(time.Minute)
		expectAlerts(s, "what one does oneself", 0)
		_, err = s.Desk.RejectTransfer(ctx, s.Ann.ID, id)
		s.Must(err)
		s.Settle()
		expectAlerts(s, "rejected", 1, "99;i=tgdesk:d=0;tgdesk · acme", "99;i=tgdesk:p=body;The chat of Hana Sato was not taken over.")
		s.Advance(time.Minute)
		_, err = s.Desk.Assign(ctx, s.Ann.ID, s.ChatOf("Ana Diaz").ID, s.Mika.ID)
		s.Must(err)
		s.Settle()
		expectAlerts(s, "given", 1, "99;i=tgdesk:d=0;tgdesk · acme", "99;i=tgdesk:p=body;The chat of Ana Diaz was given to you.")
		s.Advance(time.Minute)
		s.Sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 1})
		_, err = s.Desk.SendDraft(ctx, s.Mika.ID, s.ChatOf("Ana Diaz").ID, core.Draft{Text: "to nobody"}, nil)
		s.Must(err)
		s.Settle()
		expectAlerts(s, "failed", 1, "99;i=tgdesk:d=0;tgdesk · acme", "99;i=tgdesk:p=body;A reply to Ana Diaz did not arrive, or may not have.")
	}, notifying(term.NotifyOSC99))
}

// TestScreenFloodIsOneNotification: many chats at once are one notification and one
// sound, and a stream of them few.
func TestScreenFloodIsOneNotification(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Advance(10 * time.Second)
		s.Burst(looksAway)
		for _, name := range strings.Fields("a b c d e f g h i j k l") {
			s.Visitor("acme", "Visitor "+name).Say("hello")
		}
		s.Settle()
		expectAlerts(s, "a flood", 1, "9;tgdesk: 12 new chats")
		for i := range 120 {
			s.Visitor("globex", "Later "+strings.Repeat("x", i+1)).Write("hello")
			s.Advance(350 * time.Millisecond) // a minute in all
		}
		if rang, shown := s.Terminal.Alerts(); rang > 5 || len(shown) != rang {
			t.Errorf("rang %d times and notified %d times in a minute", rang, len(shown))
		}
	}, notifying(term.NotifyOSC9))
}

// TestScreenRepeatsUntilSeen: an alert repeats until the chat is on the screen that is
// looked at, or a key is struck where its row is to be seen, or until it needs nobody any
// more.
func TestScreenRepeatsUntilSeen(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Mia Calm") // whose chat is open
		alerting(s, core.AlertSettings{Repeat: "1m", Way: core.AlertByBell})
		s.Advance(10 * time.Second)
		s.Burst(looksAway)
		s.Visitor("acme", "Hana Sato").Write("hello")
		expectAlerts(s, "at first", 1)
		s.Advance(3*time.Minute + time.Second)
		expectAlerts(s, "not seen", 3)
		s.Burst(looksHere)
		s.Advance(time.Minute)
		expectAlerts(s, "looking", 0)
		s.Burst(looksAway)
		s.Advance(time.Minute)
		expectAlerts(s, "looked, and struck no key", 1)
		s.Press("ctrl+l")
		s.Burst(looksAway)
		s.Advance(time.Hour)
		expectAlerts(s, "struck a key", 0)
		s.Visitor("acme", "Ana Diaz").Write("hello")
		expectAlerts(s, "another one", 1)
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Ana Diaz").ID)
		s.Must(err)
		s.Advance(10 * time.Minute)
		expectAlerts(s, "picked up by somebody else", 0)
		s.Visitor("acme", "Ivan Petrov").Write("hello")
		expectAlerts(s, "a third one", 1)
		s.Burst(looksHere)
		s.Press("esc ctrl+g")
		s.Burst(looksAway)
		s.Advance(10 * time.Minute)
		expectAlerts(s, "opened", 0)
	}, notifying(term.NotifyOSC9))
}

// TestScreenQuietHours: at night only calls are heard, where they may.
func TestScreenQuietHours(t *testing.T) {
	rig.Test(t, func(s *rig.Session) { // it is midnight
		alerting(s, core.AlertSettings{Quiet: "23:00-00:10", CallsPass: true})
		s.Advance(10 * time.Second)
		s.Burst(looksAway)
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		s.Advance(time.Minute)
		expectAlerts(s, "at night", 0)
		_, err := s.Desk.Assign(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID, s.Mika.ID)
		s.Must(err)
		s.Settle()
		expectAlerts(s, "a call", 1)
		s.Advance(10 * time.Minute)
		expectAlerts(s, "lost again", 1)
		s.Visitor("acme", "Ana Diaz").Write("hello")
		expectAlerts(s, "by day", 1)
	})
}

// TestScreenBacklogIsSilent: what waits at a login, and what came while the desk was off,
// alerts nobody.
func TestScreenBacklogIsSilent(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		alerting(s, core.AlertSettings{Repeat: "30s"})
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		s.Stop()
		hana.Say("are you there?")
		s.Restart()
		s.Burst(looksAway)
		s.Advance(5 * time.Minute)
		expectAlerts(s, "the backlog", 0)
		hana.Write("hello?")
		expectAlerts(s, "what is new", 1)
	})
}

// TestScreenOneOfTwoIsHeard: of two screens of one operator that which is looked at, or was
// used last, is heard; what was seen on one repeats on none. Other operators hear theirs.
func TestScreenOneOfTwoIsHeard(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		alerting(s, core.AlertSettings{Repeat: "1m"})
		second, ann := s.Open(s.Mika), s.Open(s.Ann)
		for _, screen := range []*rig.Session{s, second, ann} {
			screen.Burst(looksAway)
		}
		s.Press("down")
		s.Burst(looksAway)
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		expectAlerts(s, "used last", 1)
		expectAlerts(second, "the other one", 0)
		expectAlerts(ann, "of another operator", 1)
		s.Advance(time.Minute + time.Second)
		expectAlerts(s, "repeated", 1)
		second.Press("1")
		second.Burst(looksAway)
		s.Advance(10 * time.Minute)
		expectAlerts(s, "seen on the other one", 0)
		expectAlerts(second, "seen here", 0)
		hana.Write("hello?")
		expectAlerts(second, "used last", 1)
		second.CloseScreen()
		s.Advance(2 * time.Minute)
		expectAlerts(s, "the one that is left", 2)
	})
}
