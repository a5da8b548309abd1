package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenSearchFromReports: `/` searches from the reports, too, and esc leads back to
// them as they were left, from the results and from the chat of a hit.
func TestScreenSearchFromReports(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Press("5 p r down down")
		before := middle(s)
		s.Press("/")
		s.ExpectBottom("Search ")
		s.Type("5:pr march") // letters are text, not keys of the reports
		s.Expect("/ 5:pr march")
		s.Press("ctrl+u")
		s.Type("march")
		s.Settle()
		s.Expect("1 hit", "the invoice from March")
		s.Press("esc")
		if after := middle(s); after != before {
			t.Errorf("esc leads from the results to\n%s\nnot to\n%s", after, before)
		}
		s.Burst("/march\r")
		s.Settle()
		s.Expect("│ Hana Sato", "line 058", "Hit 1 of 1")
		s.Press("esc")
		s.Expect("1 hit")
		s.Press("esc")
		s.Settle()
		if after := middle(s); after != before {
			t.Errorf("esc leads from the hit to\n%s\nnot to\n%s", after, before)
		}
		s.Press("esc")
		s.Expect("2 ACTIVE")
	}, withPast)
}

// TestScreenSearchFromReportsAtAHit: reports that were opened at a hit, and searched from,
// are where esc leads to, and then where the first search began.
func TestScreenSearchFromReportsAtAHit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Press("2 g")
		s.Burst("/march\r")
		s.Settle()
		s.Press("5")
		s.Expect("Opened")
		s.Burst("/wrong\r")
		s.Settle()
		s.Expect("my Invoice is wrong", "Hit 1 of 1")
		s.Press("esc esc")
		s.Settle()
		s.Expect("Opened")
		s.Press("esc")
		s.ExpectBottom("Active")
		s.ExpectNot("Hit ")
	}, withPast)
}

// TestScreenSearchNobodyWaits: the key for who waits next says that nobody does, and leaves
// the search as it is.
func TestScreenSearchNobodyWaits(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		for _, v := range []string{"Hana Sato", "Ana Diaz"} {
			_, err := s.Desk.End(s.T.Context(), s.Mika.ID, s.ChatOf(v).ID)
			s.Must(err)
		}
		s.Burst("/march")
		s.Settle()
		s.Press("ctrl+g")
		s.Expect("/ march", "1 hit")
		s.ExpectBottom("Nobody is waiting")
		s.Advance(time.Minute)
		s.ExpectBottom("esc back")
	})
}
