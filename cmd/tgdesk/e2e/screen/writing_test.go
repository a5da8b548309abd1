package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/term"
)

// TestScreenEditedMedia: the versions of a file tell what each of them was.
func TestScreenEditedMedia(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		id := hana.Send(botsim.Photo().Caption("the same words"))
		s.Advance(time.Minute)
		s.Must(hana.Replace(id, botsim.Document("bill.pdf", "application/pdf", 3000).Caption("the same words")))
		s.Advance(time.Minute)
		s.Must(hana.Replace(id, botsim.Video(2).Caption("the same words")))
		s.Advance(time.Minute)
		s.Press("tab k enter")
		s.Expect("▣ photo · 1280×960 · ", "▣ document · bill.pdf · 3,000 bytes", "▣ video · IMG_0412.MP4 · 1280×720")
	})
}

func TestScreenEdits(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		id := hana.Write("I want one")
		s.Expect("I want one")
		s.Advance(time.Minute)
		hana.ChangeText(id, "I want two")
		s.Expect("I want two", "(edited)")
		s.Press("tab k")
		s.ExpectBottom("versions")
		s.Press("enter")
		s.Expect("Versions", "I want one")
		s.ExpectState("Hana Sato", "pending")
		s.Press("esc")
		s.ExpectNot("Versions", "I want one")
	})
}

// TestScreenQuote: enter and r on a message of the transcript answer that one.
func TestScreenQuote(t *testing.T) {
	for _, key := range []string{"enter", "r"} {
		t.Run(key, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				first := hana.Inbox()
				id := hana.Write("Which size?")
				s.Press("esc tab k " + key)
				s.Expect("↩ Which size?")
				s.Type("Medium")
				s.Press("enter")
				got := hana.Inbox()[len(first):]
				if len(got) != 1 || got[0].Text != "Medium" || got[0].ReplyTo != id {
					t.Errorf("received %+v, want an answer to %d", got, id)
				}
			})
		})
	}
}

func TestScreenVisitorBlocks(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("are you")
		hana.Block()
		s.Settle()
		s.Expect("The visitor blocked the bot", "Hana Sato has blocked the bot: replies cannot be delivered.")
		s.Type("r")
		s.ExpectBottom("Hana Sato has blocked the bot")
		hana.Unblock()
		s.Settle()
		s.Expect("The visitor unblocked the bot", "are you")
		s.Type(" there") // the focus has stayed
		s.Press("enter")
		s.ExpectReceived(hana, "are you there")
	})
}

func TestScreenFailedDelivery(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		s.Type("will not arrive")
		s.Press("enter")
		s.Expect("✗", "Telegram refused: Forbidden: no rights to send.", "R sends it again")
		s.ExpectReceived(hana)
		s.Press("esc R")
		s.Advance(2 * time.Second)
		s.ExpectReceived(hana, "will not arrive")
		s.ExpectMark("will not arrive", "✓")
	})
}

// TestScreenResendOfBlocked: while R refuses, nothing says that it sends again.
func TestScreenResendOfBlocked(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		s.Type("will not arrive")
		s.Press("enter")
		s.Expect("R sends it again")
		s.Sim.Down()
		s.Settle()
		s.Type("too late")
		s.Press("enter")
		hana.Block()
		s.Sim.Up()
		s.Advance(2 * time.Minute)
		if n := strings.Count(s.Screen(), "Once they write again, R sends"); n != 2 {
			t.Errorf("it stands %d times:\n%s", n, s.Screen())
		}
		s.ExpectNot("R sends it again", "This visitor has blocked")
		s.Press("esc R")
		s.ExpectBottom("This visitor has blocked the bot.")
		hana.Unblock()
		hana.Write("back again")
		s.Expect("R sends it again")
		s.Press("1 2 u")
		s.Settle()
		s.ExpectNot("R sends it")
	})
}

func TestScreenUnknownDelivery(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 1})
		s.Type("did it arrive")
		s.Press("enter")
		s.ExpectMark("did it arrive", "?")
		s.Advance(5 * time.Minute)
		s.ExpectReceived(hana, "did it arrive") // once: only a person sends it again
		s.Press("esc R")
		s.Expect("This reply may have arrived: it could arrive twice. Send it again?")
		s.Press("esc")
		s.Advance(2 * time.Second)
		s.ExpectReceived(hana, "did it arrive")
		s.Press("R y")
		s.Advance(2 * time.Second)
		s.ExpectReceived(hana, "did it arrive", "did it arrive")
		s.ExpectMark("did it arrive", "✓")
	})
}

// TestScreenOutage: what Telegram surely did not get goes out by itself.
func TestScreenOutage(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Down()
		s.Settle()
		s.Type("sent in the dark")
		s.Press("enter")
		s.ExpectMark("sent in the dark", "queued")
		s.Advance(time.Minute)
		s.Expect("! trying again")
		s.Must(s.Sim.Up())
		s.Advance(2 * time.Minute)
		s.ExpectReceived(hana, "sent in the dark")
		s.ExpectMark("sent in the dark", "✓")
		s.ExpectNot("trying again")
	})
}

func TestScreenLongReplyIsSplit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		text := strings.TrimSpace(strings.Repeat("twelve chars ", 700))
		s.Paste(text)
		s.Press("enter")
		s.Advance(10 * time.Second)
		got := hana.Received()
		if len(got) != 3 || strings.Join(got, " ") != text {
			t.Errorf("received %d parts, %d characters in all", len(got), len(strings.Join(got, " ")))
		}
	})
}

