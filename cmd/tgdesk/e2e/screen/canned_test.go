package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/telegram/botsim"
)

// withCanned adds canned replies of ann, the other admin.
func withCanned(replies ...core.CannedReply) func(*rig.Setup) {
	return func(o *rig.Setup) {
		o.Before = func(s *rig.Session) {
			for _, c := range replies {
				_, err := s.Desk.SaveCanned(s.T.Context(), s.Ann.ID, c, nil)
				s.Must(err)
			}
		}
	}
}

func greetings() func(*rig.Setup) {
	return withCanned(
		core.CannedReply{Shortcut: "hi", Text: "Hello {visitor.first_name}!"},
		core.CannedReply{Shortcut: "hi", Language: "ja", Text: "こんにちは、{visitor.name}様"},
		core.CannedReply{Shortcut: "refund", Text: "You get your money back within *5 days*."},
		core.CannedReply{Shortcut: "who", Text: "This is {operator} of {brand}, about {visitor.username}."},
		core.CannedReply{Shortcut: "寿司", Text: "Sushi"},
	)
}

// replying takes the chat of a visitor who wrote.
func replying(s *rig.Session, name string) *rig.Visitor {
	v := s.Visitor("acme", name)
	v.Write("hello")
	s.Press("enter")
	return v
}

func draftIs(s *rig.Session, want string) {
	s.T.Helper()
	s.Advance(2 * time.Second)
	got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana").ID)
	s.Must(err)
	if got.Reply.Text != want {
		s.T.Errorf("the draft is %q, want %q\n%s", got.Reply.Text, want, s.Screen())
	}
}

// What is typed in one go finds the shortcut: enter inserts, and sends only then.
func TestCannedByShortcut(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := replying(s, "Hana Sato")
		s.Type(";HI")
		s.Press("enter")
		draftIs(s, "Hello Hana!")
		if got := hana.Received(); len(got) != 0 {
			t.Fatalf("sent %q by itself", got)
		}
		s.Type(" ;refu")
		s.Expect("1 fits", "You get your money")
		s.Press("tab enter")
		if got := hana.Received(); len(got) != 1 || got[0] != "Hello Hana! You get your money back within *5 days*." {
			t.Errorf("sent %q", got)
		}
	}, greetings())
}

// The popup takes no key from somebody who means none of it.
func TestCannedStaysOutOfTheWay(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := replying(s, "Hana Sato")
		var want []string
		for _, text := range []string{";", ";)", "fine ;-)", "https://a.example/?a=1;hi", "a;hi", ";h", ";nothing", "x ;re"} {
			s.Type(text)
			s.Press("enter")
			want = append(want, text)
		}
		s.Paste(";hi")
		s.ExpectNot("fits")
		s.Press("enter")
		want = append(want, ";hi")
		s.Type(";hi")
		s.Press("esc")
		draftIs(s, ";hi")
		s.ExpectNot("CANNED REPLIES")
		s.Press("enter")
		want = append(want, ";hi")
		s.Type(";hi")
		s.Press("backspace backspace backspace")
		s.ExpectNot("CANNED REPLIES")
		s.Type("bye")
		s.Press("enter")
		want = append(want, "bye")
		if got := hana.Received(); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("sent %q\nwant %q", got, want)
		}
	}, greetings())
}

func TestCannedIsMovedTo(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		replying(s, "Hana Sato")
		s.Type("Well, ;")
		s.Expect("5 fit", "CANNED REPLIES")
		s.Press("down down down enter")
		draftIs(s, "Well, You get your money back within *5 days*.")
		s.Press("ctrl+z")
		draftIs(s, "Well, ;")
		s.Press("ctrl+o up down down down down down enter")
		draftIs(s, "Well, Sushi")
	}, greetings())
}

