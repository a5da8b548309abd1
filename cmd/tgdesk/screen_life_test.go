package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

func TestScreenPendingAppears(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.expect("Nobody is waiting.", "nobody waits", "acme ●", "globex ●", "mika ● available")
		d.visitor("acme", "Hana Sato").say("Where is my order?")
		d.expect("Hana Sato", "Where is my order?", "1 waiting · longest 0:0", "Press enter to pick this chat up and reply.")
		d.expectCounts(1, 0, 0, 0)
		d.visitor("globex", "Ivan Petrov").say("Refund?")
		d.expectCounts(2, 0, 0, 0)
		if _, hana := d.at("Hana Sato"); true {
			if _, ivan := d.at("Ivan Petrov"); ivan < hana {
				t.Error("who waits longest is not first")
			}
		}
	})
}

func TestScreenPreviewTakesNothing(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("first chat")
		d.visitor("acme", "Ana Diaz").say("second chat")
		d.press("j")
		d.expect("Ana Diaz  @user1001")
		d.press("k j tab shift+tab pgdown g G")
		d.expectState("Hana Sato", "pending")
		d.expectState("Ana Diaz", "pending")
		d.expectCounts(2, 0, 0, 0)
	})
}

// TestScreenBurst: what is typed right behind enter, in one read of the
// terminal, is text, though every letter of it is a command elsewhere.
func TestScreenBurst(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Where is my order?")
		d.burst("\rquit / einr: ?u,")
		d.expect("quit / einr: ?u,")
		d.expectCounts(0, 1, 0, 0)
		d.burst(" yes\rmore\r")
		d.expectReceived(hana, "quit / einr: ?u, yes", "more")
		d.expect("✓")
	})
}

func TestScreenMarks(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Hello")
		d.press("enter")
		hang := d.sim.Inject(hangBefore())
		d.typeText("on its way")
		d.press("enter")
		d.typeText("and this waits")
		d.press("enter")
		d.expectMark("on its way", "↑")
		d.expectMark("and this waits", "·")
		d.expectReceived(hana)
		hang.Remove()
		hang.Release()
		d.advance(time.Second)
		d.expectMark("on its way", "✓")
		d.expectMark("and this waits", "✓")
		d.expectReceived(hana, "on its way", "and this waits")
	})
}

func TestScreenReplyOrder(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Hello")
		d.press("enter")
		var want []string
		var keys strings.Builder
		for i := range 20 {
			want = append(want, fmt.Sprintf("reply %d", i))
			keys.WriteString(want[i] + "\r")
		}
		d.burst(keys.String())
		d.advance(30 * time.Second) // Telegram takes one a second after a burst of five
		d.expectReceived(hana, want...)
	})
}

func TestScreenPutBack(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.press("enter")
		d.expectState("Hana Sato", "active")
		d.press("esc u")
		d.expectState("Hana Sato", "pending")
		d.expectCounts(1, 0, 0, 0)
		d.expect("Hana Sato waits again.", "mika put the chat back")
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
			screenTest(t, func(d *drive) {
				d.visitor("acme", "Hana Sato").say("Hello")
				d.press("enter esc e")
				d.expect("End the chat with Hana Sato?")
				d.expectState("Hana Sato", "active")
				d.press(c.keys)
				d.expectState("Hana Sato", c.state)
				if c.state == "completed" {
					d.expectCounts(0, 0, 0, 1)
					d.expectBottom("Ended the chat with Hana Sato.")
				}
			})
		})
	}
}

// TestScreenTakenUnderTheCursor: the chat under the cursor goes to somebody
// else, another slides into its place, and enter takes neither.
func TestScreenTakenUnderTheCursor(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("first")
		d.visitor("acme", "Ana Diaz").say("second")
		_, err := d.desk.PickUp(t.Context(), d.ann.ID, d.chatOf("Hana Sato").ID)
		d.must(err)
		d.settle()
		d.press("enter")
		d.expectBottom("That chat has just left this list.")
		d.press("e")
		d.expectNot("End the chat")
		d.expectState("Ana Diaz", "pending")
		if got := d.chatOf("Hana Sato").OwnerID; got != d.ann.ID {
			t.Errorf("the chat is %d's", got)
		}
		d.press("j")
		d.expect("Ana Diaz  @user1001")
		d.press("enter")
		d.expectState("Ana Diaz", "active")
	})
}

// TestScreenLosesTheRace: somebody else has taken the chat before this screen
// knows. Whatever was typed right behind enter neither goes out nor runs as
// commands: it would end, note, or take the next chat.
func TestScreenLosesTheRace(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("first")
		d.visitor("acme", "Ana Diaz").say("second")
		chat := d.chatOf("Hana Sato").ID
		_, err := d.desk.PickUp(t.Context(), d.ann.ID, chat)
		d.must(err)
		d.burst("\rplease try once more\renter")
		d.expectReceived(hana)
		d.expectState("Ana Diaz", "pending")
		d.expectState("Hana Sato", "active")
		d.expectNot("End the chat", "Quit?", "✎")
		d.expect("ann holds this chat.")
		d.press("esc 1 enter")
		d.expectState("Ana Diaz", "active")
	})
}

func TestScreenTimers(t *testing.T) {
	limits := core.Limits{Answer: time.Minute, CloseUnanswered: 15 * time.Minute, CloseIdle: 5 * time.Minute}
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.advance(30 * time.Second)
		d.expect("0:30", "longest 0:30")
		d.advance(20 * time.Second)
		d.expect("!0:50")
		d.advance(10 * time.Second)
		d.expectCounts(0, 0, 1, 0)
		d.expect("Nobody picked up in time: unanswered")
		d.advance(15 * time.Minute)
		d.expectCounts(0, 0, 0, 1)
		d.expect("Closed: not answered in time", "closed, unanswered")

		ana := d.visitor("acme", "Ana Diaz")
		ana.say("Hi")
		d.press("1 enter")
		d.expect("active · mika · 4:5")
		d.advance(3 * time.Minute)
		d.expect("mika · 1:5")
		ana.say("Still there?")
		d.expect("mika · 4:5")
		d.advance(5 * time.Minute)
		d.expectState("Ana Diaz", "completed")
		d.expect("Closed: nobody wrote for too long")
		d.expectCounts(0, 0, 0, 2)
	}, func(s *setup) { s.limits = limits })
}

// TestScreenIdleIsQuiet: with nothing that counts, a minute writes the clock
// and nothing else.
func TestScreenIdleIsQuiet(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.advance(time.Minute)
		before := d.emu.written()
		d.advance(10 * time.Minute)
		if n := d.emu.written() - before; n > 11 {
			t.Errorf("%d writes in ten idle minutes", n)
		}
	})
}

func TestScreenEarlierChat(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Hello")
		d.press("enter esc e y")
		hana.say("It is me again")
		d.expectCounts(1, 0, 0, 1)
		d.press("1")
		d.expect("1 earlier chat")
		d.press("i")
		d.expect("VISITOR", "CHATS", "#1 01 Jan 00:00", "ended by", "this chat", "Telegram id", "1000")
		d.press("esc")
		d.expectNot("VISITOR")
	})
}
