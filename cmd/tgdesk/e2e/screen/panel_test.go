package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenPanelFollows: what the panel says of the visitor's chats is never older
// than the lists beside it.
func TestScreenPanelFollows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("first")
		s.Press("1 i")
		s.Expect("· pending", "this chat")
		s.Press("enter")
		s.Advance(time.Second)
		s.Expect("· active")
		s.ExpectNot("· pending")
		s.Press("esc u")
		s.Expect("· pending")
		s.Press("enter")
		s.Type("Bye")
		s.Press("ctrl+x")
		s.Advance(time.Second)
		s.Expect("· ended by mika")
		s.Press("4 g")
		s.Advance(24 * time.Hour)
		hana.Write("me again")
		s.Expect("· ended by mika", "· pending", "2000-01-02")
		// Another chat of the visitor, read in the panel's place.
		s.Press("tab tab enter")
		s.Expect("me again")
		hana.Write("are you there")
		s.Expect("are you there")
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Advance(time.Second)
		s.Expect("ann picked up the chat", "· active ━")
	})
}

// TestScreenPanelIsWhole: the lines of the visitor's chats break where their parts
// end, and a mark says that there is more.
func TestScreenPanelIsWhole(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		for range 3 {
			hana.Write("hello")
			s.Press("1 enter")
			s.Type("Bye")
			s.Press("ctrl+x")
			s.Advance(time.Minute)
		}
		s.Press("4 g i tab tab")
		for _, size := range [][2]int{{40, 12}, {80, 24}, {100, 30}, {120, 36}} {
			s.Resize(size[0], size[1])
			s.Settle()
			s.Press("G G")
			s.Expect("this chat", "ended by mika")
			screen := s.Screen()
			if strings.Contains(screen, "ended…") || strings.Contains(screen, "ende…") {
				t.Errorf("%v: a row is cut:\n%s", size, screen)
			}
			for _, l := range s.Terminal.Lines() {
				if strings.HasPrefix(strings.TrimLeft(l, " ▌│"), "· ") {
					t.Errorf("%v: a line begins with its separator: %q", size, l)
				}
			}
		}
		s.Resize(40, 12)
		s.Settle()
		s.Press("g")
		s.Expect("↓")
		s.ExpectNot("↑")
		s.Press("pgdown pgdown pgdown")
		s.Expect("↑")
		s.ExpectNot("↓")
	})
}
