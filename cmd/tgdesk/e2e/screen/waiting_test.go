package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenUnansweredWaits: what nobody answered in time still waits, everywhere;
// its clock is late, and it says when it will be closed.
func TestScreenUnansweredWaits(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		style := func(text string) []string { return strings.Split(s.Terminal.StyleAt(s.At(text)), ";") }
		s.Visitor("acme", "Hana Sato").Write("hello?")
		if late := style("1 waiting"); slices.Contains(late, "4") {
			t.Errorf("a new chat is drawn in %q", late)
		}
		s.Advance(3 * time.Minute)
		if soon := style("1 waiting · longest 3:0"); !slices.Contains(soon, "4") || slices.Contains(soon, "1") {
			t.Errorf("a chat near its limit is drawn in %q", soon)
		}
		s.Advance(3 * time.Minute)
		s.ExpectCounts(0, 0, 1, 0)
		if late := style("1 waiting · longest 6:0"); !slices.Contains(late, "1") {
			t.Errorf("an unanswered chat is drawn in %q", late)
		}
		s.Expect("closes 23h 5")
		if s.Terminal.Title() != "(1 · 6m) tgdesk" {
			t.Errorf("the window is called %q", s.Terminal.Title())
		}
		s.Press("4 ctrl+g")
		s.Expect("▌Hana Sato")
		s.ExpectNot("nobody waits", "Nobody is waiting.")
		s.Advance(time.Hour)
		if s.Terminal.Title() != "(1 · 1h) tgdesk" {
			t.Errorf("the window is called %q", s.Terminal.Title())
		}
	})
}

// TestScreenWaitsForAnAnswer: who waits for an answer of this operator waits, on the
// top line, in the window's title and for the keys that go to who waits next; whose
// visitor has their answer, or who waits for another operator, does not.
func TestScreenWaitsForAnAnswer(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		title := func(want string) {
			t.Helper()
			if s.Terminal.Title() != want {
				t.Errorf("the window is called %q, want %q", s.Terminal.Title(), want)
			}
		}
		bob := s.Visitor("globex", "Bob Lee")
		bob.Write("to Ann")
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Bob Lee").ID)
		s.Must(err)
		s.Settle()
		s.Expect("nobody waits")
		title("tgdesk")
		s.Press("ctrl+g")
		s.ExpectBottom("Nobody is waiting.")
		ana := s.Hold("acme", "Ana Diaz")
		s.Type("One moment")
		s.Press("ctrl+s") // the one that is done does not wait, nor anybody else
		s.Expect("nobody waits", "│ Ana Diaz  acme")
		s.Hold("acme", "Hana Sato")
		s.Expect("1 waits for your answer")
		title("(1 for you) tgdesk")
		s.Advance(2 * time.Minute)
		ana.Write("and now?")
		s.Expect("2 wait for your answer")
		title("(2 for you · 2m) tgdesk")
		s.Press("esc 2 G") // the chat of Ann
		s.Visitor("globex", "Ivan Petrov").Write("Where is my refund?")
		s.Expect("1 waiting · longest 0:0", "2 wait for your answer")
		title("(1, 2 for you · 2m) tgdesk")
		for _, name := range []string{"Ivan Petrov", "Hana Sato", "Ana Diaz", "Ivan Petrov"} {
			s.Press("ctrl+g")
			s.Expect("│ " + name + " ")
		}
		s.Press("enter")
		s.Type("At once")
		s.Press("ctrl+s")
		s.Expect("│ Hana Sato  acme")
		s.Press("2 f") // and where the lists do not hold all of them
		s.Type("globex")
		s.Press("enter")
		s.Expect("globex · 2 of 4")
		s.Press("4 ctrl+g")
		s.Expect("│ Ana Diaz  acme")
		s.Press("X y")
		s.Expect("│ Hana Sato  acme", "1 waits for your answer")
		s.Press("r")
		s.Type("Here it is")
		s.Press("enter")
		s.Expect("nobody waits")
	})
}

// TestScreenWhoWaitsAtEveryWidth: the top line leaves out words, never who waits.
func TestScreenWhoWaitsAtEveryWidth(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		for w := 40; w <= 160; w++ {
			s.Resize(w, 24)
			s.Settle()
			if top := s.Line(0); !strings.Contains(top, "1 for you") && !strings.Contains(top, "1 waits for your answer") {
				t.Errorf("%d columns: %q", w, top)
			}
		}
		s.Visitor("globex", "Ivan Petrov").Write("hello")
		for w := 40; w <= 160; w++ {
			s.Resize(w, 24)
			s.Settle()
			if top := s.Line(0); !strings.Contains(top, "1 waiting") || !strings.Contains(top, "1 for you") && !strings.Contains(top, "1 waits for your answer") {
				t.Errorf("%d columns: %q", w, top)
			}
		}
	})
}

