package screen

import (
	"slices"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// operator adds somebody to the desk and opens their screen.
func operator(s *rig.Session, name string, role core.Role) *rig.Session {
	s.T.Helper()
	op, err := s.Desk.SignIn(s.T.Context(), name, role)
	s.Must(err)
	return s.Open(op)
}

// TestScreenPresence: who looks at a chat and who types in it stands on its row and above
// its messages on the screens of others within 200 ms, and goes when they go. Who
// supervises leaves no sign.
func TestScreenPresence(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.Press("esc 1")
		ben, sue := operator(s, "ben", core.RoleOperator), operator(s, "sue", core.RoleSupervisor)
		sue.Press("2")
		s.Press("2")
		s.ExpectNot("ben is", "sue")
		s.Expect("◎ ben") // who looks at the chat that waits
		ben.Burst("2")
		time.Sleep(190 * time.Millisecond)
		s.Expect("─ ben is viewing ─", "◎ ben")
		sue.Expect("─ mika and 1 other are here ─", "◎ mika +1")
		s.Press("enter")
		s.Burst("H")
		time.Sleep(190 * time.Millisecond)
		ben.Expect("─ mika is typing… ─", "◎ mika…")
		s.Advance(5 * time.Second)
		ben.Expect("─ mika is viewing ─")
		s.Type("i")
		ben.Expect("─ mika is typing… ─")
		s.Press("enter")
		s.Settle()
		ben.Expect("─ mika is viewing ─")
		ben.Press("1")
		s.Settle()
		s.ExpectNot("ben is viewing")
		ben.Press("2")
		s.Settle()
		s.Expect("ben is viewing")
		ben.CloseScreen()
		s.Settle()
		s.ExpectNot("ben")
	})
}

// TestScreenNobodyToAsk: keys that need a colleague say so where there is none.
func TestScreenNobodyToAsk(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc t")
		s.ExpectBottom("Nobody else uses this desk.")
		s.ExpectNot("t transfer")
	}, func(o *rig.Setup) {
		o.Before = func(s *rig.Session) {
			s.Must(s.Desk.RemoveOperator(s.T.Context(), s.Mika.ID, s.Ann.ID))
		}
	})
}

// ask makes mika ask somebody to take the open chat over.
func ask(s *rig.Session, whom, note string) {
	s.T.Helper()
	s.Press("t")
	s.Expect("TRANSFER · to whom?", "anybody of acme", "ann", "· offline")
	s.Type(whom)
	s.Press("enter")
	s.Expect("TRANSFER · a note")
	s.Type(note)
	s.Press("enter")
}

// TestScreenTransfer: a transfer is asked for with a note, seen by whoever is asked
// without taking their keys, and refused, withdrawn, expired or accepted.
func TestScreenTransfer(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		ben := operator(s, "ben", core.RoleOperator)
		other := s.Visitor("acme", "Ana Diaz")
		other.Write("hello")
		ben.Press("1 g enter")
		ben.Type("half a sentence")
		ask(s, "ben", "knows the product")
		s.Expect("you asked ben to take over until ", "- withdraw transfer", "→ ben", "knows the product")
		ben.Expect("→ you", "▎half a sentence", "1 transfer to answer") // the focus stays: somebody types
		ben.ExpectBottom("Hana Sato: you are asked to take this chat over.")
		ben.Type(" goes on")
		ben.Press("esc 2 g tab")
		order(ben, "Hana Sato", "Ana Diaz") // before their own
		ben.Press("esc")
		ben.Expect("mika asks you to take over until ", "+ accept transfer", "- reject transfer", "knows the product")
		ben.ExpectBottom("+ accept transfer")
		ben.Press("-")
		s.Settle()
		s.ExpectNot("→ ben", "you asked ben")
		s.Expect("ben does not take the chat over")

		ask(s, "ben", "")
		s.Press("-")
		s.Settle()
		ben.ExpectNot("→ you", "asks you", "transfer to answer")
		order(ben, "Ana Diaz", "Hana Sato")

		ask(s, "ben", "")
		s.Advance(3 * time.Minute)
		s.ExpectNot("→ ben")
		s.Expect("was not answered in time")

		ask(s, "anybody", "")
		ben.Press("1 ctrl+g") // to Ana Diaz, who waits for ben
		ben.Press("ctrl+g")
		ben.Expect("mika asks anybody to take over until ", "→ you")
		ben.Press("+")
		s.Settle()
		s.Expect("ben took the chat over from mika", "active · ben")
		ben.Expect("active · ben")
		s.Press("r")
		s.ExpectBottom("ben holds this chat.")
		ben.Press("r")
		ben.Type("Hello from ben")
		ben.Press("enter")
		s.Settle()
		s.Expect("Hello from ben")
	})
}

