package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestScreenSendAndEnd sends the reply, ends the chat, and asks nothing.
func TestScreenSendAndEnd(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("ctrl+x")
		s.ExpectBottom("There is no reply to send.")
		s.Type("Done. Bye!")
		s.Press("ctrl+x")
		s.ExpectReceived(hana, "Done. Bye!")
		s.ExpectState("Hana Sato", "completed")
		s.ExpectBottom("Ended the chat with Hana Sato.")
	})
}

// TestScreenTellsWhatFollowsAReply on the bottom line, where there is room and a reply.
func TestScreenTellsWhatFollowsAReply(t *testing.T) {
	for width, want := range map[int]bool{120: true, 80: false} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Hana Sato")
				s.Resize(width, 36)
				s.Settle()
				s.ExpectNot("ctrl+x send and end")
				s.Type("Done. Bye!")
				if got := strings.Contains(s.Bottom(), "ctrl+x send and end  ctrl+s send and next"); got != want {
					t.Errorf("%q", s.Bottom())
				}
				s.ExpectBottom("ctrl+g next waiting")
				s.ExpectBottom("f1 help")
			})
		})
	}
}

// TestScreenPaletteTellsOnce what two keys do.
func TestScreenPaletteTellsOnce(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		for _, c := range []struct{ name, keys string }{{"pick up", "enter  r"}, {"reply", "enter  r"}} {
			s.Press(":")
			s.Expect("COMMANDS")
			s.Type(c.name)
			n := 0
			for y := range s.Terminal.Lines() {
				if line := strings.Fields(s.Line(y)); strings.Contains(strings.Join(line, " "), c.name+" enter r") {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%q stands %d times:\n%s", c.name, n, s.Screen())
			}
			s.Press("enter esc") // picks up, and later replies
		}
		s.ExpectState("Hana Sato", "active")
	})
}

// TestScreenARefusedReplyEndsNothing: a chat stays open, and where it is, when its
// last reply cannot be sent.
func TestScreenARefusedReplyEndsNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		for _, key := range []string{"ctrl+x", "ctrl+s"} {
			s.Type("\u200b")
			s.Press(key)
			s.ExpectBottom("Nothing of this text can be seen")
			s.Press("backspace")
			s.Expect("│ Hana Sato  acme", "▎Reply to Hana Sato")
		}
		full, writes := core.NewError(core.CodeUnavailable, "store_full"), 0
		s.Type("Done. Bye!")
		s.Advance(time.Second) // the draft is saved
		s.DB.BreakWrites(func() error {
			if writes++; writes == 1 {
				return full
			}
			return nil
		})
		s.Press("ctrl+x")
		s.ExpectState("Hana Sato", "active")
		s.ExpectReceived(hana)
		s.Press("r")
		s.Expect("▎Done. Bye!")
	})
}

// TestScreenSendAndEndGoesOn leads to the visitor who waits longest then, and not
// to where the reply has moved the chat.
func TestScreenSendAndEndGoesOn(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, name := range []string{"Hana Sato", "Ana Diaz", "Ivan Petrov"} {
			s.Hold("acme", name)
			s.Press("esc")
			s.Advance(time.Minute)
		}
		s.Press("enter")
		s.Type("One moment") // who has an answer stands last
		s.Press("enter esc 2 g enter")
		s.Type("Done. Bye!")
		s.Press("ctrl+x")
		s.ExpectState("Hana Sato", "completed")
		s.Expect("│ Ana Diaz  acme")
	})
}

func TestScreenSendAndNext(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		s.Type("One moment")
		s.Press("ctrl+s")
		s.ExpectReceived(hana, "One moment")
		s.Expect("│ Ana Diaz  acme", "1 PENDING ━")
		s.Press("enter")
		s.Type("Hello Ana")
		s.Press("ctrl+s")
		s.ExpectState("Ana Diaz", "active") // nobody waits: it stays
		s.Expect("│ Ana Diaz  acme")
	})
}

// TestScreenEndAndNext asks, ends the chat and goes on; in the palette too.
func TestScreenEndAndNext(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("Hello")
		s.Press("esc X")
		s.Expect("End the chat with Hana Sato?")
		s.Press("y")
		s.ExpectState("Hana Sato", "completed")
		s.Expect("│ Ana Diaz  acme")
		s.Press("enter esc :")
		s.Type("end and")
		s.Press("enter y")
		s.ExpectState("Ana Diaz", "completed")
	})
}

