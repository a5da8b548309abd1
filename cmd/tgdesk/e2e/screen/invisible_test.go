package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenNothingVisible: what visitors send without a visible character says so
// in the list, in the chat and where it is answered; a flag is no such text.
func TestScreenNothingVisible(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		ghost := s.Visitor("acme", "\u3164\u2800")
		ghost.Write("\u3164\u200b")
		s.Expect("(nothing visible)", "@")
		s.Press("enter")
		s.Type("r")
		s.Expect("(nothing visible)")
		ghost.Send(botsim.Photo().Caption("\u115f"))
		s.Settle()
		s.Expect("▣ photo · (nothing visible)")
		ghost.Write("go 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!")
		s.Settle()
		s.Expect("go 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!")
	})
}

// TestScreenSendsNothingInvisible: the composer refuses it with a sentence, and
// keeps what was typed; notes and edits likewise.
func TestScreenSendsNothingInvisible(t *testing.T) {
	const why = "Nothing of this text can be seen"
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		s.Type("\u3164\u3164")
		s.Press("enter")
		s.ExpectBottom(why)
		s.Type("hi")
		s.Press("enter")
		if got := hana.Inbox(); len(got) != before+1 || got[before].Text != "\u3164\u3164hi" {
			t.Errorf("received %+v", got[before:])
		}
		s.Press("esc tab k")
		s.Type("E")
		s.Press("ctrl+u")
		s.Type("\u2800")
		s.Press("enter")
		s.ExpectBottom(why)
		s.Press("esc")
		s.Type("n")
		s.Type("\u2800")
		s.Press("enter")
		s.ExpectBottom(why)
		s.ExpectNot("note by")
	})
}
