package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenSources: the link that led a visitor here stands in the chat's title and
// panel, and narrows the lists, also those of the operator's next screen.
func TestScreenSources(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, one := range [][2]string{{"Hana Sato", "pricing"}, {"Ana Diaz", "Ad-2"}, {"Bob Lee", "pricing"}} {
			v := s.Visitor("acme", one[0])
			v.Write("/start " + one[1])
			v.Write("hello")
		}
		s.Visitor("acme", "Ivan Petrov").Write("no link")
		s.ExpectCounts(4, 0, 0, 0)
		s.Press("f")
		s.Expect("from pricing", "from Ad-2")
		s.Type("pri")
		s.Press("enter")
		s.Expect("from pricing · 2 of 4", "Hana Sato ", "Bob Lee ")
		s.ExpectNot("Ivan Petrov ", "Ana Diaz ")
		s.Expect(" · from pricing ")
		s.Press("i")
		s.Expect("came from    pricing")
		s.Press("i")
		s.Restart()
		s.Expect("from pricing · 2 of 4")
		s.Press("esc")
		s.Expect("Ivan Petrov ", "Ana Diaz ")
	})
}
