package screen

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestScreenPendingAppears(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Expect("No pending chats.", "nobody waits", "acme ●", "globex ●", "mika ● available")
		s.Visitor("acme", "Hana Sato").Write("Where is my order?")
		s.Expect("Hana Sato", "Where is my order?", "1 waiting · longest 0:0", "Press enter to pick up this chat.")
		s.ExpectCounts(1, 0, 0, 0)
		s.Visitor("globex", "Ivan Petrov").Write("Refund?")
		s.ExpectCounts(2, 0, 0, 0)
		if _, hana := s.At("Hana Sato"); true {
			if _, ivan := s.At("Ivan Petrov"); ivan < hana {
				t.Error("who waits longest is not first")
			}
		}
	})
}

func TestScreenPreviewTakesNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("first chat")
		s.Visitor("acme", "Ana Diaz").Write("second chat")
		s.Press("j")
		s.Expect("│ Ana Diaz  acme")
		s.Press("k j tab shift+tab pgdown g G")
		s.ExpectState("Hana Sato", "pending")
		s.ExpectState("Ana Diaz", "pending")
		s.ExpectCounts(2, 0, 0, 0)
	})
}

// TestScreenBurst: what is typed right behind enter, in one read of the
// terminal, is text, though every letter of it is a command elsewhere.
func TestScreenBurst(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Where is my order?")
		s.Burst("\rquit / einr: ?u,")
		s.Expect("quit / einr: ?u,")
		s.ExpectCounts(0, 1, 0, 0)
		s.Burst(" yes\rmore")
		s.Press("enter")
		s.ExpectReceived(hana, "quit / einr: ?u, yes", "more")
		s.Expect("✓")
	})
}

func TestScreenMarks(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		s.Press("enter")
		hang := s.Sim.Inject(rig.HangBefore())
		s.Type("on its way")
		s.Press("enter")
		s.Type("and this waits")
		s.Press("enter")
		s.ExpectMark("on its way", "↑")
		s.ExpectMark("and this waits", "queued")
		s.ExpectReceived(hana)
		hang.Remove()
		hang.Release()
		s.Advance(time.Second)
		s.ExpectMark("on its way", "✓")
		s.ExpectMark("and this waits", "✓")
		s.ExpectReceived(hana, "on its way", "and this waits")
	})
}

func TestScreenReplyOrder(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		s.Press("enter")
		var want []string
		for i := range 20 {
			want = append(want, fmt.Sprintf("reply %d", i))
			s.Burst(want[i] + "\r")
		}
		s.Advance(30 * time.Second) // Telegram takes one a second after a burst of five
		s.ExpectReceived(hana, want...)
	})
}

func TestScreenPutBack(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Press("enter")
		s.ExpectState("Hana Sato", "active")
		s.Press("esc u")
		s.ExpectState("Hana Sato", "pending")
		s.ExpectCounts(1, 0, 0, 0)
		s.Expect("Hana Sato waits again.", "mika put the chat back")
	})
}

func TestScreenEndAsks(t *testing.T) {
	for name, c := range map[string]struct {
		keys, state string
	}{
		"n keeps": {"n", "active"}, "esc keeps": {"esc", "active"}, "x keeps asking": {"x", "active"},
		"y ends": {"y", "completed"}, "enter ends": {"enter", "completed"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Visitor("acme", "Hana Sato").Write("Hello")
				s.Press("enter esc e")
				s.Expect("End the chat with Hana Sato?")
				s.ExpectState("Hana Sato", "active")
				s.Press(c.keys)
				s.ExpectState("Hana Sato", c.state)
				if c.state == "completed" {
					s.ExpectCounts(0, 0, 0, 1)
					s.ExpectBottom("Ended the chat with Hana Sato.")
				}
			})
		})
	}
}

// TestScreenTakenUnderTheCursor: the chat under the cursor goes to somebody
// else, another slides into its place, and enter takes neither.
func TestScreenTakenUnderTheCursor(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("first")
		s.Visitor("acme", "Ana Diaz").Write("second")
		_, err := s.Desk.PickUp(t.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Settle()
		s.Press("enter")
		s.ExpectBottom("That chat has just left this list: ann holds it now.")
		s.Press("esc e")
		s.ExpectNot("End the chat")
		s.ExpectState("Ana Diaz", "pending")
		if got := s.ChatOf("Hana Sato").Owner; !got.Is(s.Ann.ID) {
			t.Errorf("the chat is %+v's", got)
		}
		s.Press("j")
		s.Expect("│ Ana Diaz  acme")
		s.Press("enter")
		s.ExpectState("Ana Diaz", "active")
	})
}

