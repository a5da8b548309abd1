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
	rig.Test(t, func(s *rig.Session) {
		names := []string{"Hana Sato", "Ana Diaz", "Ivan Petrov"}
		for _, n := range names {
			s.Visitor("acme", n).Write("from " + n)
		}
		s.Press("4")
		s.Expect("│ Hana Sato  acme") // it is shown already, so the next one is another
		for _, n := range []string{"Ana Diaz", "Ivan Petrov", "Hana Sato"} {
			s.Press("ctrl+g")
			s.Expect("│ " + n + "  acme")
		}
		s.Hold("globex", "Bob Lee")
		s.Type("unfinished")
		s.Press("ctrl+g")
		s.Expect("│ Hana Sato  acme", "Press enter to pick up this chat")
		s.Press("ctrl+g")
		s.Expect("│ Ana Diaz  acme")
		s.ExpectCounts(3, 1, 0, 0)
		s.Press("2 r")
		s.Expect("unfinished")
	})
}

func TestScreenNextWaitingNobody(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("ctrl+g")
		s.ExpectBottom("Nobody is waiting.")
	})
}

func TestScreenPanesFromTheComposer(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("pending one")
		for i, bar := range []string{"1 PENDING ━", "2 ACTIVE ━", "3 UNANSWERED ━", "4 COMPLETED ━"} {
			s.Hold("acme", fmt.Sprintf("Hana %d", i))
			s.Press(fmt.Sprintf("alt+%d", i+1))
			s.Expect(bar)
		}
	})
}

func TestScreenTab(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		s.Expect("2 ACTIVE ━")
		s.Press("tab")
		s.Expect("2 ACTIVE ─")
		s.Press("tab")
		s.Type("in the composer")
		s.Expect("in the composer")
		s.Press("tab")
		s.Expect("2 ACTIVE ━")
		s.Press("shift+tab")
		s.Type("!")
		s.Expect("in the composer!")
		s.Press("shift+tab shift+tab")
		s.Expect("2 ACTIVE ━")
	})
}

func TestScreenFindChat(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for i := range 30 {
			s.Visitor("acme", fmt.Sprintf("Visitor %02d", i)).Write("hello")
		}
		s.Visitor("globex", "Ivan Petrov").Write("refund")
		s.Burst("Fpetr")
		s.Expect("FIND A CHAT", "Ivan Petrov", "globex · pending")
		s.Press("enter")
		s.ExpectNot("FIND A CHAT")
		s.Expect("│ Ivan Petrov  globex")
		s.ExpectState("Ivan Petrov", "pending")
		s.Press("F")
		s.Type("zzz")
		s.Expect("Nothing found.")
		s.Press("enter esc")
		s.ExpectNot("FIND A CHAT")
		s.Press("F")
		s.Type("user1007")
		s.Press("enter")
		s.Expect("│ Visitor 07  acme")
		s.Press("enter")
		s.ExpectState("Visitor 07", "active")
	})
}

func TestScreenPalette(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		s.Burst(":put ba")
		s.Expect("COMMANDS", "put back", "Nobody has picked up this chat yet")
		s.Press("enter")
		s.ExpectState("Hana Sato", "pending")
		s.Press("esc :")
		s.Type("pick")
		s.Press("enter")
		s.ExpectState("Hana Sato", "active")
		s.Press("ctrl+space")
		s.Expect("COMMANDS")
		s.Press("esc")
		s.Type(": is text here")
		s.Press("enter")
		s.ExpectReceived(hana, ": is text here")
	})
}

func TestScreenDisabledKeysSayWhy(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("e")
		s.ExpectBottom("No chat is selected.")
		s.Visitor("acme", "Hana Sato").Write("Hello")
		for key, why := range map[string]string{
			"e": "Nobody has picked up this chat yet", "u": "Nobody has picked up this chat yet",
			"y": "No message is selected", "T": "No other program uses a bot of this desk.",
		} {
			s.Press(key)
			s.ExpectBottom(why)
		}
		s.ExpectCounts(1, 0, 0, 0)
	}, func(o *rig.Setup) { o.Role = core.RoleOperator })
}

func TestScreenHelp(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press("?")
		s.Expect("KEYS", "In the lists", "ctrl+g", "next waiting")
		s.Press("G")
		s.ExpectNot("In the lists")
		s.Expect("In any text")
		s.Press("esc")
		s.ExpectNot("KEYS")
		s.Hold("acme", "Hana Sato")
		s.Press("?")
		s.ExpectNot("KEYS")
		s.Press("f1")
		s.Expect("KEYS", "│ In the composer", "alt+enter")
	})
}

// TestScreenManual reads a page of the manual from the help, and finds one
// in the palette.
func TestScreenManual(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press("? M")
		d.Expect("MANUAL", "The life of a chat", "security")
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
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("copy me")
		s.Press("tab k y")
		s.ExpectBottom("Copied.")
		if want := "c;Y29weSBtZQ=="; s.Terminal.Clipboard != want {
			t.Errorf("copied %q, want %q", s.Terminal.Clipboard, want)
		}
	})
}