// TestScreenHeldChatWrites: a visitor whose chat is held and who writes again shows
// in the bar of the list, in the row's clock, and first; an answer ends all of it.
func TestScreenHeldChatWrites(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, name := range []string{"Hana Sato", "Ana Diaz"} {
			s.Hold("acme", name)
			s.Type("One moment")
			s.Press("enter esc")
			s.Advance(time.Second)
		}
		s.ExpectNot(" new", "closes", "acme            0:")
		s.Press("2 g")
		s.Expect("▌Hana Sato")
		ana := s.Visitor("acme", "Ana Diaz")
		ana.Write("and now?")
		s.Expect("2 · 1 new", "Ana Diaz                 acme        0:0")
		_, above := s.At("Ana Diaz ")
		if _, other := s.At("▌Hana Sato "); other < above {
			t.Errorf("who waits does not stand first:\n%s", s.Screen())
		}
		s.Advance(6 * time.Minute)
		s.Expect("!6:0")
		s.Press("g r")
		s.Type("Here it is")
		s.Press("enter esc")
		s.Advance(time.Second)
		s.ExpectNot("new", "!6:0")
		s.Advance(23 * time.Hour)
		s.Expect("closes 5")
	})
}

// TestScreenNewsInOneLine: who wrote where nobody sees it is named; errors stay.
func TestScreenNewsInOneLine(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc")
		hana.Write("on the screen")
		s.Visitor("acme", "Ana Diaz").Write("also on the screen")
		s.ExpectBottom("? help")
		s.Press(",")
		hana.Write("still there?")
		s.ExpectBottom("Hana Sato: still there?")
		s.Advance(5 * time.Second)
		s.ExpectNot("still there?")
		hana.Write("hello?")
		s.Visitor("globex", "Ivan Petrov").Write("Where is my refund?")
		s.ExpectBottom("Ivan Petrov and 1 other visitor wrote.")
		s.Press("esc")
		s.Advance(5 * time.Second)
		s.Bots["globex"].Revoke()
		s.Advance(time.Second)
		s.Press(",")
		hana.Write("anybody?")
		s.ExpectBottom("globex: Telegram refuses the bot's token.")
	})
}

// TestScreenNewsBesideKeys: news leave the first and the last of the keys that work, which
// can be clicked; a click on the news takes them away. Only a narrow screen has no room.
func TestScreenNewsBesideKeys(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Visitor("globex", "Ivan Petrov").Write("Where is my refund?")
		s.Press("esc 1")
		news := func() {
			s.Press(", esc /")
			hana.Write("are you still there, or has everybody gone home for the day without a word to me?")
		}
		for width, want := range map[int][]string{
			120: {"Search ", "tab complete a filter", "esc back", "│ Hana Sato: are you still there, or has "},
			80:  {"Search ", "esc back", "│ Hana Sato: are you still there, or "},
			40:  {"Hana Sato: are you still there"},
		} {
			s.Resize(width, 24)
			news()
			for _, part := range want {
				s.ExpectBottom(part)
			}
			if width == 40 {
				s.ExpectNot("esc back")
			}
			s.Advance(10 * time.Second)
			s.ExpectBottom("esc back")
			s.Press("esc")
		}
		s.Resize(80, 24)
		news()
		s.ClickOn("still there")
		s.ExpectNot("still there, or")
		s.ExpectBottom("Search ")
		s.Press("esc")
		s.Advance(10 * time.Second)
		news()
		s.ClickOn("esc back")
		s.Expect("1 PENDING")
	})
}

// TestScreenFailedElsewhere: a reply that fails, or may not have arrived, after the
// operator has turned to another chat shows in its row, over its list, and in a line
// that names the visitor.
func TestScreenFailedElsewhere(t *testing.T) {
	for name, test := range map[string]struct {
		fault       botsim.FaultKind
		told, count string
	}{
		"failed":  {botsim.Forbidden, "A reply to Hana Sato failed: the chat says why.", "2 · ✗ 1"},
		"unknown": {botsim.CutAfter, "A reply to Hana Sato may not have arrived: the chat says why.", "2 · ? 1"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Ana Diaz")
				s.Type("hello")
				s.Press("enter esc")
				s.Hold("acme", "Hana Sato")
				s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", RetryAfter: 3, Times: 1})
				s.Sim.Inject(botsim.Fault{Kind: test.fault, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
				s.Type("did it arrive")
				s.Press("enter esc 2 g")
				s.Expect("│ Ana Diaz  acme")
				s.ExpectNot("A reply to")
				s.Advance(4 * time.Second)
				s.Expect(test.told, test.count)
				sign := strings.Fields(test.count)[2]
				if x, y := s.At("Hana Sato "); !strings.Contains(s.Line(y), sign) || strings.Contains(s.Line(y+1), sign) {
					t.Errorf("the row at %d, %d has no sign:\n%s", x, y, s.Screen())
				}
				s.Advance(toastTime)
				s.ExpectNot("A reply to")
			})
		})
	}
}