// TestScreenLosesTheRace: somebody else takes the chat while this screen picks it
// up. Whatever was typed right behind enter neither goes out nor runs as commands:
// it would end, note, or take the next chat.
func TestScreenLosesTheRace(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("first")
		s.Visitor("acme", "Ana Diaz").Write("second")
		chat := s.ChatOf("Hana Sato").ID
		typed := make(chan struct{})
		s.DB.BreakWrites(func() error { // between enter and its transaction
			s.DB.BreakWrites(nil)
			_, err := s.Desk.PickUp(t.Context(), s.Ann.ID, chat)
			<-typed
			return err
		})
		_, err := s.Keys.Write([]byte("\rplease try once more"))
		s.Must(err)
		synctest.Wait()
		close(typed)
		s.Settle()
		s.Burst("\renter")
		s.ExpectReceived(hana)
		s.ExpectState("Ana Diaz", "pending")
		s.ExpectState("Hana Sato", "active")
		s.ExpectNot("End the chat", "Quit?", "Internal note", "note by")
		s.Expect("✎ draft")
		s.Expect("ann holds this chat.")
		s.Press("esc 1 enter")
		s.ExpectState("Ana Diaz", "active")
	})
}

// TestScreenTypesBehindAChatThatLeft: the screen knows by an instant before the
// operator does that somebody else has the chat. What they type behind the key that
// begins a text would end or take the next chat if it ran as commands.
func TestScreenTypesBehindAChatThatLeft(t *testing.T) {
	for _, key := range []string{"\r", "r", "n"} {
		t.Run(fmt.Sprintf("%q", key), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Visitor("acme", "Hana Sato")
				hana.Write("first")
				ana := s.Visitor("acme", "Ana Diaz")
				ana.Write("second")
				_, err := s.Desk.PickUp(t.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
				s.Must(err)
				s.Settle()
				s.Burst(key)
				s.ExpectBottom("That chat has just left this list: ann holds it now.")
				s.Burst("just a sec, may I\rqq")
				s.ExpectReceived(hana)
				s.ExpectReceived(ana)
				s.ExpectState("Hana Sato", "active")
				s.ExpectState("Ana Diaz", "pending")
				s.ExpectNot("End the chat", "Quit?", "Internal note", "note by")
				s.Expect("│ Hana Sato  acme", "ann holds this chat.")
				s.Press("esc j enter")
				s.ExpectState("Ana Diaz", "active")
			})
		})
	}
}

func TestScreenTimers(t *testing.T) {
	limits := core.Limits{Answer: time.Minute, CloseUnanswered: 15 * time.Minute, CloseIdle: 5 * time.Minute, ChatbotIdle: time.Minute}
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Advance(30 * time.Second)
		s.Expect("0:30", "longest 0:30")
		s.Advance(20 * time.Second)
		s.Expect("!0:50")
		s.Advance(10 * time.Second)
		s.ExpectCounts(0, 0, 1, 0)
		s.Expect("Not picked up in time: unanswered")
		s.Advance(15 * time.Minute)
		s.ExpectCounts(0, 0, 0, 1)
		s.Expect("Closed: never answered", "closed: never answered")

		ana := s.Visitor("acme", "Ana Diaz")
		ana.Write("Hi")
		s.Press("1 enter")
		s.Expect("active · mika · 4:5")
		s.Advance(3 * time.Minute)
		s.Expect("mika · 1:5")
		ana.Write("Still there?")
		s.Expect("mika · 4:5")
		s.Advance(5 * time.Minute)
		s.ExpectState("Ana Diaz", "completed")
		s.Expect("Closed: idle")
		s.ExpectCounts(0, 0, 0, 2)
	}, func(o *rig.Setup) { o.Limits = limits })
}

// TestScreenIdleIsQuiet: with nothing that counts, a minute writes the clock
// and nothing else.
func TestScreenIdleIsQuiet(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Advance(time.Minute)
		before := s.Terminal.WriteCount()
		s.Advance(10 * time.Minute)
		if n := s.Terminal.WriteCount() - before; n > 11 {
			t.Errorf("%d writes in ten idle minutes", n)
		}
	})
}

func TestScreenEarlierChat(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		s.Press("enter esc e y")
		hana.Write("It is me again")
		s.ExpectCounts(1, 0, 0, 1)
		s.Press("1")
		s.Expect("1 earlier chat")
		s.Press("i")
		s.Expect("VISITOR", "CHATS", "#1 1 Jan 00:00", "ended by", "this chat", "Telegram id", "1000")
		s.Press("esc")
		s.ExpectNot("VISITOR")
	})
}
