package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenACaptionLeftIsADraft: esc, a click beside the dialog and a key
// struck quickly after esc leave the caption as the draft, behind what is there.
func TestScreenACaptionLeftIsADraft(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		attach := func(caption string) {
			s.Press("esc a")
			s.Type("a.png")
			s.Press("enter")
			s.Type(caption)
		}
		attach("as you asked")
		s.Press("esc r")
		s.Expect("▎as you asked")
		attach("and this")
		s.Click(2, 2)
		s.Press("r")
		s.Expect("as you asked", "and this")
		attach("at last")
		s.Burst("\x1br") // alt+r, which means nothing here
		s.Expect("ATTACH", "at last")
		s.Press("esc r")
		s.Expect("as you asked", "and this", "at last")
		s.Restart()
		s.Press("2 g")
		s.Expect("as you asked", "and this", "at last")
	}, atHome(&opened))
}

// TestScreenACaptionIsKept as the draft while it is being written, however the program
// ends, and no longer once it is sent.
func TestScreenACaptionIsKept(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		stored := func(want string) {
			t.Helper()
			s.Advance(time.Second)
			got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID)
			if err != nil || got.Reply.Text != want {
				t.Errorf("the desk has %+v, %v, want %q", got, err, want)
			}
		}
		hana := s.Hold("acme", "Hana Sato")
		s.Type("a reply")
		attach := func() { s.Press("esc a"); s.Type("a.png"); s.Press("enter") }
		attach()
		s.Type("here ")
		s.Paste("it is")
		stored("a reply\nhere it is")
		s.Restart()
		s.Press("2 g")
		s.Expect("a reply", "here it is")
		stored("a reply\nhere it is")
		attach()
		s.Type("and again")
		stored("a reply\nhere it is\nand again")
		s.Press("enter")
		stored("a reply\nhere it is")
		if in := hana.Inbox(); len(in) != 1 || in[0].Text != "and again" {
			t.Errorf("received %+v", in)
		}
	}, atHome(&opened))
}

// TestScreenACaptionThatWasSentIsNone stays no draft, unless sending failed
// after the dialog was left.
func TestScreenACaptionThatWasSentIsNone(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc a")
		s.Type("a.png")
		s.Press("enter")
		s.Type("here it is")
		s.Press("enter esc r")
		s.Advance(10 * time.Second)
		s.Expect("Reply to Hana Sato…")
		if in := hana.Inbox(); len(in) != 1 || in[0].Text != "here it is" {
			t.Errorf("received %+v", in)
		}
	}, atHome(&opened))
}

// TestScreenATornPicture is offered as a document for what is wrong with it.
func TestScreenATornPicture(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		home(s, map[string]string{"torn.png": rig.PNGFile(40, 30)[:20]})
		s.Press("esc a")
		s.Type("torn.png")
		s.Press("enter")
		s.Expect("The width and height of torn.png cannot be read")
		s.ExpectNot("too large or too")
		s.Press("esc a")
		s.Type("wide.png")
		s.Press("enter")
		s.Expect("too large or too")
	}, atHome(&opened))
}
