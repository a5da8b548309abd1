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
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		id := hana.Send(botsim.Photo().Caption("the same words"))
		d.Advance(time.Minute)
		d.Must(hana.Replace(id, botsim.Document("bill.pdf", "application/pdf", 3000).Caption("the same words")))
		d.Advance(time.Minute)
		d.Must(hana.Replace(id, botsim.Video(2).Caption("the same words")))
		d.Advance(time.Minute)
		d.Press("tab k enter")
		d.Expect("▣ photo · 1280×960 · ", "▣ document · bill.pdf · 3,000 bytes", "▣ video · IMG_0412.MP4 · 1280×720")
	})
}

func TestScreenEdits(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		id := hana.Write("I want one")
		d.Expect("I want one")
		d.Advance(time.Minute)
		hana.ChangeText(id, "I want two")
		d.Expect("I want two", "(edited)")
		d.Press("tab k")
		d.ExpectBottom("earlier versions")
		d.Press("enter")
		d.Expect("Earlier versions", "I want one")
		d.ExpectState("Hana Sato", "pending")
		d.Press("esc")
		d.ExpectNot("Earlier versions", "I want one")
	})
}

// TestScreenQuote: enter and r on a message of the transcript answer that one.
func TestScreenQuote(t *testing.T) {
	for _, key := range []string{"enter", "r"} {
		t.Run(key, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				hana := d.Hold("acme", "Hana Sato")
				first := hana.Inbox()
				id := hana.Write("Which size?")
				d.Press("esc tab k " + key)
				d.Expect("↩ Which size?")
				d.Type("Medium")
				d.Press("enter")
				got := hana.Inbox()[len(first):]
				if len(got) != 1 || got[0].Text != "Medium" || got[0].ReplyTo != id {
					t.Errorf("received %+v, want an answer to %d", got, id)
				}
			})
		})
	}
}

func TestScreenVisitorBlocks(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("are you")
		hana.Block()
		d.Settle()
		d.Expect("The visitor blocked the bot", "Hana Sato has blocked the bot: replies cannot be delivered.")
		d.Type("r")
		d.ExpectBottom("Hana Sato has blocked the bot")
		hana.Unblock()
		d.Settle()
		d.Expect("The visitor lets the bot write again", "are you")
		d.Type(" there") // the focus has stayed
		d.Press("enter")
		d.ExpectReceived(hana, "are you there")
	})
}

func TestScreenFailedDelivery(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		d.Type("will not arrive")
		d.Press("enter")
		d.Expect("✗", "Telegram refused: Forbidden: no rights to send.", "R sends it again")
		d.ExpectReceived(hana)
		d.Press("esc R")
		d.Advance(2 * time.Second)
		d.ExpectReceived(hana, "will not arrive")
		d.ExpectMark("will not arrive", "✓")
	})
}

func TestScreenUnknownDelivery(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 1})
		d.Type("did it arrive")
		d.Press("enter")
		d.ExpectMark("did it arrive", "?")
		d.Advance(5 * time.Minute)
		d.ExpectReceived(hana, "did it arrive") // once: only a person sends it again
		d.Press("esc R")
		d.Advance(2 * time.Second)
		d.ExpectReceived(hana, "did it arrive", "did it arrive")
		d.ExpectMark("did it arrive", "✓")
	})
}

// TestScreenOutage: what Telegram surely did not get goes out by itself.
func TestScreenOutage(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Down()
		d.Settle()
		d.Type("sent in the dark")
		d.Press("enter")
		d.ExpectMark("sent in the dark", "·")
		d.Advance(time.Minute)
		d.Expect("! trying again")
		d.Must(d.Sim.Up())
		d.Advance(2 * time.Minute)
		d.ExpectReceived(hana, "sent in the dark")
		d.ExpectMark("sent in the dark", "✓")
		d.ExpectNot("trying again")
	})
}

func TestScreenLongReplyIsSplit(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		text := strings.TrimSpace(strings.Repeat("twelve chars ", 700))
		d.Paste(text)
		d.Press("enter")
		d.Advance(10 * time.Second)
		got := hana.Received()
		if len(got) != 3 || strings.Join(got, " ") != text {
			t.Errorf("received %d parts, %d characters in all", len(got), len(strings.Join(got, " ")))
		}
	})
}

func TestScreenDrafts(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("draft for Hana")
		ana := d.Hold("acme", "Ana Diaz")
		d.ExpectNot("draft for Hana")
		d.Type("draft for Ana")
		d.Press("alt+2 g r")
		d.Expect("Hana Sato  @", "draft for Hana")
		d.ExpectNot("draft for Ana")
		d.Type(" goes on")
		d.Restart()
		d.Press("2 g")
		d.Expect("Hana Sato  @", "draft for Hana goes on")
		d.Press("j")
		d.Expect("Ana Diaz  @", "draft for Ana")
		d.Press("r enter")
		d.ExpectReceived(ana, "draft for Ana")
		d.ExpectReceived(hana)
		d.Expect("Reply to Ana Diaz…")
		d.Restart()
		d.Press("2 G")
		d.Expect("Reply to Ana Diaz…")
	})
}

