package screen

import (
	"fmt"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenSearch: hits come while one types, enter opens the chat around one, n and N
// walk them, also into other chats, and esc leads back to the results and to where the
// operator was.
func TestScreenSearchWalks(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		for i := range 120 {
			hana.Say(fmt.Sprintf("line %03d", i))
			if i == 60 {
				hana.Say("the invoice from March")
			}
		}
		s.Press("esc")
		s.Hold("acme", "Ana Diaz").Write("my Invoice is wrong")
		s.Press("esc 2 g")
		s.Advance(time.Minute)
		s.Press("/")
		s.Expect("Words, \"phrases\" and filters…", "Filters: from:")
		s.Type("invo")
		s.Settle()
		s.Expect("2 hits", "Ana Diaz · acme · visitor", "my Invoice is wrong", "the invoice from March")
		t.Log("\n" + s.Screen())
		s.Press("down enter")
		s.Settle()
		t.Log("\n" + s.Screen())
		s.Expect("line 058", "the invoice from March", "line 063", "Hit 2 of 2", "N previous hit", "esc results")
		s.Press("N")
		s.Settle()
		s.Expect("my Invoice is wrong", "Hit 1 of 2")
		s.Press("n esc")
		s.Settle()
		s.Expect("▌ Hana Sato", "2 hits")
		s.Press("esc")
		s.Settle()
		t.Log("\n" + s.Screen())
	})
}