func TestScreenDrafts(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("draft for Hana")
		ana := s.Hold("acme", "Ana Diaz")
		s.ExpectNot("draft for Hana")
		s.Type("draft for Ana")
		s.Press("alt+2 g r")
		s.Expect("│ Hana Sato  acme", "draft for Hana")
		s.ExpectNot("draft for Ana")
		s.Type(" goes on")
		s.Restart()
		s.Press("2 g")
		s.Expect("│ Hana Sato  acme", "draft for Hana goes on")
		s.Press("j")
		s.Expect("│ Ana Diaz  acme", "draft for Ana")
		s.Press("r enter")
		s.ExpectReceived(ana, "draft for Ana")
		s.ExpectReceived(hana)
		s.Expect("Reply to Ana Diaz…")
		s.Restart()
		s.Press("2 G")
		s.Expect("Reply to Ana Diaz…")
	})
}

// TestScreenDraftsOfQuickHands: chats that are passed by, answered or left
// before their drafts have been read keep them.
func TestScreenDraftsOfQuickHands(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("draft for Hana")
		s.Hold("acme", "Ana Diaz")
		s.Restart()
		s.Burst("2gjg")
		s.Expect("│ Hana Sato  acme", "draft for Hana")
		s.Restart()
		s.Burst("2gr,late\x1b2gj")
		s.Restart()
		s.Press("2 g")
		s.Expect("draft for Hana,late")
	})
}

// TestScreenReplyBesideADraft: a draft either came in time to be sent with what
// was typed right away, or it is still there.
func TestScreenReplyBesideADraft(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("draft;")
		s.Restart()
		s.Burst("2grquick\r")
		if got := hana.Received(); !slices.Equal(got, []string{"draft;quick"}) {
			s.ExpectReceived(hana, "quick")
			s.Expect("draft;")
			s.Restart()
			s.Press("2 g")
			s.Expect("draft;")
		}
	})
}

func TestScreenPasteNeverSends(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		text := strings.Repeat("a line of a letter, qje:/?\r\n", 180)
		s.Paste(text)
		s.ExpectReceived(hana)
		s.ExpectState("Hana Sato", "active")
		s.Press("enter")
		s.Advance(10 * time.Second)
		want := strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		if got := strings.Join(hana.Received(), "\n"); got != want {
			t.Errorf("received %d characters, want %d", len(got), len(want))
		}
	})
}

// TestScreenPasteInAList goes nowhere while nothing can be written, and into
// the composer of a chat that is held.
func TestScreenPasteInAList(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Paste("qqq\neee\n")
		s.ExpectState("Hana Sato", "pending")
		s.ExpectBottom("Nobody has picked up this chat yet")
		ana := s.Hold("acme", "Ana Diaz")
		s.Press("esc")
		s.Paste("two\nlines")
		s.Expect("two", "lines")
		s.Press("enter")
		s.ExpectReceived(ana, "two\nlines")
	})
}

func TestScreenNewLines(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("one")
		s.Press("alt+enter")
		s.Type("two")
		s.Press("ctrl+j")
		s.Type("three")
		s.Press("enter")
		s.ExpectReceived(hana, "one\ntwo\nthree")
	})
}

// TestScreenCyrillicLayout: letters of another layout are the commands on the
// same keys outside the composer, and themselves within.
func TestScreenCyrillicLayout(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("Здравствуйте")
		s.Visitor("acme", "Ana Diaz").Write("Hola")
		s.Press("о") // j
		s.Expect("│ Ana Diaz  acme")
		s.Press("л enter") // k
		s.Type("йцукен енг")
		s.Expect("йцукен енг")
		s.Press("enter")
		s.ExpectReceived(hana, "йцукен енг")
		s.Press("esc у") // e
		s.Expect("End the chat with Hana Sato?")
		s.Press("н") // y
		s.ExpectState("Hana Sato", "completed")
	})
}

func TestScreenCursor(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("谢谢 ab")
		x, y, visible := s.Terminal.Cursor()
		at, row := s.At("谢谢 ab")
		if want := (term.Point{X: at + 7, Y: row}); !visible || (term.Point{X: x, Y: y}) != want {
			t.Errorf("the cursor is at %d,%d (visible %v), want %v", x, y, visible, want)
		}
		s.Press("esc")
		if _, _, visible := s.Terminal.Cursor(); visible {
			t.Error("the cursor stays visible outside of the composer")
		}
	})
}

// TestScreenCompletedWhileWriting: the chat ends while the operator writes.
// What they were writing goes nowhere and is not lost.
func TestScreenCompletedWhileWriting(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("just a")
		_, err := s.Desk.End(t.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Settle()
		s.ExpectBottom("Completed. The next message opens a new chat.")
		s.Type("xyz")
		s.Press("enter")
		s.ExpectReceived(hana)
		if slices.Contains(hana.Received(), "just a") {
			t.Error("sent into a completed chat")
		}
	})
}

// TestScreenQuotesFromElsewhere: what a visitor answers shows also where it
// stands far above or in an earlier chat.
func TestScreenQuotesFromElsewhere(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		early := hana.Write("the very first question")
		_, err := s.Desk.End(s.T.Context(), s.Mika.ID, s.ChatOf("Hana").ID)
		s.Must(err)
		hana.Write("me again")
		s.Press("esc ctrl+g")
		hana.Reply("about that one", early)
		s.Settle()
		s.Expect("│ Hana Sato: the very first question", "about that one")
		for range 60 {
			hana.Write("and on")
		}
		hana.Reply("about that one still", early)
		s.Settle()
		s.Expect("│ Hana Sato: the very first question", "about that one still")
	})
}
