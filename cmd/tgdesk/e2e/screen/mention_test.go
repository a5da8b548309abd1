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
		s.Type("or @BOB")
		s.Press("enter")
		s.Expect("note by mika", "ask @Anna Berg or @BOB")
		s.ExpectNot("▌ @bob")
		s.Press("r")
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
		_, err := s.Desk.Note(s.T.Context(), s.Ann.ID, chat, "@mika could you look at this?")
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
		_, err = s.Desk.Note(s.T.Context(), s.Ann.ID, chat, "@mika again") // in the chat that is being read
		s.Must(err)
		s.Advance(time.Second)
		s.ExpectNot("calls you")
	})
}