// ctrl+o searches wherever the cursor is, in words of the text too, and inserts there.
func TestCannedSearch(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		replying(s, "Hana Sato")
		s.Type("Hi there")
		s.Press("alt+b ctrl+o")
		s.Type("MONEY bäck")
		s.Expect("refund", "1 fits")
		s.Press("enter")
		draftIs(s, "Hi You get your money back within *5 days*.there")
		s.Press("ctrl+z ctrl+o")
		s.Paste("寿司")
		s.Press("enter")
		draftIs(s, "Hi Sushithere")
		s.Press("ctrl+o")
		s.Type("xyzzy")
		s.Expect("No canned reply fits.")
		s.Press("enter esc")
		draftIs(s, "Hi Sushithere")
		s.Press("esc")
		s.ExpectNot("Reply  enter")
	}, greetings())
}

// The variant in the visitor's language comes first.
func TestCannedInTheVisitorsLanguage(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.VisitorOf("acme", botsim.User{ID: 9, FirstName: "Hana", LastName: "佐藤", Language: "ja"})
		hana.Write("こんにちは")
		s.Press("enter")
		s.Type(";hi")
		s.Press("enter")
		draftIs(s, "こんにちは、Hana 佐藤様")
	}, greetings())
}

// What nothing is known for is asked before it goes out, and enter does not send it.
func TestCannedGaps(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.VisitorOf("acme", botsim.User{ID: 9, FirstName: "Hana *_", Language: "en"})
		hana.Write("hello")
		s.Press("enter")
		s.Type(";who")
		s.Press("enter")
		s.Expect("Nothing is known for {visitor.username}: fill it in before you send.")
		draftIs(s, "This is mika of acme, about {visitor.username}.")
		for _, send := range []string{"enter", "ctrl+x", "ctrl+s"} {
			s.Press(send)
			s.Expect("Without it the reply reads: “This", "is mika of acme, about.” Send it like that?", "y send like that")
			s.Press("enter")
			s.ExpectNot("Without it")
		}
		if got := hana.Received(); len(got) != 0 {
			t.Fatalf("sent %q", got)
		}
		s.Type("x")
		draftIs(s, "This is mika of acme, about {visitor.username}x.")
		s.Press("backspace enter y")
		if got := hana.Received(); len(got) != 1 || got[0] != "This is mika of acme, about." {
			t.Errorf("sent %q", got)
		}
		s.Type("{visitor.username}")
		s.Press("enter")
		s.Expect("there is nothing else in the", "y take it out")
		s.Press("y")
		if got := hana.Received(); len(got) != 1 {
			t.Errorf("sent %q", got)
		}
		s.ExpectNot("{visitor")
	}, greetings())
}

// Files come with the text, stay with the draft and go with the reply; one step takes
// all of it back.
func TestCannedFilesInAReply(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := replying(s, "Hana Sato")
		s.Type("look ;pri")
		s.Press("tab")
		s.Expect("▣ price.png 76 B")
		draftIs(s, "look Our prices")
		s.Press("ctrl+z")
		s.ExpectNot("▣ price.png")
		draftIs(s, "look ;pri")
		s.Press("ctrl+o enter")
		s.Restart()
		s.Press("2 enter")
		s.Expect("▣ price.png 76 B")
		s.Press("enter")
		s.Settle()
		inbox := hana.Inbox()
		if len(inbox) != 1 || inbox[0].Text != "look Our prices" || inbox[0].Kind != "photo" {
			t.Fatalf("sent %+v", inbox)
		}
		s.ExpectNot("▣ price.png 76 B")
		s.Type(";pri")
		s.Press("tab ctrl+a backspace")
		s.ExpectNot("▣ price.png")
		draftIs(s, "Our prices")
	}, func(o *rig.Setup) {
		o.Before = func(s *rig.Session) {
			path := filepath.Join(s.Dir, "price.png")
			s.Must(os.WriteFile(path, []byte(rig.PNGFile(4, 3)), 0o600))
			f, err := s.Desk.CheckCannedFile(s.T.Context(), s.Ann.ID, 0, path, false)
			s.Must(err)
			_, err = s.Desk.SaveCanned(s.T.Context(), s.Ann.ID, core.CannedReply{Shortcut: "price", Text: "Our prices"}, []media.Checked{f})
			s.Must(err)
		}
	})
}

