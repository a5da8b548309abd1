package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// editing begins to edit a reply to Hana Sato.
func editing(s *rig.Session) (hana *rig.Visitor) {
	s.Hold("acme", "Ana Diaz")
	hana = s.Hold("acme", "Hana Sato")
	s.Type("At 3 pm")
	s.Press("enter esc")
	s.Advance(time.Second)
	s.Press("E")
	s.Expect("editing: enter saves, esc discards")
	s.Type(" sharp")
	return hana
}

// TestScreenEditsAreKept however the chat is left; a reply is never mistaken for one.
func TestScreenEditsAreKept(t *testing.T) {
	for name, leave := range map[string]func(s *rig.Session){
		"next waiting":      func(s *rig.Session) { s.Visitor("acme", "Ivan Petrov").Write("hello"); s.Press("ctrl+g") },
		"another list":      func(s *rig.Session) { s.Press("alt+4") },
		"another chat":      func(s *rig.Session) { s.Press("alt+2 g j G") },
		"a click":           func(s *rig.Session) { s.Click(s.At("Ana Diaz ")) },
		"the search":        func(s *rig.Session) { s.Press("alt+2 /"); s.Type("ana"); s.Press("enter") },
		"a note":            func(s *rig.Session) { s.Press("alt+2 n"); s.Type("VIP"); s.Press("enter") },
		"a reply":           func(s *rig.Session) { s.Press("alt+2 r"); s.Type("by the way"); s.Press("ctrl+u esc") },
		"a dialog":          func(s *rig.Session) { s.Press("ctrl+space esc") },
		"the settings":      func(s *rig.Session) { s.Press("alt+2 , esc") },
		"the program":       func(s *rig.Session) { s.Restart() },
		"the chat, put off": func(s *rig.Session) { s.Press("alt+2"); s.Advance(time.Second); s.Restart() },
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := editing(s)
				leave(s)
				s.Press("alt+2")
				for range 3 { // to the chat, wherever the cursor is
					s.Press("g")
					if strings.Contains(s.Screen(), "│ Hana Sato ") {
						break
					}
					s.Press("j")
				}
				s.Expect("│ Hana Sato ", "Edit not saved: press E to continue", "✎ draft")
				s.ExpectReceived(hana, "At 3 pm")
				s.Press("E")
				s.Expect("editing: enter saves", "▎At 3 pm sharp")
				s.Press("enter")
				s.Advance(2 * time.Second)
				if got := hana.Inbox(); got[0].Text != "At 3 pm sharp" {
					t.Errorf("the visitor has %q", got[0].Text)
				}
				s.ExpectNot("Edit not saved", "✎ draft")
				if got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID); err != nil || got.Edit != (core.Draft{}) {
					t.Errorf("left behind is %+v, %v", got, err)
				}
			})
		})
	}
}

// TestScreenEditsEnd: esc discards an edit, one that changes nothing leaves no trace,
// and another message's is begun only after a question.
func TestScreenEditsEnd(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		editing(s)
		s.Press("esc")
		s.ExpectNot("Edit not saved", "✎ draft")
		s.Press("E")
		s.Expect("▎At 3 pm")
		s.ExpectNot("sharp")
		s.Press("alt+2")
		s.ExpectNot("Edit not saved", "✎ draft")
		s.Press("r")
		s.Type("Come early")
		s.Press("enter esc E") // the newest
		s.Type(", please")
		s.Press("alt+2 tab k k E")
		s.Expect("Your edit of another message is not saved. Edit this one instead?")
		s.Press("n alt+2 E")
		s.Expect("▎Come early, please")
		s.Press("alt+2 tab k k E y")
		s.Expect("▎At 3 pm")
		s.Type(" or 4")
		s.Press("alt+2 e")
		s.Expect("End the chat with Hana Sato?", "Your edit of a")
		s.ExpectNot("it waits for their next chat")
		s.Press("y")
		s.ExpectState("Hana Sato", "completed")
		s.Press("4 g")
		s.Expect("│ Hana Sato ", "not sent: y copies it", "At 3 pm or 4")
		s.ExpectNot("waits for the next chat")
		s.Visitor("acme", "Hana Sato").Write("me again")
		s.Press("1 g enter")
		s.Expect("Reply to Hana Sato…")
		s.ExpectNot("Edit not saved")
	})
}

// TestScreenEditInAHurry: an edit that has begun is gone on with, although nobody waits
// until it has been read; what is typed behind the key is text.
func TestScreenEditInAHurry(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		editing(s)
		s.Advance(time.Second)
		s.Restart()
		s.Burst("2GE, and Ana?")
		s.Expect("│ Hana Sato ", "editing: enter saves", "▎At 3 pm sharp, and Ana?")
		s.ExpectCounts(0, 2, 0, 0)
	})
}

// TestScreenRefusedEdit comes back where it was written.
func TestScreenRefusedEdit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		editing(s)
		s.Advance(time.Second)
		s.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		s.Press("enter")
		s.Expect("Edit not saved: press E to continue")
		s.DB.BreakWrites(nil)
		s.Advance(11 * time.Second)
		s.Restart()
		s.Press("2 G")
		s.Expect("│ Hana Sato ", "Edit not saved: press E to continue")
		s.Press("E")
		s.Expect("▎At 3 pm sharp")
	})
}