func TestScreenMouse(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("first")
		s.Visitor("acme", "Ana Diaz").Write("second")
		x, y := s.At("Ana Diaz")
		s.Click(x, y)
		s.Expect("│ Ana Diaz  acme")
		s.ExpectState("Ana Diaz", "pending")
		s.Click(x, y)
		s.ExpectState("Ana Diaz", "active")
		s.Press("esc")
		s.ClickOn("4 COMPLETED")
		s.Expect("4 COMPLETED ━")
		s.ClickOn("1 PENDING")
		s.Expect("│ Hana Sato  acme")
		s.ClickOn("i visitor")
		s.Expect("VISITOR")
		s.Press("esc")
		s.ClickOn("? help")
		s.Expect("KEYS")
		s.Click(0, 0)
		s.ExpectNot("KEYS")
		s.ClickOn("enter pick up")
		s.ExpectState("Hana Sato", "active")
	})
}

func TestScreenWheel(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.Write(fmt.Sprintf("message %02d", i))
		}
		s.Expect("message 59")
		s.Wheel(-2, 60, 10)
		s.ExpectNot("· message 59")
		s.Wheel(2, 60, 10)
		s.Expect("· message 59")
		for i := range 40 {
			s.Visitor("acme", fmt.Sprintf("Visitor %02d", i)).Write("hello")
		}
		s.Wheel(3, 5, 6)
		s.ExpectState("Hana Sato", "pending")
		s.ExpectNot("▌Hana Sato")
		x, y := s.At("▌")
		s.Expect("│ " + strings.Fields(s.Line(y)[x+3:])[0] + " " + strings.Fields(s.Line(y)[x+3:])[1] + "  acme")
	})
}

// TestScreenScrolledUp: what somebody reads stays where it is while messages
// come.
func TestScreenScrolledUp(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		for i := range 60 {
			hana.Write(fmt.Sprintf("message %02d", i))
		}
		s.Press("tab pgup")
		column := func() (out []string) {
			for y := 3; y < 30; y++ {
				_, chat, _ := strings.Cut(s.Line(y), "│")
				out = append(out, chat)
			}
			return out
		}
		before := column()
		hana.Write("news one", "news two")
		s.Expect("↓ 2 new")
		if diff := cmp.Diff(before, column()); diff != "" {
			t.Errorf("what is read moved (-before +after):\n%s", diff)
		}
		s.ExpectNot("· news two")
		s.Press("G")
		s.Expect("· news two")
		s.ExpectNot("↓ 2 new")
	})
}

func TestScreenOlderPages(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato") // the desk's first chat: its ids begin with 1
		for i := range 300 {
			hana.Say(fmt.Sprintf("message %03d", i))
		}
		s.Advance(5 * time.Second)
		s.Expect("· message 299")
		s.Press("tab")
		seen := map[string]bool{}
		for range 60 {
			for _, l := range s.Terminal.Lines() {
				_, chat, _ := strings.Cut(l, "│")
				seen[strings.TrimLeft(chat, " ·0123456789:")] = true
			}
			s.Press("pgup")
		}
		s.Expect("  message 000")
		for i := range 300 {
			if text := fmt.Sprintf("message %03d", i); !seen[text] {
				t.Errorf("%s was never shown", text)
			}
		}
		s.Press("G")
		s.Expect("· message 299")
		s.Press("g")
		s.Expect("  message 000")
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
	rig.Test(t, func(s *rig.Session) {
		s.Expect("Too small: 39×11")
		s.Press("enter j e")
		s.Resize(40, 12)
		s.Settle()
		s.Expect("1 PENDING")
	}, rig.Size(39, 11))
}

func TestScreenQuit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("nobody's business yet")
		s.Press("q")
		s.Must(s.ExpectEnd())
	})
}

func TestScreenQuitAsksWithActiveChats(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("draft")
		s.Press("ctrl+c")
		s.Expect("Quit? You hold 1 active chat.")
		s.Press("esc")
		s.Expect("draft")
		s.Press("esc q")
		s.Expect("Quit?")
		s.Press("y")
		s.Must(s.ExpectEnd())
	})
}

func TestScreenQuitAsksWithQueuedReplies(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Down()
		s.Settle()
		s.Type("on its way")
		s.Press("enter esc e y q")
		s.Expect("Quit? 1 reply is still to be sent; sending goes on at the next start.")
		s.Press("y")
		s.Must(s.ExpectEnd())
		s.Must(s.Sim.Up())
		s.Restart()
		s.Advance(time.Minute)
		s.ExpectReceived(hana, "on its way")
	})
}

// TestScreenNobodyElsesChats: chats of others do not hold anybody back.
func TestScreenQuitIgnoresOthersChats(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		_, err := s.Desk.PickUp(t.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Settle()
		s.Press("q")
		s.Must(s.ExpectEnd())
	})
}
