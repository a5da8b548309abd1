package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
	"tgdesk/tui"

	"github.com/google/go-cmp/cmp"
)

func TestScreenNextWaiting(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		names := []string{"Hana Sato", "Ana Diaz", "Ivan Petrov"}
		for _, n := range names {
			d.Visitor("acme", n).Write("from " + n)
		}
		d.Press("4")
		d.Expect("Hana Sato  @") // it is shown already, so the next one is another
		for _, n := range []string{"Ana Diaz", "Ivan Petrov", "Hana Sato"} {
			d.Press("ctrl+g")
			d.Expect(n + "  @")
		}
		d.Hold("globex", "Bob Lee")
		d.Type("unfinished")
		d.Press("ctrl+g")
		d.Expect("Hana Sato  @", "Press enter to pick this chat up")
		d.Press("ctrl+g")
		d.Expect("Ana Diaz  @")
		d.ExpectCounts(3, 1, 0, 0)
		d.Press("2 r")
		d.Expect("unfinished")
	})
}

func TestScreenNextWaitingNobody(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press("ctrl+g")
		d.ExpectBottom("Nobody is waiting.")
	})
}

func TestScreenPanesFromTheComposer(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Ana Diaz").Write("pending one")
		for i, bar := range []string{"1 PENDING ━", "2 ACTIVE ━", "3 UNANSWERED ━", "4 COMPLETED ━"} {
			d.Hold("acme", fmt.Sprintf("Hana %d", i))
			d.Press(fmt.Sprintf("alt+%d", i+1))
			d.Expect(bar)
		}
	})
}

func TestScreenTab(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Press("esc")
		d.Expect("2 ACTIVE ━")
		d.Press("tab")
		d.Expect("2 ACTIVE ─")
		d.Press("tab")
		d.Type("in the composer")
		d.Expect("in the composer")
		d.Press("tab")
		d.Expect("2 ACTIVE ━")
		d.Press("shift+tab")
		d.Type("!")
		d.Expect("in the composer!")
		d.Press("shift+tab shift+tab")
		d.Expect("2 ACTIVE ━")
	})
}

func TestScreenSearch(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		for i := range 30 {
			d.Visitor("acme", fmt.Sprintf("Visitor %02d", i)).Write("hello")
		}
		d.Visitor("globex", "Ivan Petrov").Write("refund")
		d.Burst("/petr")
		d.Expect("FIND A CHAT", "Ivan Petrov", "globex · pending")
		d.Press("enter")
		d.ExpectNot("FIND A CHAT")
		d.Expect("Ivan Petrov  @")
		d.ExpectState("Ivan Petrov", "pending")
		d.Press("/")
		d.Type("zzz")
		d.Expect("Nothing found.")
		d.Press("enter esc")
		d.ExpectNot("FIND A CHAT")
		d.Press("/")
		d.Type("user1007")
		d.Press("enter")
		d.Expect("Visitor 07  @")
		d.Press("enter")
		d.ExpectState("Visitor 07", "active")
	})
}

func TestScreenPalette(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		d.Burst(":put ba")
		d.Expect("COMMANDS", "put back", "Nobody has picked this chat up yet")
		d.Press("enter")
		d.ExpectState("Hana Sato", "pending")
		d.Press("esc :")
		d.Type("pick")
		d.Press("enter")
		d.ExpectState("Hana Sato", "active")
		d.Press("ctrl+space")
		d.Expect("COMMANDS")
		d.Press("esc")
		d.Type(": is text here")
		d.Press("enter")
		d.ExpectReceived(hana, ": is text here")
	})
}

func TestScreenDisabledKeysSayWhy(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press("e")
		d.ExpectBottom("No chat is selected.")
		d.Visitor("acme", "Hana Sato").Write("Hello")
		for key, why := range map[string]string{
			"r": "Nobody has picked this chat up yet", "e": "Nobody has picked this chat up yet", "u": "Nobody has picked this chat up yet",
			"y": "No message is selected", ",": "Only an admin may change that.",
		} {
			d.Press(key)
			d.ExpectBottom(why)
		}
		d.ExpectCounts(1, 0, 0, 0)
	}, func(s *rig.Setup) { s.Role = core.RoleOperator })
}

