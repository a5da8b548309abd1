package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestScreenNextWaiting(t *testing.T) {
	screenTest(t, func(d *drive) {
		names := []string{"Hana Sato", "Ana Diaz", "Ivan Petrov"}
		for _, n := range names {
			d.visitor("acme", n).say("from " + n)
		}
		d.press("4")
		d.expect("Hana Sato  @") // it is shown already, so the next one is another
		for _, n := range []string{"Ana Diaz", "Ivan Petrov", "Hana Sato"} {
			d.press("ctrl+g")
			d.expect(n + "  @")
		}
		d.hold("globex", "Bob Lee")
		d.typeText("unfinished")
		d.press("ctrl+g")
		d.expect("Hana Sato  @", "Press enter to pick this chat up")
		d.press("ctrl+g")
		d.expect("Ana Diaz  @")
		d.expectCounts(3, 1, 0, 0)
		d.press("2 r")
		d.expect("unfinished")
	})
}

func TestScreenNextWaitingNobody(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.press("ctrl+g")
		d.expectBottom("Nobody is waiting.")
	})
}

func TestScreenPanesFromTheComposer(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Ana Diaz").say("pending one")
		for i, bar := range []string{"1 PENDING ━", "2 ACTIVE ━", "3 UNANSWERED ━", "4 COMPLETED ━"} {
			d.hold("acme", fmt.Sprintf("Hana %d", i))
			d.press(fmt.Sprintf("alt+%d", i+1))
			d.expect(bar)
		}
	})
}

func TestScreenTab(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.press("esc")
		d.expect("2 ACTIVE ━")
		d.press("tab")
		d.expect("2 ACTIVE ─")
		d.press("tab")
		d.typeText("in the composer")
		d.expect("in the composer")
		d.press("tab")
		d.expect("2 ACTIVE ━")
		d.press("shift+tab")
		d.typeText("!")
		d.expect("in the composer!")
		d.press("shift+tab shift+tab")
		d.expect("2 ACTIVE ━")
	})
}

func TestScreenSearch(t *testing.T) {
	screenTest(t, func(d *drive) {
		for i := range 30 {
			d.visitor("acme", fmt.Sprintf("Visitor %02d", i)).say("hello")
		}
		d.visitor("globex", "Ivan Petrov").say("refund")
		d.burst("/petr")
		d.expect("FIND A CHAT", "Ivan Petrov", "globex · pending")
		d.press("enter")
		d.expectNot("FIND A CHAT")
		d.expect("Ivan Petrov  @")
		d.expectState("Ivan Petrov", "pending")
		d.press("/")
		d.typeText("zzz")
		d.expect("Nothing found.")
		d.press("enter esc")
		d.expectNot("FIND A CHAT")
		d.press("/")
		d.typeText("user1007")
		d.press("enter")
		d.expect("Visitor 07  @")
		d.press("enter")
		d.expectState("Visitor 07", "active")
	})
}

func TestScreenPalette(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Hello")
		d.burst(":put ba")
		d.expect("COMMANDS", "put back", "Nobody has picked this chat up yet")
		d.press("enter")
		d.expectState("Hana Sato", "pending")
		d.press("esc :")
		d.typeText("pick")
		d.press("enter")
		d.expectState("Hana Sato", "active")
		d.press("ctrl+space")
		d.expect("COMMANDS")
		d.press("esc")
		d.typeText(": is text here")
		d.press("enter")
		d.expectReceived(hana, ": is text here")
	})
}

func TestScreenDisabledKeysSayWhy(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.press("e")
		d.expectBottom("No chat is selected.")
		d.visitor("acme", "Hana Sato").say("Hello")
		for key, why := range map[string]string{
			"r": "Nobody has picked this chat up yet", "e": "Nobody has picked this chat up yet", "u": "Nobody has picked this chat up yet",
			"y": "No message is selected", ",": "Only admins may change settings.",
		} {
			d.press(key)
			d.expectBottom(why)
		}
		d.expectCounts(1, 0, 0, 0)
	}, func(s *setup) { s.role = core.RoleOperator })
}

func TestScreenHelp(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.press("?")
		d.expect("KEYS", "In the lists", "ctrl+g", "next waiting")
		d.press("G")
		d.expect("While writing")
		d.press("esc")
		d.expectNot("KEYS")
		d.hold("acme", "Hana Sato")
		d.press("?")
		d.expectNot("KEYS")
		d.press("f1")
		d.expect("KEYS", "While writing", "alt+enter")
	})
}

func TestScreenCopy(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("copy me")
		d.press("tab k y")
		d.expectBottom("Copied.")
		if want := "c;Y29weSBtZQ=="; d.emu.copied != want {
			t.Errorf("copied %q, want %q", d.emu.copied, want)
		}
	})
}

func TestScreenMouse(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("first")
		d.visitor("acme", "Ana Diaz").say("second")
		x, y := d.at("Ana Diaz")
		d.click(x, y)
		d.expect("Ana Diaz  @")
		d.expectState("Ana Diaz", "pending")
		d.click(x, y)
		d.expectState("Ana Diaz", "active")
		d.press("esc")
		d.clickOn("4 COMPLETED")
		d.expect("4 COMPLETED ━")
		d.clickOn("1 PENDING")
		d.expect("Hana Sato  @")
		d.clickOn("i visitor")
		d.expect("VISITOR")
		d.press("esc")
		d.clickOn("? help")
		d.expect("KEYS")
		d.click(0, 0)
		d.expectNot("KEYS")
		d.clickOn("enter pick up")
		d.expectState("Hana Sato", "active")
	})
}

