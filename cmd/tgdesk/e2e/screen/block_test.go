package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestScreenBlock: b blocks the visitor with a reason, B lists who is blocked, what they
// wrote is read from there, and b unblocks.
func TestScreenBlock(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc 2 g b")
		s.Expect("BLOCK THIS VISITOR", "Why? The block list shows it")
		s.Press("enter")
		s.ExpectBottom("Say why: the block list shows it.")
		s.Press("b")
		s.Type("spam links")
		s.Press("enter")
		s.ExpectBottom("Hana Sato is blocked: what they write is kept apart.")
		s.ExpectCounts(0, 0, 0, 1)
		hana.Write("buy my links")
		s.ExpectCounts(0, 0, 0, 1)
		s.ExpectNot("buy my links")

		s.Press("4 B")
		s.Expect("BLOCK LIST", "Hana Sato", "spam links · blocked by mika · acme")
		s.Press("enter")
		s.Expect("read what they wrote while blocked", "unblock the visitor")
		s.Press("enter")
		s.Expect("blocked · 1 of 1", "buy my links", "⊗ block list", "completed · written while blocked")
		s.Press("esc esc")
		s.ExpectNot("blocked · 1 of 1", "▌Hana Sato")
		s.Press("4")
		s.ExpectNot("buy my links")

		s.Press("b")
		s.Expect("ON THE BLOCK LIST")
		s.Type("unblock")
		s.Press("enter")
		s.ExpectBottom("Hana Sato is not blocked any more.")
		hana.Write("sorry")
		s.ExpectCounts(1, 0, 0, 1)
		s.Press("B")
		s.Expect("Nobody is blocked.")
	})
}

// TestScreenBlockRequests: a supervisor sees how many there are, and decides.
func TestScreenBlockRequests(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Bob Lee").Write("rude words")
		bob, err := s.Desk.SignIn(s.T.Context(), "bob", core.RoleOperator)
		s.Must(err)
		_, err = s.Desk.BlockVisitor(s.T.Context(), bob.ID, s.ChatOf("Bob Lee").VisitorID, "rude")
		s.Must(err)
		s.Expect("1 block to decide", "⊗ block asked for")
		s.Press("B enter")
		s.Expect("approve: block the visitor", "why: rude · asked by bob · acme")
		s.Press("enter")
		s.ExpectBottom("Bob Lee is blocked")
		s.ExpectNot("to decide")
		s.ExpectCounts(0, 0, 0, 1)
	})
}

// TestScreenAskBlock: an operator asks, and can take it back.
func TestScreenAskBlock(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Bob Lee").Write("rude words")
		s.Press("1 g b")
		s.Expect("ASK FOR A BLOCK", "A supervisor reads it")
		s.ExpectBottom("enter ask  esc back")
		s.Type("rude")
		s.Press("enter")
		s.ExpectBottom("A supervisor is asked to block Bob Lee.")
		s.ExpectNot("to decide")
		s.Press("b enter")
		s.ExpectBottom("Only a supervisor or an admin may change that.")
		s.Type("take")
		s.Press("enter")
		s.ExpectBottom("Bob Lee is not blocked any more.")
	}, func(o *rig.Setup) { o.Role = core.RoleOperator })
}
