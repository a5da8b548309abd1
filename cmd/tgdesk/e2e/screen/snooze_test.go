package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenSnooze: a chat that is set aside stands last, says until when, waits for
// nobody's answer, and is told to its owner when it is back.
func TestScreenSnooze(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		s.Hold("acme", "Ana Diaz")
		s.Press("esc 2 g")
		s.Expect("▌Hana Sato ", "2 wait for your answer")
		s.Press("z")
		s.Expect("SET THIS CHAT ASIDE UNTIL", "1 hour", "tomorrow morning", "2 Jan 09:00", "the visitor writes, at the latest")
		s.Type("soon")
		s.Expect("That is not a time in the future")
		s.Press("ctrl+u")
		s.Type("2h")
		s.Expect("at that time", "1 Jan 02:00")
		s.Press("enter")
		s.Expect("☾ 02:00", "set aside until 1 Jan 02:00", "1 waits for your answer")
		s.ExpectBottom("Hana Sato is set aside until 1 Jan 02:00")
		s.Press("g z")
		s.Type("1h")
		s.Press("enter 1")
		s.Expect("nobody waits")
		s.Advance(time.Hour + time.Second)
		s.ExpectBottom("The chat with Ana Diaz, which you had set aside, is back.")
		s.Expect("1 waits for your answer")

		s.Press("2 G z")
		s.Expect("2 wait for your answer")
		s.ExpectNot("☾")
	})
}

// TestScreenSnoozeIsForTheOwner: nobody else is told.
func TestScreenSnoozeIsForTheOwner(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Bob Lee").Write("hello")
		c := s.ChatOf("Bob Lee")
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, c.ID)
		s.Must(err)
		_, err = s.Desk.Snooze(s.T.Context(), s.Ann.ID, c.ID, s.Desk.Now().Add(time.Hour))
		s.Must(err)
		s.Advance(time.Hour + time.Second)
		s.ExpectNot("which you had set aside", "☾")
	})
}

// TestScreenSnoozeCountsFromTheChoice: what is chosen counts from then, not from when the
// question was opened, and a minute is long enough.
func TestScreenSnoozeCountsFromTheChoice(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc 2 g z")
		s.Advance(10 * time.Minute)
		s.Press("enter")
		s.Expect("☾ 01:10", "set aside until 1 Jan 01:10")
		s.Press("z z")
		s.Type("1m")
		s.Advance(time.Second)
		s.Press("enter")
		s.Expect("set aside until 1 Jan 00:11")
	})
}