// TestScreenNextIsATransfer: a chat that somebody asks to have taken over comes before all
// that wait, also for who goes through those, and then has its turn among them.
func TestScreenNextIsATransfer(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, n := range []string{"Ana Diaz", "Bob Lee", "Ivan Petrov"} {
			s.Visitor("acme", n).Write("hello")
			s.Advance(time.Second)
		}
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		ben := operator(s, "ben", core.RoleOperator)
		ben.Press("1 g ctrl+g")
		ben.Expect("│ Bob Lee  acme")
		ask(s, "ben", "")
		ben.Press("ctrl+g")
		ben.Expect("│ Hana Sato  acme")
		for _, n := range []string{"Ana Diaz", "Bob Lee", "Ivan Petrov", "Hana Sato", "Ana Diaz"} {
			ben.Press("ctrl+g")
			ben.Expect("│ " + n + "  acme")
		}
	})
}

// TestScreenTransferNarrow: the smallest screen says that the operator is asked, by whom
// and for how long, and offers the key.
func TestScreenTransferNarrow(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.Visitor("globex", "Ivan Petrov").Write("hello")
		s.Visitor("acme", "Bob Lee").Write("hello")
		s.Press("1 g enter esc")
		chat := s.ChatOf("Ivan Petrov").ID
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, chat)
		s.Must(err)
		s.Must(s.Desk.Enter(s.T.Context(), s.Ann.ID, "elsewhere"))
		_, err = s.Desk.AskTransfer(s.T.Context(), s.Ann.ID, chat, s.Mika.ID, "")
		s.Must(err)
		s.Advance(time.Second)
		s.Expect("1 waiting · → 1", "Ivan Petrov: you are asked to take")
		s.Press("2 g")
		s.Expect("▌Ivan Petrov", "→ you")
		s.Advance(10 * time.Second)
		s.ExpectBottom("+ accept transfer")
		s.Press("tab")
		s.Expect("ann → you until 00:0")
		s.Press("+")
		s.Settle()
		s.Expect("active · mika")
		s.ExpectNot("→ 1")
	}, rig.Size(40, 12))
}

// TestScreenParticipants: who is invited or joins may write; a supervisor assigns.
func TestScreenParticipants(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc")
		ben, sue := operator(s, "ben", core.RoleOperator), operator(s, "sue", core.RoleSupervisor)
		ben.Press("2 r")
		ben.ExpectBottom("mika holds this chat.")
		ben.Press("c")
		ben.ExpectBottom("Only a supervisor or an admin")
		s.Press("I")
		s.Type("ben")
		s.Press("enter")
		s.ExpectBottom("Invited ben.")
		ben.Press("r")
		ben.Type("I can help")
		ben.Press("enter esc")
		s.Settle()
		s.ExpectReceived(hana, "I can help")
		ben.Press("c")
		ben.ExpectBottom("no more")
		ben.Press("r")
		ben.ExpectBottom("mika holds this chat.")
		sue.Press("2 c")
		sue.ExpectBottom("You take part in the chat with Hana Sato.")
		sue.Press("O")
		sue.Expect("ASSIGN · to whom?", "ben", "● available · 0 chats")
		sue.Type("ben")
		sue.Press("enter")
		sue.ExpectBottom("Gave the chat to ben.")
		s.Settle()
		s.Expect("active · ben")
	})
}

