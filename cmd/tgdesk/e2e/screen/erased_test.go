package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenErased: a screen forgets a visitor who is erased while it shows them, with what
// was written to them and is not sent yet.
func TestScreenErased(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Write("my secret words")
		s.Type("a secret draft")
		s.Expect("my secret words", "a secret draft", "Hana Sato")
		_, err := s.Desk.EraseVisitor(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").VisitorID)
		s.Must(err)
		s.Advance(0)
		s.ExpectNot("my secret words", "a secret draft", "Hana Sato")
		s.ExpectCounts(0, 0, 0, 1)
		s.Press("esc 4")
		s.Expect("erased #1", "The visitor was erased")
		s.Press("i")
		s.Expect("first wrote")
		s.ExpectNot("Telegram id")
		s.Press("esc n")
		s.Type("Hana said so")
		s.Press("enter")
		s.Expect("This visitor was erased")
		s.Press("esc")
		hana.Write("who am I?")
		s.ExpectCounts(1, 0, 0, 1)
	})
}
