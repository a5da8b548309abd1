package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenHelpOfTheSituation: the help names what a key does on the chosen chat.
func TestScreenHelpOfTheSituation(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		enter := func(want string) {
			t.Helper()
			s.Press("?")
			if got := strings.Join(strings.Fields(dialogLines(s)[2]), " "); !strings.HasPrefix(got, "enter "+want) {
				t.Errorf("the help says %q, want %q:\n%s", got, want, s.Screen())
			}
			s.Press("esc")
		}
		hana.Write("hello")
		s.Press("1")
		enter("pick up")
		s.Press("enter esc")
		s.Advance(time.Second)
		enter("reply")
		s.Press("e y")
		s.Advance(time.Second)
		s.Press("4")
		enter("read")
	})
}

// TestScreenFindChatSaysWhatItKnows, and finds the beginnings of names first.
func TestScreenFindChatSaysWhatItKnows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Díaz").Write("order 4711")
		s.Visitor("acme", "Hana Sato").Write("hello")
		s.Press("F")
		s.Type("4711")
		for _, size := range [][2]int{{40, 12}, {120, 36}} {
			s.Resize(size[0], size[1])
			s.Settle()
			if got := strings.Join(strings.Fields(strings.Join(dialogLines(s), " ")), " "); !strings.Contains(got, "@usernames, Telegram ids and #numbers of chats; / searches messages.") {
				t.Errorf("%v: it says %q", size, got)
			}
		}
		s.Press("ctrl+u")
		s.Type("ana")
		if got := dialogLines(s); !strings.Contains(got[3], "▌ Ana Díaz") || !strings.Contains(got[4], "Hana Sato") {
			t.Errorf("it finds\n%s", strings.Join(got, "\n"))
		}
	})
}

// TestScreenQuestionKeys stand once, and can be clicked.
func TestScreenQuestionKeys(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc e")
		s.ExpectBottom(" y/enter end  esc keep")
		s.Click(s.At("y/enter end"))
		s.ExpectState("Hana Sato", "completed")
	})
}

// TestScreenReasonsOfThePalette are shown whole or not at all.
func TestScreenReasonsOfThePalette(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("hello")
		s.Press("1 :")
		for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
			s.Resize(size[0], size[1])
			s.Settle()
			for range 4 {
				s.Press("down down down down down down down")
				if box := strings.ReplaceAll(strings.Join(dialogLines(s), "\n"), "Type a command…", ""); strings.Contains(box, "…") {
					t.Errorf("%v: a reason is cut:\n%s", size, box)
				}
			}
		}
	})
}

// TestScreenSaysWhatThereIs: where no chat is open nothing is named that cannot be chosen,
// and an emptied edit is no reply.
func TestScreenSaysWhatThereIs(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Expect("No chat yet: the first message of a visitor opens one.")
		s.Hold("acme", "Hana Sato")
		s.Press("ctrl+o")
		s.Type("nothing like it")
		s.ExpectBottom(" Reply  esc close")
		s.Press("esc")
		s.Type("Hello")
		s.Press("enter")
		s.Advance(time.Second)
		s.Press("esc E ctrl+u")
		s.Expect("▎What the message is to say…")
		s.Press("esc r")
		s.Type("half")
		_, err := s.Desk.Assign(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID, s.Ann.ID)
		s.Must(err)
		s.Settle()
		s.Expect("✎ not sent: esc, then y copies it")
	})
}
