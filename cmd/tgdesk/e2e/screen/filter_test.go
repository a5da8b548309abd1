package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenFilters: the lists show what was asked for and say so; the top line and
// the next waiting chat are of the whole desk.
func TestScreenFilters(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		bob := s.Visitor("globex", "Bob Lee")
		bob.Write("held by ann")
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Bob Lee").ID)
		s.Must(err)
		s.Visitor("globex", "Ivan Petrov").Write("waits")
		s.Visitor("acme", "Ana Diaz").Write("waits too")
		s.Press("2 g")
		s.Expect("Hana Sato ", "Bob Lee ")

		s.Press("f")
		s.Expect("SHOW IN THE LISTS", "all chats", "mine", "unread", "acme", "globex")
		s.Type("min")
		s.Press("enter")
		s.Expect("mine · of 2", "Hana Sato ", "Ivan Petrov ", "Ana Diaz ", "1 PENDING")
		s.ExpectNot("Bob Lee ")

		s.Press("f")
		s.Type("glob")
		s.Press("enter")
		s.Expect("globex · of 2", "Bob Lee ", "Ivan Petrov ", "2 waiting")
		s.ExpectNot("Ana Diaz ", " Hana Sato ")
		s.Press("q")
		s.Expect("Quit? You hold 1 active chat.")
		s.Press("esc ctrl+g")
		s.Expect("2 waiting")
		s.Press("ctrl+g ctrl+g")
		s.Expect("Ana Diaz ", "Hana Sato ", "Bob Lee ")
		s.ExpectNot(" of 2")
	})
}

// TestScreenUnreadFilter: a chat that is read under the filter stays until the
// cursor leaves it, and can be answered.
func TestScreenUnreadFilter(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc")
		ana := s.Hold("acme", "Ana Diaz")
		s.Press("esc 1")
		hana.Write("one")
		ana.Write("two")
		s.Press("f")
		s.Type("unre")
		s.Press("enter")
		s.Expect("unread · of 2", "Hana Sato ")
		s.Press("2 g")
		s.Advance(time.Second)
		if n := s.ChatOf("Hana Sato").Unread; n != 0 {
			t.Errorf("%d messages are unread", n)
		}
		ana.Write("three") // the lists are read again
		s.Expect("▌Hana Sato ")
		s.Press("r")
		s.Type("answer")
		s.Press("enter esc")
		s.Advance(time.Second)
		s.Expect("unread · of 2")
		s.ExpectReceived(hana, "answer")
		s.Press("f enter")
		s.ExpectCounts(0, 2, 0, 0)
		s.Expect("Hana Sato ", "Ana Diaz ")
	})
}