func TestScreenHelp(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press("?")
		d.Expect("KEYS", "In the lists", "ctrl+g", "next waiting")
		d.Press("G")
		d.Expect("While writing")
		d.Press("esc")
		d.ExpectNot("KEYS")
		d.Hold("acme", "Hana Sato")
		d.Press("?")
		d.ExpectNot("KEYS")
		d.Press("f1")
		d.Expect("KEYS", "While writing", "alt+enter")
	})
}

// TestScreenManual reads a page of the manual from the help, and finds one
// in the palette.
func TestScreenManual(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press("? M")
		d.Expect("MANUAL", "The life of a chat", "backups")
		d.Type("backup")
		d.Press("enter")
		d.Expect("BACKUPS", "Backing up", "tgdesk backup /mnt")
		d.Press("G")
		d.Expect("a second time")
		d.Press("esc")
		d.Expect("KEYS")
		d.Press("esc :")
		d.Type("manual")
		d.Press("enter")
		d.Expect("MANUAL")
	}, func(s *rig.Setup) { s.Screen = func(o *tui.Options) { o.Manual = help.Pages() } })
}

func TestScreenCopy(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("copy me")
		d.Press("tab k y")
		d.ExpectBottom("Copied.")
		if want := "c;Y29weSBtZQ=="; d.Terminal.Clipboard != want {
			t.Errorf("copied %q, want %q", d.Terminal.Clipboard, want)
		}
	})
}

func TestScreenMouse(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("first")
		d.Visitor("acme", "Ana Diaz").Write("second")
		x, y := d.At("Ana Diaz")
		d.Click(x, y)
		d.Expect("Ana Diaz  @")
		d.ExpectState("Ana Diaz", "pending")
		d.Click(x, y)
		d.ExpectState("Ana Diaz", "active")
		d.Press("esc")
		d.ClickOn("4 COMPLETED")
		d.Expect("4 COMPLETED ━")
		d.ClickOn("1 PENDING")
		d.Expect("Hana Sato  @")
		d.ClickOn("i visitor")
		d.Expect("VISITOR")
		d.Press("esc")
		d.ClickOn("? help")
		d.Expect("KEYS")
		d.Click(0, 0)
		d.ExpectNot("KEYS")
		d.ClickOn("enter pick up")
		d.ExpectState("Hana Sato", "active")
	})
}

func TestScreenWheel(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.Write(fmt.Sprintf("message %02d", i))
		}
		d.Expect("message 59")
		d.Wheel(-2, 60, 10)
		d.ExpectNot("  message 59")
		d.Wheel(2, 60, 10)
		d.Expect("  message 59")
		for i := range 40 {
			d.Visitor("acme", fmt.Sprintf("Visitor %02d", i)).Write("hello")
		}
		d.Wheel(3, 5, 6)
		d.ExpectState("Hana Sato", "pending")
		d.ExpectNot("▌Hana Sato")
		x, y := d.At("▌")
		d.Expect(strings.Fields(d.Line(y)[x+3:])[0] + " " + strings.Fields(d.Line(y)[x+3:])[1] + "  @")
	})
}

// TestScreenScrolledUp: what somebody reads stays where it is while messages
// come.
func TestScreenScrolledUp(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.Write(fmt.Sprintf("message %02d", i))
		}
		d.Press("tab pgup")
		column := func() (out []string) {
			for y := 3; y < 30; y++ {
				_, chat, _ := strings.Cut(d.Line(y), "│")
				out = append(out, chat)
			}
			return out
		}
		before := column()
		hana.Write("news one", "news two")
		d.Expect("↓ 2 new")
		if diff := cmp.Diff(before, column()); diff != "" {
			t.Errorf("what is read moved (-before +after):\n%s", diff)
		}
		d.ExpectNot("  news two")
		d.Press("G")
		d.Expect("  news two")
		d.ExpectNot("↓ 2 new")
	})
}