// TestScreenDraftShows: rows with a draft say so, after a restart too.
func TestScreenDraftShows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("half a sent")
		s.Press("esc")
		s.Expect("✎ draft")
		s.Advance(time.Second)
		s.Restart()
		s.Expect("✎ draft")
		s.Press("2 r")
		s.Type("ence")
		s.Press("enter esc")
		s.Advance(time.Second)
		s.ExpectNot("✎ draft")
	})
}

// TestScreenTroubleIsSeen: a channel that does not work is on the top line at every
// width, with who waits beside it.
func TestScreenTroubleIsSeen(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("globex", "Ivan Petrov").Write("hello")
		s.Bots["zenith"].Revoke()
		s.Advance(toastTime)
		for _, w := range []int{40, 44, 52, 60, 72, 80, 100, 120, 200} {
			s.Resize(w, 24)
			s.Settle()
			top := s.Line(0)
			for _, want := range []string{"zenith ✗", "1 waiting"} {
				if !strings.Contains(top, want) {
					t.Errorf("%d columns: no %q in %q", w, want, top)
				}
			}
			if !strings.Contains(top, "umbrella ●") && !strings.Contains(top, " +") {
				t.Errorf("%d columns: hidden brands are not counted in %q", w, top)
			}
		}
	}, rig.Brands("acme", "globex", "initech", "umbrella", "zenith"))
}

// TestScreenNoBot: a desk whose channels are all off says so, and what to do.
func TestScreenNoBot(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.ExpectNot("no bot")
		brands, err := s.Desk.Brands(s.T.Context())
		s.Must(err)
		for _, b := range brands {
			_, err := s.Desk.DisableBrand(s.T.Context(), s.Mika.ID, b.ID)
			s.Must(err)
		}
		s.Settle()
		for _, w := range []int{40, 80, 120} {
			s.Resize(w, 24)
			s.Settle()
			s.Press("1")
			s.Expect("! no bot", "All brands are disabled.")
		}
	})
}

// TestScreenNewsAfterACall: who writes while the screen says what calls the operator is
// named all the same, and alone.
func TestScreenNewsAfterACall(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		give := func(name string) {
			s.T.Helper()
			_, err := s.Desk.Assign(s.T.Context(), s.Ann.ID, s.ChatOf(name).ID, s.Mika.ID)
			s.Must(err)
			s.Settle()
			s.ExpectBottom("The chat of " + name + " was given to you.")
		}
		s.Visitor("acme", "Hana Sato").Write("hello")
		s.Press(",")
		give("Hana Sato")
		s.Visitor("acme", "Ivan Petrov").Write("where is it?")
		s.ExpectBottom("Ivan Petrov: where is it?")
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.ExpectBottom("Ana Diaz and 1 other visitor wrote.")
		give("Ivan Petrov")
		s.Visitor("acme", "Bob Lee").Write("anybody?")
		s.ExpectBottom("Bob Lee: anybody?")
	})
}

// TestScreenPicksUpWhatMovedOn: a chat that becomes unanswered while the cursor is on it, or
// that comes back to nobody while its reply is written, is picked up by enter where it is
// shown. Whatever slid under the cursor is left alone.
func TestScreenPicksUpWhatMovedOn(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("first")
		s.Advance(time.Minute)
		s.Visitor("acme", "Ana Diaz").Write("second")
		s.Advance(4 * time.Minute)
		s.ExpectCounts(1, 0, 1, 0)
		s.Expect("│ Hana Sato  acme", "Press enter to pick up this chat.")
		s.Press("enter")
		s.ExpectState("Hana Sato", "active")
		s.ExpectState("Ana Diaz", "pending")
		s.Type("half a sentence")
		_, err := s.Desk.PutBack(t.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Settle()
		s.ExpectBottom("Press enter to pick up this chat.")
		s.Press("x enter")
		s.ExpectState("Hana Sato", "active")
		s.Type("!")
		s.Expect("half a sentence!")
		s.Press("esc")
		s.Expect("2 ACTIVE ━", "▌Hana Sato ")
		s.Press("1 j")
		s.Expect("│ Ana Diaz  acme")
	})
}

// TestScreenNoKeyNamedInVain: what is said where nothing can be written names no key that
// does nothing there.
func TestScreenNoKeyNamedInVain(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("first")
		s.Visitor("globex", "Ana Diaz").Write("second")
		s.Press("1 g f")
		s.Type("globex")
		s.Press("enter enter")
		s.ExpectBottom("No chat of this list is chosen: esc, then j chooses one.")
		s.Press("x enter")
		s.ExpectBottom("No chat of this list is chosen: esc, then j chooses one.")
		s.ExpectState("Hana Sato", "pending")
		s.Press("esc j enter")
		s.ExpectState("Ana Diaz", "active")
		s.ExpectState("Hana Sato", "pending")
	})
}
