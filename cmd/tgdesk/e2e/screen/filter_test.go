package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
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
		s.Expect("mine · 1 of 2", "Hana Sato ", "Ivan Petrov ", "Ana Diaz ", "1 PENDING")
		s.ExpectNot("Bob Lee ")

		s.Press("f")
		s.Type("glob")
		s.Press("enter")
		s.Expect("globex · 1 of 2", "Bob Lee ", "Ivan Petrov ", "2 waiting")
		s.ExpectNot("Ana Diaz ", " Hana Sato    ") // in the lists
		s.Press("q")
		s.Expect("Quit? You hold 1 active chat.")
		s.Press("esc ctrl+g")
		s.Expect("2 waiting")
		s.Press("ctrl+g ctrl+g")
		s.Expect("Ana Diaz ", "Hana Sato ", "Bob Lee ")
		s.ExpectNot(" of 2")
	})
}

// TestScreenFiltersChooseNoChat: the cursor stays on its chat, or on none where the
// filter hides that; nothing is marked as read that nobody has chosen.
func TestScreenFiltersChooseNoChat(t *testing.T) {
	filter := func(s *rig.Session, name string) { s.Press("f"); s.Type(name); s.Press("enter") }
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		ana := s.Hold("globex", "Ana Diaz")
		s.Press("esc")
		for _, name := range []string{"Bob Lee", "Ivan Petrov"} {
			s.Visitor("acme", name).Write("waits for ann")
			_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf(name).ID)
			s.Must(err)
		}
		s.Press("2 G")
		s.Expect("▌Ivan Petrov ")
		hana.Write("one more")
		ana.Write("and one more")
		unread := func(want int) {
			t.Helper()
			s.Advance(time.Second)
			if n := s.Unread(s.Mika.ID, "Hana Sato") + s.Unread(s.Mika.ID, "Ana Diaz"); n != want {
				t.Errorf("%d unread, want %d:\n%s", n, want, s.Screen())
			}
		}
		unread(2)
		filter(s, "mine")
		s.Expect("mine · 2 of 4", "│ Ivan Petrov  acme", "Hana Sato ", "Ana Diaz ")
		s.ExpectNot("▌")
		unread(2)
		for _, keys := range []string{"e", "X", "a", "u", "r esc", "enter esc", "n esc"} {
			first, then, _ := strings.Cut(keys, " ")
			s.Press(first)
			says := "No chat of this list is chosen: j chooses one."
			if then == "esc" { // the composer has the keys
				says = "No chat of this list is chosen: esc, then j chooses one."
			}
			s.ExpectBottom(says)
			s.Press(then) // out of the composer, in which what is typed behind the key is no command
			s.Expect("2 ACTIVE ━", "mine · 2 of 4")
		}
		s.Press("esc")
		s.Expect("▌Ivan Petrov ", "Bob Lee ")
		s.ExpectNot("mine · of")
		unread(2)

		filter(s, "mine")
		s.Press("j")
		s.Expect("▌Hana Sato ", "│ Hana Sato  acme")
		unread(1)
		filter(s, "acme")
		s.Expect("▌Hana Sato ", "acme · 3 of 4")
		s.ExpectBottom("esc all chats")
		s.Press("tab")
		s.ExpectNot("esc all chats", "esc back")
		s.Press("esc")
		s.ExpectNot("Ana Diaz ")
		filter(s, "globex")
		s.Expect("│ Hana Sato  acme", "Ana Diaz ")
		s.ExpectNot("▌")
		s.Press("tab esc") // to the messages and back
		s.Press("e")
		s.ExpectBottom("No chat of this list is chosen")
		unread(1)
		s.Press("esc")
		s.Expect("▌Hana Sato ", "Ana Diaz ")
		s.Press("i esc") // one level at a time
		filter(s, "mine")
		s.Press("i esc")
		s.Expect("mine · 2 of 4")
		s.Press("esc")
		s.ExpectNot("mine · 2 of 4")
		s.ExpectCounts(0, 4, 0, 0)
	})
}

// TestScreenEmptyListDoesNothing: keys struck in a list without a chat do nothing to
// the open one, which is of another list, and say why.
func TestScreenEmptyListDoesNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Document("bill.pdf", "application/pdf", 3000))
		s.Type("At 3 pm")
		s.Press("enter esc")
		s.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		s.Press("r")
		s.Type("will not arrive")
		s.Press("enter esc")
		s.Advance(2 * time.Second)
		for _, key := range strings.Fields("enter r a e X u n R o s E i") {
			s.Press("2 3 " + key)
			s.ExpectBottom("There is no chat in this list.")
		}
		s.Press("3 D")
		s.ExpectBottom("No message is selected")
		s.Paste("pasted")
		s.ExpectBottom("There is no chat in this list.")
		s.ExpectCounts(0, 1, 0, 0)
		s.Advance(toastTime)
		s.ExpectBottom(" Unanswered  / search  : commands  ? help")
	})
}

// TestScreenLastOfAList takes the cursor along when this operator makes it leave; what
// is shown says no key that does nothing.
func TestScreenLastOfAList(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("globex", "Ana Diaz").Write("I was first")
		s.Advance(time.Second)
		s.Hold("acme", "Hana Sato")
		s.Press("esc u")
		s.Expect("1 PENDING ━", "▌Hana Sato ", "│ Hana Sato ", "Press enter to pick up")
		s.Press("2")
		s.Expect("│ Hana Sato ", "│ There is no chat in this list.")
		s.ExpectNot("Press enter to pick up")
		s.Press("1 g j enter")
		s.ExpectState("Hana Sato", "active")
		s.Type("Bye")
		s.Press("ctrl+x")
		s.Advance(time.Second)
		s.Expect("4 COMPLETED ━", "▌Hana Sato ", "│ Hana Sato ")
		s.Press("1 enter esc tab u") // from the messages
		s.Expect("Press enter to pick up")
		s.Press("esc")
		s.Expect("1 PENDING ━", "▌Ana Diaz ")
		s.Press("enter esc")
		s.Hold("acme", "Bob Lee")
		s.Press("esc u") // another one is left
		s.Expect("2 ACTIVE ━", "▌Ana Diaz ", "│ Ana Diaz ")
		s.Visitor("acme", "Ivan Petrov").Write("hello")
		s.Press("2 X y") // on to who waits
		s.Expect("1 PENDING ━", "▌Bob Lee ")
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
		s.Expect("unread · 2 of 2", "Hana Sato ")
		s.Press("2 g")
		s.Advance(time.Second)
		if n := s.Unread(s.Mika.ID, "Hana Sato"); n != 0 {
			t.Errorf("%d messages are unread", n)
		}
		ana.Write("three") // the lists are read again
		s.Expect("▌Hana Sato ")
		s.Press("r")
		s.Type("answer")
		s.Press("enter esc")
		s.Advance(time.Second)
		s.Expect("unread · 2 of 2")
		s.ExpectReceived(hana, "answer")
		s.Press("f enter")
		s.ExpectCounts(0, 2, 0, 0)
		s.Expect("Hana Sato ", "Ana Diaz ")
	})
}
