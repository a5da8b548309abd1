package screen

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"

	"github.com/google/go-cmp/cmp"
)

// holdScrolledUp is hold of a chat with a history, scrolled up in it by a page.
func holdScrolledUp(s *rig.Session) *rig.Visitor {
	s.T.Helper()
	hana := s.Visitor("acme", "Hana Sato")
	for i := range 60 {
		hana.Write(fmt.Sprintf("message %02d", i))
	}
	s.Hold("acme", "Hana Sato")
	s.Press("pgup")
	return hana
}

// chatColumn is the transcript as it is shown, but for its last row.
func chatColumn(s *rig.Session) []string {
	const listWidth = 43
	rows := s.Terminal.Columns(listWidth+1, 120)
	return rows[3 : len(rows)-4]
}

// expectAtEnd wants the transcript to end with a text, and to follow what
// comes.
func expectAtEnd(s *rig.Session, text string, hana *rig.Visitor) {
	s.T.Helper()
	s.Expect("        " + text)
	s.ExpectNot("↓")
	hana.Write("and then")
	s.Expect("        and then")
	s.ExpectNot("↓")
}

// TestScreenSendingLeadsToTheEnd: what is sent from this screen shows at once,
// wherever the transcript was.
func TestScreenSendingLeadsToTheEnd(t *testing.T) {
	for name, send := range map[string]func(s *rig.Session, text string){
		"reply": func(s *rig.Session, text string) { s.Type(text) },
		"note":  func(s *rig.Session, text string) { s.Press("esc n"); s.Type(text) },
		"answer to an old message": func(s *rig.Session, text string) {
			s.Press("esc tab k k r")
			s.Expect("↩ message")
			s.Type(text)
		},
		"file": func(s *rig.Session, text string) {
			s.Press("esc a")
			s.Type("a.png")
			s.Press("enter")
			s.Type(text)
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := holdScrolledUp(s)
				hana.Write("are you there?")
				s.Expect("↓ 1 new")
				send(s, "right here")
				s.Expect("↓ 1 new")
				s.Press("enter")
				s.Advance(time.Second)
				expectAtEnd(s, "right here", hana)
			}, atHome(new([]string)))
		})
	}
}

// TestScreenOthersMoveNothing: what is not sent from this screen leaves the
// transcript where it is, and so does what stands further up and changes.
func TestScreenOthersMoveNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := holdScrolledUp(s)
		chat := s.ChatOf("Hana Sato").ID
		before := chatColumn(s)
		still := func(new int) {
			t.Helper()
			s.Expect(fmt.Sprintf("↓ %d new", new))
			if diff := cmp.Diff(before, chatColumn(s)); diff != "" {
				t.Errorf("what is read moved (-before +after):\n%s", diff)
			}
		}
		hana.Write("hello?")
		still(1)
		_, err := s.Desk.SendNote(s.T.Context(), s.Ann.ID, chat, "by the way", nil)
		s.Must(err)
		s.Settle()
		still(2)
		_, err = s.Desk.SendDraft(s.T.Context(), s.Mika.ID, chat, core.Draft{Text: "from another screen"}, nil)
		s.Must(err)
		s.Settle()
		still(3)
		s.Press("esc E")
		s.Type(", or so")
		s.Press("enter")
		s.Advance(time.Second)
		s.ExpectBottom("Edited")
		still(3)
	})
}

// TestScreenADividerOfAnotherChat: a reply that is still being written down
// when another chat is opened takes nothing away from that one.
func TestScreenADividerOfAnotherChat(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		ana := s.Visitor("acme", "Ana Diaz")
		ana.Write("Hello")
		c, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Ana Diaz").ID)
		s.Must(err)
		_, err = s.Desk.MarkRead(s.T.Context(), s.Mika.ID, c.ID, c.LastMessageID)
		s.Must(err)
		ana.Write("not seen yet")
		s.Hold("acme", "Hana Sato")
		written := make(chan struct{})
		release := sync.OnceFunc(func() { close(written) })
		defer release()
		s.Type("an answer to Hana") // and its draft is saved
		s.DB.BreakWrites(func() error { <-written; return nil })
		s.Press("enter esc G")
		s.Expect("│ Ana Diaz  acme", "─ new ─")
		release()
		s.Settle()
		s.Expect("you: an answer to Hana", "─ new ─")
	})
}