// TestScreenEndsUnanswered without picking it up, by whatever operator.
func TestScreenEndsUnanswered(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Advance(6 * time.Minute)
		s.ExpectState("Hana Sato", "unanswered")
		s.Press("3")
		s.ExpectBottom("e end")
		s.Press("e")
		s.Expect("End the chat with Hana Sato?")
		s.Press("y")
		s.ExpectState("Hana Sato", "completed")
		s.ExpectNot("mika picked up the chat")
	}, func(o *rig.Setup) { o.Role = core.RoleOperator })
}

func TestScreenReplyPicksUp(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		s.Burst("rHi Hana")
		s.ExpectState("Hana Sato", "active")
		s.Press("enter")
		s.ExpectReceived(hana, "Hi Hana")
	})
}

// TestScreenScrollsMessagesFromTheList, and half pages of what has the focus.
func TestScreenScrollsMessagesFromTheList(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.Say(fmt.Sprintf("message %02d", i))
		}
		s.Advance(5 * time.Second)
		s.Expect("1 PENDING ━", "· message 59")
		s.Press("K")
		s.ExpectNot("· message 59")
		s.Press("J")
		s.Expect("· message 59")
		s.Burst("\x1b[1;2A")
		s.ExpectNot("· message 59")
		s.Burst("\x1b[1;2B")
		s.Expect("· message 59", "1 PENDING ━")
		s.Press("tab ctrl+u")
		s.Expect("· message 40")
		s.ExpectNot("· message 10")
		s.Press("ctrl+d")
		s.Expect("· message 59")
		for i := range 30 {
			s.Visitor("acme", fmt.Sprintf("Visitor %02d", i)).Write("hello")
		}
		s.Press("1 g ctrl+d")
		s.ExpectNot("│ Hana Sato  acme")
		s.Press("ctrl+u")
		s.Expect("│ Hana Sato  acme")
	})
}

// accents are the places of the strong rule, which shows the focus.
func accents(s *rig.Session) (at []string) {
	for y, l := range s.Terminal.Lines() {
		if i := strings.Index(l, "━"); i >= 0 {
			at = append(at, fmt.Sprintf("%d %s", y, strings.Join(strings.Fields(strings.Trim(l[:i], "│ ")), " ")))
		}
	}
	return at
}

// TestScreenOneSignOfFocus: Tab passes every area, one rule is strong, and the
// bottom line says which area that is.
func TestScreenOneSignOfFocus(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		t.Run(fmt.Sprint(size[0]), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Hana Sato")
				s.Resize(size[0], size[1])
				s.Press("esc i 2")
				want := []string{"Active", "Messages", "Visitor", "Reply", "Active"}
				if size[0] < 120 {
					want = []string{"Active", "Visitor", "Reply", "Active"} // the panel is in the place of the messages
				}
				for _, area := range want {
					if got := accents(s); len(got) != 1 || !strings.HasPrefix(s.Bottom(), " "+area+"  ") {
						t.Errorf("%s: strong are %q, and the bottom line is %q", area, got, s.Bottom())
					}
					s.Press("tab")
				}
				s.Press("2 n")
				s.ExpectBottom(" Note  ")
				s.Press("esc ?")
				if got := accents(s); len(got) != 0 {
					t.Errorf("behind a dialog %q are strong", got)
				}
			})
		})
	}
}

// TestScreenNotesReturn: the focus goes back to where n was pressed.
func TestScreenNotesReturn(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc i 2")
		for _, area := range []string{"Active", "Messages", "Visitor"} {
			s.Press("n")
			s.Type("VIP")
			s.Press("enter")
			s.ExpectBottom(" " + area + "  ")
			s.Press("tab")
		}
	})
}

// TestScreenEarlierChatBeside: one of the panel's chats is read in its place,
// beside the open one.
func TestScreenEarlierChatBeside(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}} {
		t.Run(fmt.Sprint(size[0]), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				for _, text := range []string{"the oldest", "an old one"} {
					s.Hold("acme", "Hana Sato")
					s.Type(text)
					s.Press("ctrl+x")
				}
				s.Hold("acme", "Hana Sato")
				s.Type("half a thought")
				s.Press("esc i tab")
				if size[0] >= 120 {
					s.Press("tab")
				}
				s.Expect("▌#2 ")
				s.ExpectBottom("enter read that chat here")
				s.Press("enter")
				s.Expect("an old one", "half a thought")
				s.ExpectNot("   the oldest")
				s.Press("esc j enter")
				s.Expect("   the oldest", "half a thought")
				s.ExpectCounts(0, 1, 0, 2)
				s.Press("esc k k enter")
				s.ExpectBottom("No other chat of this visitor is chosen.")
				s.Press("esc r")
				s.Expect("▎half a thought")
			}, rig.Size(size[0], size[1]))
		})
	}
}
