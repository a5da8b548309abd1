package screen

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui"
	"tgdesk/tui/theme"
)

// filled is a desk with two chats of mika: a long one of Hana, with an invoice in its
// middle, and a short one of Ana.
func filled(s *rig.Session) (hana, ana *rig.Visitor) {
	hana = s.Hold("acme", "Hana Sato")
	for i := range 120 {
		hana.Say(fmt.Sprintf("line %03d", i))
		if i == 60 {
			hana.Say("the invoice from March")
		}
	}
	s.Press("esc")
	ana = s.Hold("acme", "Ana Diaz")
	ana.Write("my Invoice is wrong")
	s.Press("esc 2 g")
	s.Advance(2 * time.Minute)
	return hana, ana
}

// middle is the screen without its first and its last line, which show the time and toasts.
func middle(s *rig.Session) string {
	lines := s.Terminal.Lines()
	return regexp.MustCompile(`\d:\d\d|\d+m left`).ReplaceAllString(strings.Join(lines[1:len(lines)-1], "\n"), "")
}

// TestScreenSearch: hits come while one types, enter opens the chat around one, n and N
// walk them, also into other chats, and esc leads back to the results and to where the
// operator was.
func TestScreenSearch(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Press("tab K K K K")
		before := middle(s)
		s.Press("/")
		s.Expect("Words, \"phrases\" and filters…", "completes filters: from:")
		s.Type("invo")
		s.Settle()
		s.Expect("2 hits", "Ana Diaz · acme · visitor", "my Invoice is wrong", "the invoice from March")
		x, y := s.At("Invoice is")
		if style := s.Terminal.StyleAt(x, y); !strings.Contains(style, "4") {
			t.Errorf("the words that were found are drawn in %q", style)
		}
		if style := s.Terminal.StyleAt(x+4, y); strings.Contains(style, "4") {
			t.Errorf("what follows them is drawn in %q", style)
		}
		s.Press("down enter")
		s.Expect("line 058", "▌      · the invoice from March", "line 063", "Hit 2 of 2", "N previous hit", "esc results")
		s.ExpectNot("n next hit")
		x, y = s.At("invoice from")
		if style := s.Terminal.StyleAt(x, y); !strings.Contains(style, "4") {
			t.Errorf("the words in the chat are drawn in %q", style)
		}
		s.Press("N")
		s.Resize(40, 12)
		s.ExpectBottom(" 1/2  n next hit  esc results  ? help")
		s.Resize(120, 36)
		s.Press("n n")
		s.ExpectBottom("This is the last hit.")
		s.Press("N")
		s.Expect("my Invoice is wrong", "│ Ana Diaz  acme", "Hit 1 of 2")
		s.Press("n esc")
		s.Expect("▌ Hana Sato", "2 hits")
		s.ExpectNot("▌ Ana Diaz")
		s.Press("esc")
		if after := middle(s); after != before {
			t.Errorf("esc leads from\n%s\nto\n%s", before, after)
		}
		s.Press("n") // a note, as ever
		s.Expect("Note")
	})
}

// TestScreenSearchTakesNothing: hits of chats that wait are neither picked up nor read.
func TestScreenSearchTakesNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("globex", "Ivan Petrov").Write("first", "second")
		ana := s.Hold("acme", "Ana Diaz")
		s.Press("esc 1")
		ana.Write("where is the parcel?")
		unread := s.Unread(s.Mika.ID, "Ana Diaz")
		s.Press("4")
		s.Burst("/parcel")
		s.Press("enter")
		s.Expect("where is the parcel?", "Hit 1 of 1")
		s.Advance(5 * time.Second)
		if now := s.Unread(s.Mika.ID, "Ana Diaz"); unread == 0 || now != unread {
			t.Errorf("%d messages are unread where %d were", now, unread)
		}
		s.Press("esc esc")
		s.Burst("/second\r")
		s.Settle()
		s.Expect("│ Ivan Petrov", "Hit 1 of 1")
		s.ExpectState("Ivan Petrov", "pending")
		s.Press("enter") // picks it up, as in the messages of any chat that waits
		s.ExpectState("Ivan Petrov", "active")
	})
}

