package screen

import (
	"fmt"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenWholeList: C ends all chats of the list with the focus that the operator may
// end, m marks them as read, both after a question that counts them, and with the filter.
func TestScreenWholeList(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for i := range 3 {
			s.Visitor("acme", fmt.Sprint("Visitor ", i)).Write("hello", "again")
		}
		s.Visitor("globex", "Someone").Write("hello")
		s.ExpectCounts(4, 0, 0, 0)
		s.Press("1 m")
		s.Expect("Mark 3 chats of this list as read?") // the first one is shown
		s.Press("y")
		s.ExpectBottom("Marked 3 chats as read.")
		s.Press("m")
		s.ExpectBottom("There is nothing new in this list.")

		s.Press("f")
		s.Type("acme")
		s.Press("enter C")
		s.Expect("End 3 chats of this list? They cannot be opened again.")
		s.Visitor("acme", "Newcomer").Write("hello") // who was not asked about
		s.Press("n")
		s.Expect("acme · 4 of 5")
		s.Press("C")
		s.Expect("End 4 chats of this list?")
		s.Visitor("acme", "Latecomer").Write("hello")
		s.Press("y")
		s.ExpectBottom("Ended 4 chats.")
		s.Expect("acme · 1 of 2", "acme · 4 of 4")
		s.Press("4 C")
		s.ExpectBottom("The chats of this list are completed.")
	})
}
