package screen

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// answering begins an answer to the visitor's last message.
func answering(s *rig.Session, text string) (hana *rig.Visitor, to int64) {
	hana = s.Hold("acme", "Hana Sato")
	to = hana.Write("Which size?")
	s.Press("esc tab k r")
	s.Type(text)
	s.Expect("↩ Which size?")
	return hana, to
}

// expectAnswer wants one message to have come, an answer to another.
func expectAnswer(s *rig.Session, hana *rig.Visitor, text string, to int64) {
	s.T.Helper()
	s.Advance(time.Second)
	if got := hana.Inbox(); len(got) != 1 || got[0].Text != text || got[0].ReplyTo != to {
		s.T.Errorf("received %+v, want %q as an answer to %d", got, text, to)
	}
}

// TestScreenDraftsKnowWhatTheyAnswer in whatever way they were left.
func TestScreenDraftsKnowWhatTheyAnswer(t *testing.T) {
	for name, leave := range map[string]func(s *rig.Session){
		"the program ends": func(s *rig.Session) { s.Restart() },
		"after a rest":     func(s *rig.Session) { s.Advance(time.Second); s.Restart() },
		"another chat":     func(s *rig.Session) { s.Hold("acme", "Ana Diaz"); s.Press("alt+2") },
		"a note": func(s *rig.Session) {
			s.Press("alt+2 n")
			s.Type("VIP")
			s.Press("enter alt+2")
		},
		"a full disk": func(s *rig.Session) {
			s.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
			s.Press("enter")
			s.Expect("! The disk is full")
			s.DB.BreakWrites(nil)
			s.Advance(11 * time.Second)
			s.Restart()
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana, to := answering(s, "Medium")
				leave(s)
				s.Press("2 g r")
				s.Expect("│ Hana Sato  acme", "↩ Which size?", "Medium")
				s.Press("enter")
				expectAnswer(s, hana, "Medium", to)
				s.ExpectNot("↩ Which size? ─")
			})
		})
	}
}

// TestScreenAnswersNoMore: what was chosen to be answered is let go of with
// esc, also in a draft, and with the chat where nothing was written.
func TestScreenAnswersNoMore(t *testing.T) {
	for name, let := range map[string]func(s *rig.Session){
		"esc": func(s *rig.Session) { s.Advance(time.Second); s.Press("esc"); s.Advance(time.Second); s.Restart() },
		"nothing written": func(s *rig.Session) {
			s.Press("ctrl+u")
			s.Hold("acme", "Ana Diaz")
			s.Press("esc 2 g r")
			s.Type("Medium")
			s.Press("esc")
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana, _ := answering(s, "Medium")
				let(s)
				s.Press("2 g r")
				s.Expect("│ Hana Sato  acme", "Medium")
				s.ExpectNot("↩")
				s.Press("enter")
				expectAnswer(s, hana, "Medium", 0)
			})
		})
	}
}

// TestScreenAnswersRest: what a draft answers is stored as soon as it is chosen
// or let go of, and esc in a note lets go of nothing.
func TestScreenAnswersRest(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		answering(s, "Medium")
		answers := func(want bool) {
			t.Helper()
			s.Advance(time.Second)
			got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID)
			if err != nil || got.Reply.Text != "Medium" || (got.Reply.ReplyTo != 0) != want {
				t.Errorf("stored are %+v, %v; an answer: %t", got, err, want)
			}
		}
		answers(true)
		s.Press("alt+2 n esc")
		answers(true)
		s.Press("r esc")
		answers(false)
		s.Press("esc tab k r")
		answers(true)
	})
}

// TestScreenLongDraft is stored while somebody types without a pause: whatever
// kills the program takes little with it.
func TestScreenLongDraft(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		stored := func() string {
			d, err := s.DB.Drafts(s.T.Context(), s.Mika.ID, 1)
			if err != nil {
				s.T.Fatal(err)
			}
			return d.Reply.Text
		}
		typed := ""
		for range 60 {
			if _, err := s.Keys.Write([]byte("x")); err != nil {
				s.T.Fatal(err)
			}
			typed += "x"
			time.Sleep(50 * time.Millisecond)
			synctest.Wait()
			if missing := len(typed) - len(stored()); missing > 22 {
				s.T.Fatalf("%d characters are not stored", missing)
			}
		}
	})
}

// TestScreenSendingKeepsWhatAnotherScreenSaved: what another screen of the operator has
// saved, and this one has not seen when it sends, stays a draft on both; and it is not
// doubled when sending fails.
func TestScreenSendingKeepsWhatAnotherScreenSaved(t *testing.T) {
	for name, c := range map[string]struct {
		keys  string // to the composer
		kind  core.DraftKind
		fails bool
		left  string
	}{
		"reply":        {"2 g r", core.DraftReply, false, " and more"},
		"note":         {"2 g n", core.DraftNote, false, " and more"},
		"failed reply": {"2 g r", core.DraftReply, true, "Hello and more"},
		"failed note":  {"2 g n", core.DraftNote, true, "Hello and more"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				chat := s.ChatOf("Hana Sato").ID
				s.Press("esc")
				again := s.Open(s.Mika)
				for _, screen := range []*rig.Session{s, again} {
					screen.Press(c.keys)
				}
				s.Type("Hello")
				s.Advance(time.Second)
				again.Expect("▎Hello")
				s.DB.BreakWrites(func() error { // the first one is the message
					s.DB.BreakWrites(nil)
					more := core.Draft{Text: "Hello and more"}
					if _, err := s.Desk.ReplaceDraft(s.T.Context(), s.Mika.ID, chat, c.kind, core.Draft{Text: "Hello"}, more); err != nil {
						t.Error(err)
					}
					if c.fails {
						return core.NewError(core.CodeUnavailable, "store_full")
					}
					return nil
				})
				s.Burst("\r")
				s.Advance(time.Second)
				if c.kind == core.DraftReply && !c.fails {
					s.ExpectReceived(hana, "Hello")
				} else {
					s.ExpectReceived(hana)
				}
				s.Press("esc")
				s.Press(c.keys)
				for _, screen := range []*rig.Session{s, again} {
					screen.Expect("▎" + c.left)
				}
				all, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat)
				if err != nil || all.Of(c.kind).Text != c.left {
					t.Errorf("the desk has %q (%v), want %q", all.Of(c.kind).Text, err, c.left)
				}
			})
		})
	}
}

// TestScreenRefusedWhileItEnds: a reply that is refused when its screen is gone already is
// a draft all the same, though it was sent before it was saved as one.
func TestScreenRefusedWhileItEnds(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		chat := s.ChatOf("Hana Sato").ID
		again := s.Open(s.Mika)
		again.Press("2 g r")
		s.DB.BreakWrites(func() error {
			s.DB.BreakWrites(nil)
			again.Cancel()
			_, err := s.Desk.PutBack(s.T.Context(), s.Mika.ID, chat)
			time.Sleep(time.Millisecond) // for the screen to end
			return err
		})
		for _, keys := range []string{"a thought", "\r"} {
			_, err := again.Keys.Write([]byte(keys))
			s.Must(err)
			synctest.Wait()
		}
		s.Advance(time.Second)
		all, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat)
		if err != nil || all.Reply.Text != "a thought" {
			t.Errorf("the desk has %+v (%v)", all, err)
		}
	})
}