// TestScreenSearchFilters: filters are completed; one that is wrong is explained, and the
// last results stay; what is searched is recalled.
func TestScreenSearchFilters(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		_, err := s.Desk.Tag(s.T.Context(), s.Mika.ID, s.ChatOf("Ana Diaz").ID, []string{"late-parcel"}, nil)
		s.Must(err)
		_, err = s.Desk.SignIn(s.T.Context(), "Anna Berg", core.RoleOperator)
		s.Must(err)
		s.Press("/")
		s.Type("bra")
		s.Press("tab")
		s.Expect("/ brand:", "brand:acme", "brand:globex")
		s.Type("g")
		s.Press("tab")
		s.Expect("/ brand:globex", "Nothing found.")
		s.Press("ctrl+u")
		s.Type("invoice ta")
		s.Press("tab")
		s.Type("l")
		s.Expect("  tag:late-parcel")
		s.Press("tab")
		s.Expect("/ invoice tag:late-parcel", "1 hit", "Ana Diaz")
		s.Type("operator:a")
		s.Expect(`operator:"Anna Berg"   operator:ann`)
		s.Press("tab")
		s.Expect(`late-parcel operator:"Anna Berg"`, `[operator:"Anna Berg"]`)
		s.Press("tab")
		s.Expect("late-parcel operator:ann", "[operator:ann]")
		s.Press("ctrl+u")
		s.Type("invoice tag:late-parcel ")
		s.Type("form:visitor")
		s.Settle()
		s.Expect("! There is no filter form:.", "my Invoice is wrong")
		s.Press("ctrl+w ctrl+w")
		s.Type("operator:nobody")
		s.Settle()
		s.Expect("! ", "nobody")
		s.Press("esc /")
		s.Expect("Earlier searches", "operator:nobody")
		s.ExpectBottom("up earlier search")
		s.Type("march")
		s.Settle()
		s.Expect("1 hit", "the invoice from March")
		s.Press("up") // of what is being typed nothing is lost
		s.Expect("/ march")
		s.Press("enter esc esc /")
		s.Press("up")
		s.Expect("/ march", "1 hit")
		s.Press("up")
		s.Expect("operator:nobody")
		s.Press("esc 2 g tab ctrl+f")
		s.Expect("/ chat:")
		s.Type("invoice")
		s.Settle()
		s.Expect("1 hit", "Hana Sato")
	})
}

// TestScreenSearchNews: what comes while a hit is looked at moves nothing, and is counted.
func TestScreenSearchNews(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana, _ := filled(s)
		s.Burst("/march")
		s.Press("enter")
		right := func() string {
			var all []string
			for _, line := range s.Terminal.Lines()[3:30] {
				_, line, _ = strings.Cut(line, "│")
				all = append(all, line)
			}
			return strings.Join(all, "\n")
		}
		before := right()
		hana.Write("a new message", "another new message")
		s.Settle()
		if after := right(); after != before {
			t.Errorf("news moved the hit from\n%s\nto\n%s", before, after)
		}
		s.Expect("↓ 2 new", "Hit 1 of 1")
		s.Press("G")
		s.Expect("another new message", "Hit 1 of 1")
		s.Press("g")
		s.Expect("line 000", "Hit 1 of 1")
	})
}

// TestScreenSearchEarlierVersions: a hit in what a message said before opens its history,
// from where the walk goes on; one in the name opens the chat at its end.
func TestScreenSearchEarlierVersions(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		id := hana.Write("send me the violin")
		hana.ChangeText(id, "send me the piano")
		for i := range 60 {
			hana.Say(fmt.Sprintf("line %03d", i))
		}
		hana.Write("no violin, please")
		s.Press("esc")
		s.Burst("/violin")
		s.Settle()
		s.Expect("no violin, please", "earlier version")
		s.Press("enter n")
		s.Expect("send me the violin", "now", "send me the piano")
		s.ExpectBottom("esc back")
		s.Press("N")
		s.Expect("no violin, please", "Hit 1 of 2")
		s.Press("n esc")
		s.Expect("send me the piano", "(edited)", "Hit 2 of 2")
		s.Press("esc ctrl+u")
		s.Type("hana")
		s.Settle()
		s.Press("enter")
		s.Expect("no violin, please", "Hit 1 of 2")
	})
}

// TestScreenSlowSearch: a search that takes long says so, delays no key, and is given up
// when something else is typed, and with esc.
func TestScreenSlowSearch(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato").Write("hello there")
		s.Press("esc")
		ended := 0
		s.DB.DelaySearches(func(ctx context.Context) error {
			<-ctx.Done()
			ended++
			return ctx.Err()
		})
		s.Press("/")
		s.Type("hel")
		s.Advance(time.Second)
		s.Expect("searching… ")
		s.Type("lo")
		s.Expect("/ hello")
		s.Settle()
		if ended != 1 {
			t.Errorf("%d searches were given up", ended)
		}
		s.Press("esc")
		s.Expect("2 ACTIVE")
		if ended != 2 {
			t.Errorf("%d searches were given up after esc", ended)
		}
		s.DB.DelaySearches(nil)
		s.Burst("/hello\r") // enter waits for what was typed before it
		s.Settle()
		s.Expect("Hit 1 of 2", "hello there")
	})
}