// TestScreenDraftsOfQuickHands: chats that are passed by, answered or left
// before their drafts have been read keep them.
func TestScreenDraftsOfQuickHands(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("draft for Hana")
		d.Hold("acme", "Ana Diaz")
		d.Restart()
		d.Burst("2gjg")
		d.Expect("Hana Sato  @", "draft for Hana")
		d.Restart()
		d.Burst("2gr,late\x1b2gj")
		d.Restart()
		d.Press("2 g")
		d.Expect("draft for Hana,late")
	})
}

// TestScreenReplyBesideADraft: a draft either came in time to be sent with what
// was typed right away, or it is still there.
func TestScreenReplyBesideADraft(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("draft;")
		d.Restart()
		d.Burst("2grquick\r")
		if got := hana.Received(); !slices.Equal(got, []string{"draft;quick"}) {
			d.ExpectReceived(hana, "quick")
			d.Expect("draft;")
			d.Restart()
			d.Press("2 g")
			d.Expect("draft;")
		}
	})
}

func TestScreenPasteNeverSends(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		text := strings.Repeat("a line of a letter, qje:/?\r\n", 180)
		d.Paste(text)
		d.ExpectReceived(hana)
		d.ExpectState("Hana Sato", "active")
		d.Press("enter")
		d.Advance(10 * time.Second)
		want := strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		if got := strings.Join(hana.Received(), "\n"); got != want {
			t.Errorf("received %d characters, want %d", len(got), len(want))
		}
	})
}

// TestScreenPasteInAList goes nowhere while nothing can be written, and into
// the composer of a chat that is held.
func TestScreenPasteInAList(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Paste("qqq\neee\n")
		d.ExpectState("Hana Sato", "pending")
		d.ExpectBottom("Nobody has picked this chat up yet")
		ana := d.Hold("acme", "Ana Diaz")
		d.Press("esc")
		d.Paste("two\nlines")
		d.Expect("two", "lines")
		d.Press("enter")
		d.ExpectReceived(ana, "two\nlines")
	})
}

func TestScreenNewLines(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("one")
		d.Press("alt+enter")
		d.Type("two")
		d.Press("ctrl+j")
		d.Type("three")
		d.Press("enter")
		d.ExpectReceived(hana, "one\ntwo\nthree")
	})
}

// TestScreenCyrillicLayout: letters of another layout are the commands on the
// same keys outside the composer, and themselves within.
func TestScreenCyrillicLayout(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Здравствуйте")
		d.Visitor("acme", "Ana Diaz").Write("Hola")
		d.Press("о") // j
		d.Expect("Ana Diaz  @")
		d.Press("л enter") // k
		d.Type("йцукен енг")
		d.Expect("йцукен енг")
		d.Press("enter")
		d.ExpectReceived(hana, "йцукен енг")
		d.Press("esc у") // e
		d.Expect("End the chat with Hana Sato?")
		d.Press("н") // y
		d.ExpectState("Hana Sato", "completed")
	})
}

func TestScreenCursor(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("谢谢 ab")
		x, y, visible := d.Terminal.Cursor()
		at, row := d.At("谢谢 ab")
		if want := (term.Point{X: at + 7, Y: row}); !visible || (term.Point{X: x, Y: y}) != want {
			t.Errorf("the cursor is at %d,%d (visible %v), want %v", x, y, visible, want)
		}
		d.Press("esc")
		if _, _, visible := d.Terminal.Cursor(); visible {
			t.Error("the cursor stays visible outside of the composer")
		}
	})
}

// TestScreenCompletedWhileWriting: the chat ends under the operator's hands.
// What they were writing goes nowhere and is not lost.
func TestScreenCompletedWhileWriting(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("just a")
		_, err := d.Desk.End(t.Context(), d.Ann.ID, d.ChatOf("Hana Sato").ID)
		d.Must(err)
		d.Settle()
		d.ExpectBottom("This chat is completed.")
		d.Type("xyz")
		d.Press("enter")
		d.ExpectReceived(hana)
		if slices.Contains(hana.Received(), "just a") {
			t.Error("sent into a completed chat")
		}
	})
}

// TestScreenQuotesFromElsewhere: what a visitor answers shows also where it
// stands far above or in an earlier chat.
func TestScreenQuotesFromElsewhere(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		early := hana.Write("the very first question")
		_, err := d.Desk.End(d.T.Context(), d.Mika.ID, d.ChatOf("Hana").ID)
		d.Must(err)
		hana.Write("me again")
		d.Press("esc ctrl+g")
		hana.Reply("about that one", early)
		d.Settle()
		d.Expect("│ Hana Sato: the very first question", "about that one")
		for range 60 {
			hana.Write("and on")
		}
		hana.Reply("about that one still", early)
		d.Settle()
		d.Expect("│ Hana Sato: the very first question", "about that one still")
	})
}