// TestScreenAvailability: A is a switch between available and away that every screen of
// the operator follows, and the team is seen in a dialog.
func TestScreenAvailability(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		ben, again := operator(s, "ben", core.RoleOperator), s.Open(s.Mika)
		ben.Press("2")
		s.Expect("mika ● available")
		s.Press("A")
		s.Expect("mika ○ away")
		again.Expect("mika ○ away")
		ben.Press("W")
		ben.Expect("TEAM", "ann", "· offline", "mika", "○ away · 1 chat · views Hana Sato · since 00:00", "ben", "● available", "views Hana Sato")
		ben.Press("esc 1 W")
		ben.Type("mika")
		ben.Press("enter")
		ben.Expect("▌Hana Sato")
		again.Press("A")
		s.Settle()
		s.Expect("mika ● available")
		s.Advance(16 * time.Minute)
		s.Expect("mika ○ away") // for want of keys
		s.Press("j")
		s.Settle()
		s.Expect("mika ● available")
	})
}

// benID is the operator "ben".
func benID(s *rig.Session) core.OperatorID {
	s.T.Helper()
	all, err := s.Desk.Operators(s.T.Context())
	s.Must(err)
	return all[slices.IndexFunc(all, func(o core.Operator) bool { return o.Name == "ben" })].ID
}

// TestScreenTeamFollows: the list of the team shows what happens while it is open, leaves
// the choice where it is, and at 40 columns says below what a row has no room for.
func TestScreenTeamFollows(t *testing.T) { rig.Test(t, teamFollows) }

func TestScreenTeamFollowsNarrow(t *testing.T) { rig.Test(t, teamFollows, rig.Size(40, 12)) }

func teamFollows(s *rig.Session) {
	s.Visitor("acme", "Hana Sato").Write("hello")
	_, err := s.Desk.PickUp(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID)
	s.Must(err)
	ben := operator(s, "ben", core.RoleOperator)
	s.Press("W down down") // ann, ben, mika
	s.Expect("▌ mika", "1 chat")
	ben.Press("2 tab")
	s.Settle()
	s.Press("up")
	s.Expect("▌ ben", "● available · 0 chats", "views Hana")
	ben.Press("A")
	s.Settle()
	s.Expect("▌ ben", "○ away · 0 chats", "since 00:00")
	_, err = s.Desk.Assign(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID, benID(s))
	s.Must(err)
	s.Settle()
	s.Expect("▌ ben", "○ away · 1 chat")
	operator(s, "amy", core.RoleOperator)
	s.Settle()
	s.Expect("▌ ben", "  amy")
	ben.CloseScreen()
	s.Settle()
	s.Expect("▌ ben", "· offline · 1 chat")
	s.ExpectNot("chat · views")
	s.Press("enter")
	s.ExpectNot("TEAM")
}

// TestScreenListsFollow: so do the lists of calls and blocks.
func TestScreenListsFollow(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc B")
		s.Expect("Nobody is blocked.")
		_, err := s.Desk.BlockVisitor(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").VisitorID, "rude")
		s.Must(err)
		s.Settle()
		s.Expect("rude · blocked by ann · acme")
		s.ExpectNot("Nobody is blocked.")
		s.Press("esc @")
		s.Expect("No note calls you")
		_, err = s.Desk.SendNote(s.T.Context(), s.Ann.ID, 1, "@mika look", nil)
		s.Must(err)
		s.Settle()
		s.Expect("ann: @mika look")
	})
}

// TestScreenInvited: who is invited is told that, and sees who holds the chat.
func TestScreenInvited(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato").Write("anybody there?")
		s.Press("esc")
		ben := operator(s, "ben", core.RoleOperator)
		ben.Press("1")
		_, err := s.Desk.Invite(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID, benID(s))
		s.Must(err)
		s.Advance(time.Second)
		ben.ExpectBottom("You are invited to the chat of Hana Sato.")
		s.Press("1")
		s.Advance(time.Second)
		ben.Expect("mika 2 │", "2 ACTIVE ─")
	})
}
