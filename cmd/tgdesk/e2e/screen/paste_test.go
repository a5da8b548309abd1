package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/desk"
	"tgdesk/tui/paste"
)

// megabyte is more than any field of the screen takes.
func megabyte() string { return strings.Repeat("Where is my refund?\n", 1<<20/20) }

// TestScreenAMegabytePasted goes through the whole program, into every field.
// Nothing that stood there is lost, and the keyboard is back at once.
func TestScreenAMegabytePasted(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		much, told := megabyte(), "Not pasted: the text has 1,048,560 characters, and "
		hana := s.Hold("acme", "Hana Sato")
		s.Type("kept")
		s.Paste(much)
		s.ExpectBottom(told + "39,996 of 40,000 are left here.")
		s.Expect("▎kept")
		s.Type(" as it was")
		s.Press("enter")
		s.ExpectReceived(hana, "kept as it was")
		for _, field := range []struct{ keys, limit string }{
			{"esc /", "500"}, {"esc F", "200"}, {"esc :", "200"}, {"esc n", "40,000"}, {"esc a", "4,094 of 4,096 are left here"}, {"shift+tab", "40,000"}, {"esc , enter enter", "left here"}, {"esc esc G enter enter", "256"},
		} {
			s.Press(field.keys)
			s.Paste(much)
			s.ExpectBottom(told)
			if !strings.Contains(s.Bottom(), field.limit) {
				t.Errorf("after %s: %s", field.keys, s.Bottom())
			}
		}
		s.ExpectReceived(hana, "kept as it was")
	})
}

func TestScreenAMegabyteForAToken(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Type("initech")
		s.Press("enter")
		s.Paste(megabyte())
		s.ExpectBottom("Not pasted: the text has 1,048,560 characters, and at most 256 fit here.")
		s.Paste("123456:AAAA\n")
		s.Expect("123456•••••")
	}, rig.Brands())
}

// TestScreenAPasteIsWholeOrNothing stops at the limit of the field, to the
// character, and counts what is there already.
func TestScreenAPasteIsWholeOrNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Paste(strings.Repeat("注", desk.MaxReply+1))
		s.ExpectBottom("Not pasted: the text has 40,001 characters, and at most 40,000 fit here.")
		s.Expect("Reply to Hana Sato…")
		s.Advance(time.Minute)
		s.Paste(strings.Repeat("注", desk.MaxReply))
		s.ExpectNot("Not pasted", "Reply to Hana Sato…")
		s.Paste("x")
		s.ExpectBottom("Not pasted: the text has 1 characters, and 0 of 40,000 are left here.")
	})
}

// TestScreenAPasteIsNoKey holds in a question, and for control characters.
func TestScreenAPasteIsNoKey(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc e")
		for _, text := range []string{"y", "Y", "\r", "q", "\x03"} {
			s.Paste(text)
			s.Expect("End the chat with Hana Sato?")
		}
		s.Paste(megabyte())
		s.Expect("End the chat with Hana Sato?")
		s.Press("esc r")
		s.Paste("\x1b[200~one\x03\x1b[A\x1b\r\rtwo\x1b[201")
		s.Expect("[200~one[A", "two[201")
		s.ExpectReceived(hana)
		s.ExpectState("Hana Sato", "active")
	})
}

// TestScreenAnUnfinishedPaste gives the keyboard back to who waits and strikes
// a key.
func TestScreenAnUnfinishedPaste(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Burst("\x1b[200~half a paste\r")
		s.Burst("q")
		s.ExpectNot("half a paste")
		s.Advance(paste.StallTimeout)
		s.Burst("!")
		s.Expect("half a paste", "q!")
		s.Press("enter")
		s.ExpectReceived(hana, "half a paste\nq!")
	})
}