// TestScreenSearchFromDraft: ctrl+f finds while a reply or a note is written, and esc leads
// back to the draft, where the cursor was, also from a hit in another chat.
func TestScreenSearchFromDraft(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		for _, write := range []struct{ key, name string }{{"r", "Reply"}, {"n", "Note"}} {
			s.Press("2 g " + write.key)
			s.Type("about your voice")
			s.Press("left left left left left")
			cursor := func() string { return fmt.Sprint(s.Terminal.Cursor()) }
			draft, at := middle(s), cursor()
			s.Press("ctrl+f")
			s.Expect(fmt.Sprintf("/ chat:%d", s.ChatOf("Hana Sato").ID))
			s.Type("invoice")
			s.Settle()
			s.Expect("1 hit", "the invoice from March")
			s.Press("esc")
			same := func(from string) {
				t.Helper()
				if now := middle(s); now != draft || cursor() != at {
					t.Errorf("esc leads from %s to %s on\n%s\nnot to %s on\n%s", from, cursor(), now, at, draft)
				}
				s.ExpectBottom(" " + write.name + " ")
			}
			same("the results")
			s.Press("ctrl+f ctrl+u")
			s.Type("wrong")
			s.Settle()
			s.Press("enter")
			s.Expect("│ Ana Diaz", "Hit 1 of 1")
			s.Press("esc esc")
			s.Settle()
			same("a hit in another chat")
			s.Type("in")
			s.Expect("about your invoice")
			s.Press("ctrl+u ctrl+k esc")
		}
		s.Press("2 g r")
		s.Type("Your voyce is ready\r")
		s.Settle()
		s.Press("esc tab k E")
		away := func() {
			s.Press("ctrl+f ctrl+u")
			s.Type("wrong")
			s.Settle()
			s.Press("enter esc esc")
			s.Settle()
		}
		away()
		s.ExpectBottom(" Messages ") // nothing was changed: what is typed is no reply
		s.Press("E")
		s.Type("!")
		away()
		s.Expect("✎ editing", "Your voyce is ready!")
		s.Press("esc esc 2 g r")
		s.Type(";") // the canned replies cover nothing of it
		s.Press("ctrl+f")
		s.Expect("/ chat:")
	})
}

// TestScreenSearchPaste: a paste that is too long is refused, and the next one takes that
// sentence away.
func TestScreenSearchPaste(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Press("/")
		s.Paste(strings.Repeat("refund ", 15000))
		s.ExpectBottom("Not pasted: the text has 104,999 characters, and at most 500 fit here.")
		s.Paste("in\x1b[31mvo\x00ice\r\n from \u202emarch")
		s.Settle()
		s.ExpectBottom("esc back")
		s.ExpectNot("\u202e")
	})
}

// TestScreenSearchSaysWhichChat: a hit says in which state its chat is now and which number
// it has; where there is no room for both, the number goes first.
func TestScreenSearchSaysWhichChat(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		_, err := s.Desk.End(s.T.Context(), s.Mika.ID, s.ChatOf("Ana Diaz").ID)
		s.Must(err)
		s.Burst("/invo")
		s.Settle()
		s.Expect("Hana Sato · acme · visitor · active · #1 ", "Ana Diaz · acme · visitor · completed · #2 ")
		for width, want := range map[int]string{80: "Ana Diaz · acme · visitor · completed · #2   ", 46: "▌ Ana Diaz · acme · visitor · completed 00:", 40: "▌ Ana Diaz · acme · visitor   "} {
			s.Resize(width, 24)
			s.Expect(want)
		}
	})
}

// TestScreenSearchMouse: a click opens a hit, the wheel scrolls the results, and more of
// them come.
func TestScreenSearchMouse(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Burst("/line")
		s.Settle()
		s.Expect("50 hits so far", "line 119")
		for range 70 {
			s.Wheel(2, 20, 10)
			s.Settle()
		}
		s.Expect("120 hits", "line 000")
		s.ClickOn("line 003")
		s.Expect("· line 003", "Hit 117 of 120")
		s.ClickOn("esc results")
		s.Expect("line 003", "120 hits")
		s.ClickOn("esc back")
		s.Expect("2 ACTIVE")
	})
}

// TestScreenSearchEnds: turning to the lists or to who waits next ends the walk.
func TestScreenSearchEnds(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Visitor("globex", "Ivan Petrov").Write("anybody?")
		for _, leave := range []string{"2", "ctrl+g", "tab tab", "alt+1"} {
			s.Press("esc 2 g")
			s.Burst("/march")
			s.Press("enter")
			s.ExpectBottom("Hit 1 of 1")
			s.Press(leave)
			if strings.Contains(s.Bottom(), "Hit ") {
				t.Errorf("%s does not end the walk: %s", leave, s.Bottom())
			}
			s.Press("esc esc")
		}
		s.Burst("/march")
		s.Settle()
		s.Press("ctrl+g")
		s.Expect("│ Hana Sato", "2 ACTIVE ━") // who waits next
		s.ExpectNot("/ march")
	})
}