func TestScreenWheel(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.say(fmt.Sprintf("message %02d", i))
		}
		d.expect("message 59")
		d.wheel(-2, 60, 10)
		d.expectNot("  message 59")
		d.wheel(2, 60, 10)
		d.expect("  message 59")
		for i := range 40 {
			d.visitor("acme", fmt.Sprintf("Visitor %02d", i)).say("hello")
		}
		d.wheel(3, 5, 6)
		d.expectState("Hana Sato", "pending")
		d.expectNot("▌Hana Sato")
		x, y := d.at("▌")
		d.expect(strings.Fields(d.line(y)[x+3:])[0] + " " + strings.Fields(d.line(y)[x+3:])[1] + "  @")
	})
}

// TestScreenScrolledUp: what somebody reads stays where it is while messages
// come.
func TestScreenScrolledUp(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.say(fmt.Sprintf("message %02d", i))
		}
		d.press("tab pgup")
		column := func() (out []string) {
			for y := 3; y < 30; y++ {
				_, chat, _ := strings.Cut(d.line(y), "│")
				out = append(out, chat)
			}
			return out
		}
		before := column()
		hana.say("news one", "news two")
		d.expect("↓ 2 new")
		if diff := cmp.Diff(before, column()); diff != "" {
			t.Errorf("what is read moved (-before +after):\n%s", diff)
		}
		d.expectNot("  news two")
		d.press("G")
		d.expect("  news two")
		d.expectNot("↓ 2 new")
	})
}

func TestScreenOlderPages(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato") // the desk's first chat: its ids begin with 1
		for i := range 300 {
			hana.Say(fmt.Sprintf("message %03d", i))
		}
		d.advance(5 * time.Second)
		d.expect("  message 299")
		d.press("tab")
		seen := map[string]bool{}
		for range 60 {
			for _, l := range d.emu.lines() {
				_, chat, _ := strings.Cut(l, "│")
				seen[strings.TrimSpace(chat)] = true
			}
			d.press("pgup")
		}
		d.expect("  message 000")
		for i := range 300 {
			if s := fmt.Sprintf("message %03d", i); !seen[s] {
				t.Errorf("%s was never shown", s)
			}
		}
		d.press("G")
		d.expect("  message 299")
		d.press("g")
		d.expect("  message 000")
	})
}

// TestScreenResizeStorm: no size breaks the frame; the emulator notes every
// cell drawn outside of it.
func TestScreenResizeStorm(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "注文した商品 👨‍👩‍👧‍👦❤️").say("注文した商品がまだ届きません 🇯🇵 e\u0301e\u0301 हिन्दी")
		d.hold("globex", "Ivan Petrov")
		d.typeText("谢谢 a long reply that has to be wrapped somewhere, whatever the width is")
		modes := []string{"esc", "i", "esc /", "esc ?", "esc :", "esc ,", "esc"}
		for i := range 400 {
			w, h := 1+(i*37)%200, 1+(i*23)%60
			d.resize(w, h)
			if i%10 == 0 {
				d.settle()
			}
			if i%50 == 0 {
				d.press(modes[i/50%len(modes)])
			}
		}
		for _, s := range [][2]int{{1, 1}, {200, 60}, {40, 12}, {39, 12}, {40, 11}, {79, 24}, {80, 24}, {99, 30}, {100, 30}, {119, 30}, {120, 30}} {
			d.resize(s[0], s[1])
			d.settle()
		}
		d.resize(120, 36)
		d.press("esc esc esc")
		d.expect("1 PENDING", "2 ACTIVE")
	})
}

func TestScreenTooSmall(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.expect("Too small: 39×11")
		d.press("enter j e")
		d.resize(40, 12)
		d.settle()
		d.expect("1 PENDING")
	}, sized(39, 11))
}

func TestScreenQuit(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("nobody's business yet")
		d.press("q")
		d.must(d.expectEnd())
	})
}

func TestScreenQuitAsksWithActiveChats(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("draft")
		d.press("ctrl+c")
		d.expect("Quit? You hold 1 active chat.")
		d.press("esc")
		d.expect("draft")
		d.press("esc q")
		d.expect("Quit?")
		d.press("y")
		d.must(d.expectEnd())
	})
}

func TestScreenQuitAsksWithQueuedReplies(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Down()
		d.settle()
		d.typeText("on its way")
		d.press("enter esc e y q")
		d.expect("Quit? 1 reply is still to be sent; sending goes on at the next start.")
		d.press("y")
		d.must(d.expectEnd())
		d.must(d.sim.Up())
		d.restart()
		d.advance(time.Minute)
		d.expectReceived(hana, "on its way")
	})
}

// TestScreenNobodyElsesChats: chats of others do not hold anybody back.
func TestScreenQuitIgnoresOthersChats(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		_, err := d.desk.PickUp(t.Context(), d.ann.ID, d.chatOf("Hana Sato").ID)
		d.must(err)
		d.settle()
		d.press("q")
		d.must(d.expectEnd())
	})
}
