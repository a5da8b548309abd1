package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestScreenQuotesAnEdited message from among its versions.
func TestScreenQuotesAnEdited(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		id := hana.Write("where is it")
		hana.ChangeText(id, "where is my order")
		s.Press("esc tab k enter")
		s.Expect("Versions", "where is it", " · now", "where is my order", "r reply to this message")
		s.Press("r")
		s.Expect("↩ where is my order")
		s.Type("On its way")
		s.Press("enter")
		s.Advance(time.Second)
		if got := hana.Inbox(); len(got) != 1 || got[0].ReplyTo != id {
			t.Errorf("the visitor got %+v, not a reply to %d", got, id)
		}
	})
}

// TestScreenQuotesNoDeleted reply, nor what Telegram never had.
func TestScreenQuotesNoDeleted(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("a slip")
		s.Press("enter")
		s.Advance(time.Second)
		s.Press("esc tab k D y")
		s.Advance(time.Second)
		s.Press("enter")
		s.ExpectBottom("This reply was deleted, so it cannot be quoted.")
		s.Press("r")
		s.ExpectNot("↩")
		s.Press("esc n")
		s.Type("a note")
		s.Press("enter G enter")
		s.ExpectBottom("The visitor does not see notes, so they cannot be quoted.")
		s.ExpectReceived(hana, "a slip")
	})
}

// TestScreenQuoteThatIsGone: a reply to a message that was deleted meanwhile is sent.
func TestScreenQuoteThatIsGone(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("a slip")
		s.Press("enter")
		s.Advance(time.Second)
		s.Press("esc tab k enter")
		s.Type("as I said")
		rows, err := s.Desk.FindRows(s.T.Context(), "Hana", core.Set[core.BrandID]{}, 1)
		s.Must(err)
		s.Must(s.Desk.DeleteReply(s.T.Context(), s.Ann.ID, rows[0].Last.ID))
		s.Settle()
		s.Press("enter")
		s.Advance(2 * time.Second)
		s.ExpectReceived(hana, "a slip", "as I said")
		if got := hana.Inbox(); got[len(got)-1].ReplyTo != 0 {
			t.Errorf("it quotes %d", got[len(got)-1].ReplyTo)
		}
	})
}
