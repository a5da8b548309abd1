package screen

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// TestScreenDraftOfAnEndedChat can be read and copied there, whoever ended it,
// and waits in the visitor's next chat and nowhere else.
func TestScreenDraftOfAnEndedChat(t *testing.T) {
	const text = "half a thought"
	for name, end := range map[string]func(s *rig.Session, hana *rig.Visitor){
		"by the visitor": func(_ *rig.Session, hana *rig.Visitor) { hana.Write("/end") },
		"by the limit": func(s *rig.Session, _ *rig.Visitor) {
			limits := core.DefaultLimits().With(core.LimitCloseIdle, time.Minute)
			_, err := s.Desk.SetBrand(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").BrandID, desk.BrandChange{Limits: &limits})
			s.Must(err)
			s.Advance(2 * time.Minute)
		},
		"by somebody else": func(s *rig.Session, hana *rig.Visitor) {
			_, err := s.Desk.End(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
			s.Must(err)
			s.Settle()
		},
		"by themselves": func(s *rig.Session, _ *rig.Visitor) {
			s.Press("esc e")
			s.Expect("it waits for their next chat")
			s.Press("y")
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				s.Type(text)
				end(s, hana)
				s.Expect(text, "y copies it, and it waits for the next chat")
				s.Press("esc y")
				s.ExpectBottom("Copied.")
				if want := "c;" + base64.StdEncoding.EncodeToString([]byte(text)); s.Terminal.Clipboard != want {
					t.Errorf("copied %q, want %q", s.Terminal.Clipboard, want)
				}
				hana.Write("me again")
				s.Press("1 enter")
				s.Expect("▎" + text)
				s.Press("enter")
				s.ExpectReceived(hana, text)
				s.ExpectNot("✎ draft")
				s.Press("esc 4 g")
				s.Expect("Completed. The next message")
				s.ExpectNot("not sent")
			})
		})
	}
}

// TestScreenRowOfADraftThatIsGone: the row of a chat that has ended has the sign of a
// draft as long as the desk keeps it there, and no longer.
func TestScreenRowOfADraftThatIsGone(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		row := func(want bool) {
			t.Helper()
			x, y := s.At("Hana Sato    ")
			if got := strings.Contains(s.Line(y+1), "✎"); got != want {
				t.Errorf("a draft at %d, %d: %t, want %t\n%s", x, y, got, want, s.Screen())
			}
		}
		hana := s.Hold("acme", "Hana Sato")
		s.Type("half a thought")
		hana.Write("/end")
		s.Advance(time.Second)
		row(true)
		s.Restart()
		row(true)
		s.Press("4 g")
		s.Expect("half a thought", "it waits for the next chat")
		hana.Write("me again")
		s.Expect("1 PENDING ─")
		s.Advance(time.Second)
		_, y := s.At("▌/end ")
		if line := s.Line(y); strings.Contains(line, "✎") {
			t.Errorf("the draft is gone: %q", line)
		}
	})
}

// TestScreenAsksAboutADraftUnseen: a chat is not ended without a word of the draft in
// it, although its messages have not been shown yet.
func TestScreenAsksAboutADraftUnseen(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("half a thought")
		s.Press("esc")
		s.Advance(time.Second)
		s.Hold("acme", "Ana Diaz")
		s.Restart()
		s.Burst("2ge")
		s.Expect("End the chat with Hana Sato?", "Your draft is not")
		s.Burst("nje")
		s.Expect("End the chat with Ana Diaz?")
		s.ExpectNot("Your draft is not")
	})
}

// TestScreenDraftFollows: what was typed last, and is saved only after the next
// chat has begun, is there and not in the old one.
func TestScreenDraftFollows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		old := s.ChatOf("Hana Sato").ID
		s.Type("half")
		s.Advance(time.Second)
		hana.Write("/end", "me again")
		_, err := s.Desk.ReplaceDraft(s.T.Context(), s.Mika.ID, old, core.DraftReply, core.Draft{Text: "half"}, core.Draft{Text: "half a thought"})
		s.Must(err)
		for chat, want := range map[core.ChatID]string{old: "", s.ChatOf("Hana Sato").ID: "half a thought"} {
			if got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, chat); err != nil || got.Reply.Text != want {
				t.Errorf("chat %d has %+v, %v; want %q", chat, got, err, want)
			}
		}
	})
}
