package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestScreenPendingAppears(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Expect("Nobody is waiting.", "nobody waits", "acme ●", "globex ●", "mika ● available")
		d.Visitor("acme", "Hana Sato").Write("Where is my order?")
		d.Expect("Hana Sato", "Where is my order?", "1 waiting · longest 0:0", "Press enter to pick this chat up and reply.")
		d.ExpectCounts(1, 0, 0, 0)
		d.Visitor("globex", "Ivan Petrov").Write("Refund?")
		d.ExpectCounts(2, 0, 0, 0)
		if _, hana := d.At("Hana Sato"); true {
			if _, ivan := d.At("Ivan Petrov"); ivan < hana {
				t.Error("who waits longest is not first")
			}
		}
	})
}

func TestScreenPreviewTakesNothing(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("first chat")
		d.Visitor("acme", "Ana Diaz").Write("second chat")
		d.Press("j")
		d.Expect("Ana Diaz  @user1001")
		d.Press("k j tab shift+tab pgdown g G")
		d.ExpectState("Hana Sato", "pending")
		d.ExpectState("Ana Diaz", "pending")
		d.ExpectCounts(2, 0, 0, 0)
	})
}

// TestScreenBurst: what is typed right behind enter, in one read of the
// terminal, is text, though every letter of it is a command elsewhere.
func TestScreenBurst(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Where is my order?")
		d.Burst("\rquit / einr: ?u,")
		d.Expect("quit / einr: ?u,")
		d.ExpectCounts(0, 1, 0, 0)
		d.Burst(" yes\rmore\r")
		d.ExpectReceived(hana, "quit / einr: ?u, yes", "more")
		d.Expect("✓")
	})
}

func TestScreenMarks(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		d.Press("enter")
		hang := d.Sim.Inject(rig.HangBefore())
		d.Type("on its way")
		d.Press("enter")
		d.Type("and this waits")
		d.Press("enter")
		d.ExpectMark("on its way", "↑")
		d.ExpectMark("and this waits", "·")
		d.ExpectReceived(hana)
		hang.Remove()
		hang.Release()
		d.Advance(time.Second)
		d.ExpectMark("on its way", "✓")
		d.ExpectMark("and this waits", "✓")
		d.ExpectReceived(hana, "on its way", "and this waits")
	})
}

func TestScreenReplyOrder(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		d.Press("enter")
		var want []string
		var keys strings.Builder
		for i := range 20 {
			want = append(want, fmt.Sprintf("reply %d", i))
			keys.WriteString(want[i] + "\r")
		}
		d.Burst(keys.String())
		d.Advance(30 * time.Second) // Telegram takes one a second after a burst of five
		d.ExpectReceived(hana, want...)
	})
}

func TestScreenPutBack(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Press("enter")
		d.ExpectState("Hana Sato", "active")
		d.Press("esc u")
		d.ExpectState("Hana Sato", "pending")
		d.ExpectCounts(1, 0, 0, 0)
		d.Expect("Hana Sato waits again.", "mika put the chat back")
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
			rig.Test(t, func(d *rig.Session) {
				d.Visitor("acme", "Hana Sato").Write("Hello")
				d.Press("enter esc e")
				d.Expect("End the chat with Hana Sato?")
				d.ExpectState("Hana Sato", "active")
				d.Press(c.keys)
				d.ExpectState("Hana Sato", c.state)
				if c.state == "completed" {
					d.ExpectCounts(0, 0, 0, 1)
					d.ExpectBottom("Ended the chat with Hana Sato.")
				}
			})
		})
	}
}

// TestScreenTakenUnderTheCursor: the chat under the cursor goes to somebody
// else, another slides into its place, and enter takes neither.
func TestScreenTakenUnderTheCursor(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("first")
		d.Visitor("acme", "Ana Diaz").Write("second")
		_, err := d.Desk.PickUp(t.Context(), d.Ann.ID, d.ChatOf("Hana Sato").ID)
		d.Must(err)
		d.Settle()
		d.Press("enter")
		d.ExpectBottom("That chat has just left this list.")
		d.Press("e")
		d.ExpectNot("End the chat")
		d.ExpectState("Ana Diaz", "pending")
		if got := d.ChatOf("Hana Sato").OwnerID; got != d.Ann.ID {
			t.Errorf("the chat is %d's", got)
		}
		d.Press("j")
		d.Expect("Ana Diaz  @user1001")
		d.Press("enter")
		d.ExpectState("Ana Diaz", "active")
	})
}

// TestScreenLosesTheRace: somebody else has taken the chat before this screen
// knows. Whatever was typed right behind enter neither goes out nor runs as
// commands: it would end, note, or take the next chat.
func TestScreenLosesTheRace(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("first")
		d.Visitor("acme", "Ana Diaz").Write("second")
		chat := d.ChatOf("Hana Sato").ID
		_, err := d.Desk.PickUp(t.Context(), d.Ann.ID, chat)
		d.Must(err)
		d.Burst("\rplease try once more\renter")
		d.ExpectReceived(hana)
		d.ExpectState("Ana Diaz", "pending")
		d.ExpectState("Hana Sato", "active")
		d.ExpectNot("End the chat", "Quit?", "✎")
		d.Expect("ann holds this chat.")
		d.Press("esc 1 enter")
		d.ExpectState("Ana Diaz", "active")
	})
}

func TestScreenTimers(t *testing.T) {
	limits := core.Limits{Answer: time.Minute, CloseUnanswered: 15 * time.Minute, CloseIdle: 5 * time.Minute}
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Advance(30 * time.Second)
		d.Expect("0:30", "longest 0:30")
		d.Advance(20 * time.Second)
		d.Expect("!0:50")
		d.Advance(10 * time.Second)
		d.ExpectCounts(0, 0, 1, 0)
		d.Expect("Nobody picked up in time: unanswered")
		d.Advance(15 * time.Minute)
		d.ExpectCounts(0, 0, 0, 1)
		d.Expect("Closed: not answered in time", "closed, unanswered")

		ana := d.Visitor("acme", "Ana Diaz")
		ana.Write("Hi")
		d.Press("1 enter")
		d.Expect("active · mika · 4:5")
		d.Advance(3 * time.Minute)
		d.Expect("mika · 1:5")
		ana.Write("Still there?")
		d.Expect("mika · 4:5")
		d.Advance(5 * time.Minute)
		d.ExpectState("Ana Diaz", "completed")
		d.Expect("Closed: nobody wrote for too long")
		d.ExpectCounts(0, 0, 0, 2)
	}, func(s *rig.Setup) { s.Limits = limits })
}

// TestScreenIdleIsQuiet: with nothing that counts, a minute writes the clock
// and nothing else.
func TestScreenIdleIsQuiet(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Advance(time.Minute)
		before := d.Terminal.WriteCount()
		d.Advance(10 * time.Minute)
		if n := d.Terminal.WriteCount() - before; n > 11 {
			t.Errorf("%d writes in ten idle minutes", n)
		}
	})
}

func TestScreenEarlierChat(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		d.Press("enter esc e y")
		hana.Write("It is me again")
		d.ExpectCounts(1, 0, 0, 1)
		d.Press("1")
		d.Expect("1 earlier chat")
		d.Press("i")
		d.Expect("VISITOR", "CHATS", "#1 01 Jan 00:00", "ended by", "this chat", "Telegram id", "1000")
		d.Press("esc")
		d.ExpectNot("VISITOR")
	})
}