// TestScreenSearchWalksAllHits: with n one goes through all messages that have a word,
// wherever they are, the newest first, and each of them once.
func TestScreenSearchWalksAllHits(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				r := rand.New(rand.NewPCG(seed, 7))
				var want []string
				names := []string{"Hana Sato", "Ana Diaz", "佐藤 花", "Ivan Petrov"}
				for _, name := range names {
					s.Hold([]string{"acme", "globex"}[r.IntN(2)], name)
					s.Press("esc")
				}
				for i := range 260 {
					text := []string{"nothing", "Ünïcode", "注文番号", "melon", "the melons", "watermelon", "MELON注文", "mélon!"}[r.IntN(8)] + fmt.Sprintf(" #%03d", i)
					s.Visitor("", names[r.IntN(len(names))]).Say(text)
					s.Settle()
					if word := strings.ToLower(text); strings.HasPrefix(word, "mel") || strings.HasPrefix(word, "mél") || strings.HasPrefix(word, "the mel") {
						want = append(want, text)
					}
				}
				slices.Reverse(want)
				s.Advance(time.Minute)
				s.Burst("/melon")
				s.Press("enter")
				var got []string
				for range want {
					for _, line := range s.Terminal.Lines() {
						if _, shown, ok := strings.Cut(line, "│▌"); ok && strings.Contains(shown, "#") {
							got = append(got, strings.TrimSpace(strings.TrimLeft(shown, " ·")))
						}
					}
					s.Press("n")
				}
				if !slices.Equal(got, want) {
					t.Errorf("walking finds %q, a scan %q", got, want)
				}
				s.ExpectBottom("This is the last hit.")
			})
		})
	}
}

// TestScreenSearchAgain: a search that is begun at a hit leads back to where the first one
// began, also where no chat was open.
func TestScreenSearchAgain(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato").Write("the first parcel")
		s.Press("esc e y")
		s.Hold("acme", "Ana Diaz").Write("the second parcel")
		s.Press("esc e y")
		s.ExpectCounts(0, 0, 0, 2)
		s.Press("1")
		before := middle(s)
		s.Burst("/first\r")
		s.Settle()
		s.Expect("│ Hana Sato", "the first parcel", "Hit 1 of 1")
		s.Press("/")
		s.Expect("Earlier searches", "first")
		s.Burst("second\r")
		s.Settle()
		s.Expect("│ Ana Diaz", "the second parcel", "Hit 1 of 1")
		s.Press("esc esc")
		if after := middle(s); after != before {
			t.Errorf("esc leads from\n%s\nto\n%s", before, after)
		}
		s.Press("enter")
		s.ExpectNot("Hit ")
	})
}

// TestScreenSearchWithoutStyles: where nothing can be drawn in another style, what was found
// stands in brackets.
func TestScreenSearchWithoutStyles(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Burst("/invo")
		s.Settle()
		s.Expect("the [invo]ice from March", "my [Invo]ice is wrong")
		s.Press("down enter")
		s.Expect("the [invo]ice from March")
		s.Press("esc esc tab g pgdown pgdown")
		s.ExpectNot("[invo]")
	}, rig.ScreenOptions(func(o *tui.Options) { o.Theme = theme.Dark(theme.Plain) }))
}

// TestScreenSearchErased: what is removed while it is looked at is neither in the results
// nor where the search began.
func TestScreenSearchErased(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Burst("/invoice")
		s.Settle()
		s.Expect("2 hits")
		s.Press("enter")
		s.Expect("│ Ana Diaz", "Hit 1 of 2")
		_, err := s.Desk.EraseVisitor(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").VisitorID)
		s.Must(err)
		s.Settle()
		s.ExpectBottom("Hit 1 of 1")
		s.Press("esc")
		s.ExpectNot("March")
		s.Press("esc")
		s.ExpectNot("line 1")
	})
}

// TestScreenSearchAllErased: where all that was found is removed while it is looked at, the
// bottom line counts no hits, and the keys that walk say why they do not.
func TestScreenSearchAllErased(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Burst("/march\r")
		s.Settle()
		s.ExpectBottom("Hit 1 of 1")
		_, err := s.Desk.EraseVisitor(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").VisitorID)
		s.Must(err)
		s.Settle()
		s.ExpectBottom(" No hits  esc results")
		s.Press("n")
		s.ExpectBottom("All that was found has been removed since.")
		s.Press("N esc")
		s.Advance(2 * time.Second)
		s.Expect("/ march", "Nothing found.")
		s.Press("esc")
		s.Expect("2 ACTIVE")
	})
}
