package screen

import (
	"fmt"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestScreenMentionIsCompleted: a name is completed in a note, by typing and enter; a whole
// one leaves enter to the note, and replies know no names.
func TestScreenMentionIsCompleted(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, name := range []string{"Anna Berg", "bob"} {
			_, err := s.Desk.SignIn(s.T.Context(), name, core.RoleOperator)
			s.Must(err)
		}
		s.Hold("acme", "Hana Sato")
		s.Press("esc 2 g n")
		s.Type("ask @")
		s.Expect("▌ @ann", "@Anna Berg", "@bob")
		s.ExpectNot("@mika")
		s.ExpectBottom("enter insert")
		s.Type("an")
		s.Press("down enter")
		s.Expect("ask @Anna Berg")
		s.ExpectNot("@bob")
		s.Type("or @BO")
		s.Press("enter") // completes the name
		s.ExpectNot("▌ @bob")
		s.Press("enter") // and then the note is done
		s.Expect("note by mika", "ask @Anna Berg or @bob")
		s.ExpectNot("▌ @bob")
		s.Press("n")
		s.Type("@Anna ") // the first word of a name
		s.Expect("▌ @Anna Berg")
		s.Type("Berg ")
		s.ExpectNot("▌ @Anna")
		s.Press("ctrl+u esc r")
		s.Type("@an")
		s.ExpectNot("@Anna Berg   ")
		s.Press("ctrl+u")
		s.Press("esc n")
		s.Type("@bo")
		s.Press("esc")
		s.ExpectNot("▌ @bob")
		s.Type("b is out")
		s.Press("enter")
		s.Expect("@bob is out")
	})
}

// TestScreenMentions: a note that names the operator is told and counted; the list leads
// to the note in its chat, wherever it is, and the count is gone.
func TestScreenMentions(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		chat := s.ChatOf("Hana Sato").ID
		s.Press("esc")
		s.Hold("acme", "Ana Diaz")
		s.Press("esc 2 G")
		_, err := s.Desk.SendNote(s.T.Context(), s.Ann.ID, chat, "@mika could you look at this?", nil)
		s.Must(err)
		s.Advance(time.Second)
		s.ExpectBottom("ann calls you in a note about Hana Sato: @ shows it.")
		s.Expect("1 note calls you")
		for i := range 120 {
			hana.Write(fmt.Sprint("line ", i))
		}
		s.Press("@")
		s.Expect("NOTES THAT CALL YOU", "● ann: @mika could you look at this?", "Hana Sato")
		s.Press("enter")
		s.Expect("note by ann", "@mika could you look at this?", "line 0", "│ Hana Sato ")
		s.ExpectNot("1 note calls you", "· line 119")
		s.Press("G")
		s.Expect("line 119")
		s.Press("@")
		s.ExpectNot("● ann: @mika")

		s.Press("esc")
		_, err = s.Desk.SendNote(s.T.Context(), s.Ann.ID, chat, "@mika again", nil) // in the chat that is being read
		s.Must(err)
		s.Advance(time.Second)
		s.ExpectNot("calls you")
	})
}

// TestScreenMentionIsSeen: a note that calls the operator is looked at once it is on the
// screen, however its chat was opened, also beside another one; not while only its chat's
// end is.
func TestScreenMentionIsSeen(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		chat := s.ChatOf("Hana Sato").ID
		s.Press("esc")
		s.Hold("acme", "Ana Diaz")
		s.Press("esc 2 G")
		call := func() {
			s.T.Helper()
			_, err := s.Desk.SendNote(s.T.Context(), s.Ann.ID, chat, "@mika could you look at this?", nil)
			s.Must(err)
			s.Advance(time.Second)
			s.Expect("1 note calls you")
		}
		call()
		s.Press("k")
		s.Settle()
		s.Expect("could you look at this?")
		s.ExpectNot("note calls you")

		s.Press("j")
		call()
		for i := range 60 {
			hana.Write(fmt.Sprint("line ", i))
		}
		s.Press("g")
		s.Settle()
		s.Expect("line 59", "1 note calls you")
		s.Press("tab pgup pgup")
		s.Settle()
		s.Expect("could you look at this?")
		s.ExpectNot("note calls you")

		s.Press("esc 2 G")
		call()
		_, err := s.Desk.End(s.T.Context(), s.Mika.ID, chat)
		s.Must(err)
		hana.Write("me again")
		s.Settle()
		s.Press("1 i")
		s.Expect("1 note calls you", "me again")
		s.Press("tab tab j enter")
		s.Settle()
		s.Expect("@mika could you look at", "me again")
		s.ExpectNot("note calls you")
	})
}
