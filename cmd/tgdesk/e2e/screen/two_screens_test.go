package screen

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// afterEach makes each transaction wait, as long as its number says.
func afterEach(s *rig.Session, waits ...time.Duration) {
	var n atomic.Int64
	s.DB.BreakWrites(func() error {
		time.Sleep(waits[min(int(n.Add(1)), len(waits))-1])
		return nil
	})
}

// TestScreenSendsOnceThoughItsLineBroke: the line of a screen breaks while its reply is being
// sent. The next screen still has the text as a draft, and the operator goes on writing and
// sends that. Whichever comes first, the visitor reads each word once.
func TestScreenSendsOnceThoughItsLineBroke(t *testing.T) {
	for name, c := range map[string]struct {
		kind  core.DraftKind
		keys  string
		first bool // the screen that broke is the first one
		want  []string
		left  string
	}{
		"the old screen first":    {core.DraftReply, "2 g r", true, []string{"hello"}, " and more"},
		"the new screen first":    {core.DraftReply, "2 g r", false, []string{"hello and more"}, ""},
		"the old screen's note":   {core.DraftNote, "2 g n", true, []string{"hello"}, " and more"},
		"the new screen's note":   {core.DraftNote, "2 g n", false, []string{"hello and more"}, ""},
		"put before what is sent": {core.DraftReply, "2 g r ctrl+a", true, []string{"hello"}, " and more"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Hana Sato")
				s.Press("esc")
				old, chat := s.Open(s.Mika), s.ChatOf("Hana Sato")
				old.Press(c.keys)
				old.Type("hello")
				old.Advance(time.Second)
				afterEach(s, 4*time.Second, 0)
				write(s, old, "\r")
				old.Cancel()
				again := s.Open(s.Mika)
				again.Press(c.keys)
				again.Expect("▎hello")
				if c.first {
					afterEach(s, 9*time.Second, 0)
				}
				write(s, again, " and more\r")
				s.Advance(12 * time.Second)
				if got := said(s, chat, c.kind); strings.Join(got, "|") != strings.Join(c.want, "|") {
					t.Errorf("said %q, want %q", got, c.want)
				}
				if all, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat.ID); err != nil || all.Of(c.kind).Text != c.left {
					t.Errorf("the desk has %q (%v), want %q", all.Of(c.kind).Text, err, c.left)
				}
				if c.first {
					again.Expect("Another screen of yours has sent or changed this text.")
				}
			})
		})
	}
}

// write types without waiting for what comes of it.
func write(s *rig.Session, screen *rig.Session, keys string) {
	s.T.Helper()
	_, err := screen.Keys.Write([]byte(keys))
	s.Must(err)
	synctest.Wait()
}

// said are the replies or the notes of a chat.
func said(s *rig.Session, c core.Chat, kind core.DraftKind) (all []string) {
	from := core.FromOperator
	if kind == core.DraftNote {
		from = core.FromNote
	}
	page, err := s.Desk.Messages(s.T.Context(), core.MessageQuery{Chat: c.ID, Limit: 1000})
	s.Must(err)
	for _, m := range page {
		if m.From == from {
			all = append(all, m.Text)
		}
	}
	return all
}

// TestScreenKeepsTheComposerOfALateOutcome: the operator puts a chat back, or ends it, and
// begins a note before that is done. The note stays a note, pasted or typed.
func TestScreenKeepsTheComposerOfALateOutcome(t *testing.T) {
	for _, leave := range []string{"u", "e y"} {
		for _, paste := range []bool{false, true} {
			t.Run(fmt.Sprint(leave, paste), func(t *testing.T) {
				rig.Test(t, func(s *rig.Session) {
					s.Hold("acme", "Hana Sato")
					chat := s.ChatOf("Hana Sato")
					s.Press("esc")
					afterEach(s, time.Second, 0)
					s.Press(leave + " n")
					s.Advance(2 * time.Second)
					s.Expect("━ ✎ note ━")
					if paste {
						s.Paste("reply to nobody")
					} else {
						s.Type("reply to nobody")
					}
					s.Advance(time.Second)
					s.Expect("▎reply to nobody")
					all, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat.ID)
					if err != nil || all.Reply.Text != "" || all.Note.Text != "reply to nobody" {
						t.Errorf("%+v, %v", all, err)
					}
				})
			})
		}
	}
}

// TestScreenOpensNoComposerByItself: what is typed behind a key that opened no composer goes
// nowhere, also if a reply could be written meanwhile.
func TestScreenOpensNoComposerByItself(t *testing.T) {
	for _, key := range []string{"n", "r"} {
		t.Run(key, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Visitor("acme", "Hana Sato").Write("first")
				chat := s.ChatOf("Hana Sato")
				_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, chat.ID)
				s.Must(err)
				s.Settle()
				s.Press(key)
				s.ExpectBottom("ann holds it now.")
				_, err = s.Desk.Assign(s.T.Context(), s.Ann.ID, chat.ID, s.Mika.ID)
				s.Must(err)
				s.Settle()
				s.Type("not for the visitor")
				s.Paste("nor this")
				s.Press("enter")
				s.Advance(time.Second)
				all, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat.ID)
				if got := said(s, chat, core.DraftReply); err != nil || all != (core.Drafts{}) || len(got) > 0 {
					t.Errorf("%+v, said %q (%v)", all, got, err)
				}
				s.Press("esc 2 g " + key)
				s.Type("this")
				s.Expect("▎this")
			})
		})
	}
}