func TestScreenOlderPages(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato") // the desk's first chat: its ids begin with 1
		for i := range 300 {
			hana.Say(fmt.Sprintf("message %03d", i))
		}
		d.Advance(5 * time.Second)
		d.Expect("  message 299")
		d.Press("tab")
		seen := map[string]bool{}
		for range 60 {
			for _, l := range d.Terminal.Lines() {
				_, chat, _ := strings.Cut(l, "│")
				seen[strings.TrimSpace(chat)] = true
			}
			d.Press("pgup")
		}
		d.Expect("  message 000")
		for i := range 300 {
			if s := fmt.Sprintf("message %03d", i); !seen[s] {
				t.Errorf("%s was never shown", s)
			}
		}
		d.Press("G")
		d.Expect("  message 299")
		d.Press("g")
		d.Expect("  message 000")
	})
}

// TestScreenResizeStorm: no size breaks the frame; the emulator notes every
// cell drawn outside of it.
func TestScreenResizeStorm(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "注文した商品 👨‍👩‍👧‍👦❤️").Write("注文した商品がまだ届きません 🇯🇵 e\u0301e\u0301 हिन्दी")
		d.Hold("globex", "Ivan Petrov")
		d.Type("谢谢 a long reply that has to be wrapped somewhere, whatever the width is")
		modes := []string{"esc", "i", "esc /", "esc ?", "esc :", "esc ,", "esc"}
		for i := range 400 {
			w, h := 1+(i*37)%200, 1+(i*23)%60
			d.Resize(w, h)
			if i%10 == 0 {
				d.Settle()
			}
			if i%50 == 0 {
				d.Press(modes[i/50%len(modes)])
			}
		}
		for _, s := range [][2]int{{1, 1}, {200, 60}, {40, 12}, {39, 12}, {40, 11}, {79, 24}, {80, 24}, {99, 30}, {100, 30}, {119, 30}, {120, 30}} {
			d.Resize(s[0], s[1])
			d.Settle()
		}
		d.Resize(120, 36)
		d.Press("esc esc esc")
		d.Expect("1 PENDING", "2 ACTIVE")
	})
}

func TestScreenTooSmall(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Expect("Too small: 39×11")
		d.Press("enter j e")
		d.Resize(40, 12)
		d.Settle()
		d.Expect("1 PENDING")
	}, rig.Size(39, 11))
}

func TestScreenQuit(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("nobody's business yet")
		d.Press("q")
		d.Must(d.ExpectEnd())
	})
}

func TestScreenQuitAsksWithActiveChats(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("draft")
		d.Press("ctrl+c")
		d.Expect("Quit? You hold 1 active chat.")
		d.Press("esc")
		d.Expect("draft")
		d.Press("esc q")
		d.Expect("Quit?")
		d.Press("y")
		d.Must(d.ExpectEnd())
	})
}

func TestScreenQuitAsksWithQueuedReplies(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Down()
		d.Settle()
		d.Type("on its way")
		d.Press("enter esc e y q")
		d.Expect("Quit? 1 reply is still to be sent; sending goes on at the next start.")
		d.Press("y")
		d.Must(d.ExpectEnd())
		d.Must(d.Sim.Up())
		d.Restart()
		d.Advance(time.Minute)
		d.ExpectReceived(hana, "on its way")
	})
}

// TestScreenNobodyElsesChats: chats of others do not hold anybody back.
func TestScreenQuitIgnoresOthersChats(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		_, err := d.Desk.PickUp(t.Context(), d.Ann.ID, d.ChatOf("Hana Sato").ID)
		d.Must(err)
		d.Settle()
		d.Press("q")
		d.Must(d.ExpectEnd())
	})
}