// What others add is found at once, and what they remove no more.
func TestCannedFollowsTheDesk(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		replying(s, "Hana Sato")
		s.Type(";new")
		s.ExpectNot("CANNED REPLIES")
		c, err := s.Desk.SaveCanned(s.T.Context(), s.Ann.ID, core.CannedReply{Shortcut: "new", Text: "Brand new"}, nil)
		s.Must(err)
		s.Settle()
		s.Expect("1 fits", "Brand new")
		s.Must(s.Desk.RemoveCanned(s.T.Context(), s.Ann.ID, c.ID))
		s.Settle()
		s.ExpectNot("CANNED REPLIES")
		s.Press("enter")
		s.Expect(";new")
	})
}

// Notes and edits have no canned replies, and the chats of a brand only its own.
func TestCannedBelongsToReplies(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		replying(s, "Hana Sato")
		s.Type(";only")
		s.ExpectNot("CANNED REPLIES")
		s.Press("esc n")
		s.Type(";hi")
		s.ExpectNot("CANNED REPLIES")
		s.Press("ctrl+o")
		s.Expect("Canned replies are for replies, not for notes and edits.")
	}, withCanned(core.CannedReply{Brand: 2, Shortcut: "only", Text: "for globex"}, core.CannedReply{Shortcut: "hi", Text: "Hello"}))
}

// At every size there is a list above the composer, and hostile texts break no frame.
func TestCannedPopupFits(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				replying(s, "Hana Sato")
				s.Type(";h")
				s.Expect("hi", "CANNED REPLIES")
				s.Press("esc ctrl+o down down")
				s.Expect("▌")
				s.Press("esc")
			}, rig.Size(size[0], size[1]), withCanned(
				core.CannedReply{Shortcut: "hi", Text: "Hello {visitor.first_name}!\n" + strings.Repeat("👨‍👩‍👧 family ", 60)},
				core.CannedReply{Shortcut: "hostile", Text: "注文 " + strings.Repeat("e\u0301\u0302\u0303\u0304\u0305", 30) + "❤️"},
				core.CannedReply{Shortcut: strings.Repeat("長", 40), Text: "長い"},
			))
		})
	}
}

// A canned reply that is written on the page of the settings is there for the next
// reply, and a reply with its file that cannot be stored comes back with it.
func TestCannedFromTheSettings(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := replying(s, "Hana Sato")
		s.Press("esc , G up up up enter")
		s.Expect("There are no canned replies yet.")
		s.Press("n")
		s.Type("price")
		s.Press("tab")
		s.Type("Our prices")
		s.Press("enter")
		s.Type("for {visitor.name}")
		s.Press("tab")
		s.Paste("~/a.png")
		s.Press("enter")
		s.Expect("▣ a.png")
		s.Press("enter")
		s.Expect("Saved ;price.", "price  › ▣1 Our prices for {visitor.name}")
		s.Press("esc esc r")
		s.Type(";price")
		s.Press("enter")
		s.Expect("▣ a.png ", "for Hana Sato")
		s.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		s.Press("enter")
		s.Expect("▣ a.png ", "for Hana Sato")
		s.DB.BreakWrites(nil)
		s.Settle()
		s.Press("enter")
		s.Settle()
		if inbox := hana.Inbox(); len(inbox) != 1 || inbox[0].Text != "Our prices\nfor Hana Sato" || inbox[0].Kind != "photo" {
			t.Errorf("received %+v", inbox)
		}
	}, atHome(new([]string)))
}

// TestScreenNoCannedReplies: the search of a desk without canned replies says so.
func TestScreenNoCannedReplies(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("ctrl+o")
		s.Expect("No canned replies yet.")
		s.Type("hi")
		s.Expect("No canned reply fits.")
	})
}
