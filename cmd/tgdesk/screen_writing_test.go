package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/term"
)

// hold opens a visitor's chat, picked up, with the composer focused.
func (d *drive) hold(brand, name string) *actor {
	d.t.Helper()
	a := d.visitor(brand, name)
	a.say("Hello from " + name)
	_, err := d.desk.PickUp(d.t.Context(), d.mika.ID, d.chatOf(name).ID)
	d.must(err)
	d.settle()
	d.press("alt+2 G")
	d.expect(name + "  @")
	d.press("r")
	return a
}

// TestScreenEditedMedia: the versions of a file tell what each of them was.
func TestScreenEditedMedia(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		id := hana.Send(botsim.Photo().Caption("the same words"))
		d.advance(time.Minute)
		d.must(hana.Replace(id, botsim.Document("bill.pdf", "application/pdf", 3000).Caption("the same words")))
		d.advance(time.Minute)
		d.must(hana.Replace(id, botsim.Video(2).Caption("the same words")))
		d.advance(time.Minute)
		d.press("tab k enter")
		d.expect("▣ photo · 1280×960 · ", "▣ document · bill.pdf · 3,000 bytes", "▣ video · IMG_0412.MP4 · 1280×720")
	})
}

func TestScreenEdits(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		id := hana.say("I want one")
		d.expect("I want one")
		d.advance(time.Minute)
		hana.edit(id, "I want two")
		d.expect("I want two", "(edited)")
		d.press("tab k")
		d.expectBottom("earlier versions")
		d.press("enter")
		d.expect("Earlier versions", "I want one")
		d.expectState("Hana Sato", "pending")
		d.press("esc")
		d.expectNot("Earlier versions", "I want one")
	})
}

// TestScreenQuote: enter and r on a message of the transcript answer that one.
func TestScreenQuote(t *testing.T) {
	for _, key := range []string{"enter", "r"} {
		t.Run(key, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana := d.hold("acme", "Hana Sato")
				first := hana.Inbox()
				id := hana.say("Which size?")
				d.press("esc tab k " + key)
				d.expect("↩ Which size?")
				d.typeText("Medium")
				d.press("enter")
				got := hana.Inbox()[len(first):]
				if len(got) != 1 || got[0].Text != "Medium" || got[0].ReplyTo != id {
					t.Errorf("received %+v, want an answer to %d", got, id)
				}
			})
		})
	}
}

func TestScreenVisitorBlocks(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("are you")
		hana.Block()
		d.settle()
		d.expect("The visitor blocked the bot", "Hana Sato has blocked the bot: replies cannot be delivered.")
		d.typeText("r")
		d.expectBottom("Hana Sato has blocked the bot")
		hana.Unblock()
		d.settle()
		d.expect("The visitor lets the bot write again", "are you")
		d.typeText(" there") // the focus has stayed
		d.press("enter")
		d.expectReceived(hana, "are you there")
	})
}

func TestScreenFailedDelivery(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		d.typeText("will not arrive")
		d.press("enter")
		d.expect("✗", "Telegram refused: Forbidden: no rights to send.", "R sends it again")
		d.expectReceived(hana)
		d.press("esc R")
		d.advance(2 * time.Second)
		d.expectReceived(hana, "will not arrive")
		d.expectMark("will not arrive", "✓")
	})
}

func TestScreenUnknownDelivery(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 1})
		d.typeText("did it arrive")
		d.press("enter")
		d.expectMark("did it arrive", "?")
		d.advance(5 * time.Minute)
		d.expectReceived(hana, "did it arrive") // once: only a person sends it again
		d.press("esc R")
		d.advance(2 * time.Second)
		d.expectReceived(hana, "did it arrive", "did it arrive")
		d.expectMark("did it arrive", "✓")
	})
}

// TestScreenOutage: what Telegram surely did not get goes out by itself.
func TestScreenOutage(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Down()
		d.settle()
		d.typeText("sent in the dark")
		d.press("enter")
		d.expectMark("sent in the dark", "·")
		d.advance(time.Minute)
		d.expect("! trying again")
		d.must(d.sim.Up())
		d.advance(2 * time.Minute)
		d.expectReceived(hana, "sent in the dark")
		d.expectMark("sent in the dark", "✓")
		d.expectNot("trying again")
	})
}

func TestScreenLongReplyIsSplit(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		text := strings.TrimSpace(strings.Repeat("twelve chars ", 700))
		d.paste(text)
		d.press("enter")
		d.advance(10 * time.Second)
		got := hana.received()
		if len(got) != 3 || strings.Join(got, " ") != text {
			t.Errorf("received %d parts, %d characters in all", len(got), len(strings.Join(got, " ")))
		}
	})
}

func TestScreenDrafts(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("draft for Hana")
		ana := d.hold("acme", "Ana Diaz")
		d.expectNot("draft for Hana")
		d.typeText("draft for Ana")
		d.press("alt+2 g r")
		d.expect("Hana Sato  @", "draft for Hana")
		d.expectNot("draft for Ana")
		d.typeText(" goes on")
		d.restart()
		d.press("2 g")
		d.expect("Hana Sato  @", "draft for Hana goes on")
		d.press("j")
		d.expect("Ana Diaz  @", "draft for Ana")
		d.press("r enter")
		d.expectReceived(ana, "draft for Ana")
		d.expectReceived(hana)
		d.expect("Reply to Ana Diaz…")
		d.restart()
		d.press("2 G")
		d.expect("Reply to Ana Diaz…")
	})
}

// TestScreenDraftsOfQuickHands: chats that are passed by, answered or left
// before their drafts have been read keep them.
func TestScreenDraftsOfQuickHands(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("draft for Hana")
		d.hold("acme", "Ana Diaz")
		d.restart()
		d.burst("2gjg")
		d.expect("Hana Sato  @", "draft for Hana")
		d.restart()
		d.burst("2gr,late\x1b2gj")
		d.restart()
		d.press("2 g")
		d.expect("draft for Hana,late")
	})
}

// TestScreenReplyBesideADraft: a draft either came in time to be sent with what
// was typed right away, or it is still there.
func TestScreenReplyBesideADraft(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("draft;")
		d.restart()
		d.burst("2grquick\r")
		if got := hana.received(); !slices.Equal(got, []string{"draft;quick"}) {
			d.expectReceived(hana, "quick")
			d.expect("draft;")
			d.restart()
			d.press("2 g")
			d.expect("draft;")
		}
	})
}

func TestScreenPasteNeverSends(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		text := strings.Repeat("a line of a letter, qje:/?\r\n", 180)
		d.paste(text)
		d.expectReceived(hana)
		d.expectState("Hana Sato", "active")
		d.press("enter")
		d.advance(10 * time.Second)
		want := strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		if got := strings.Join(hana.received(), "\n"); got != want {
			t.Errorf("received %d characters, want %d", len(got), len(want))
		}
	})
}

// TestScreenPasteInAList goes nowhere while nothing can be written, and into
// the composer of a chat that is held.
func TestScreenPasteInAList(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.paste("qqq\neee\n")
		d.expectState("Hana Sato", "pending")
		d.expectBottom("Nobody has picked this chat up yet")
		ana := d.hold("acme", "Ana Diaz")
		d.press("esc")
		d.paste("two\nlines")
		d.expect("two", "lines")
		d.press("enter")
		d.expectReceived(ana, "two\nlines")
	})
}

func TestScreenNewLines(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("one")
		d.press("alt+enter")
		d.typeText("two")
		d.press("ctrl+j")
		d.typeText("three")
		d.press("enter")
		d.expectReceived(hana, "one\ntwo\nthree")
	})
}

// TestScreenCyrillicLayout: letters of another layout are the commands on the
// same keys outside the composer, and themselves within.
func TestScreenCyrillicLayout(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Здравствуйте")
		d.visitor("acme", "Ana Diaz").say("Hola")
		d.press("о") // j
		d.expect("Ana Diaz  @")
		d.press("л enter") // k
		d.typeText("йцукен енг")
		d.expect("йцукен енг")
		d.press("enter")
		d.expectReceived(hana, "йцукен енг")
		d.press("esc у") // e
		d.expect("End the chat with Hana Sato?")
		d.press("н") // y
		d.expectState("Hana Sato", "completed")
	})
}

func TestScreenCursor(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("谢谢 ab")
		x, y, visible := d.emu.cursor()
		at, row := d.at("谢谢 ab")
		if want := (term.Point{X: at + 7, Y: row}); !visible || (term.Point{X: x, Y: y}) != want {
			t.Errorf("the cursor is at %d,%d (visible %v), want %v", x, y, visible, want)
		}
		d.press("esc")
		if _, _, visible := d.emu.cursor(); visible {
			t.Error("the cursor stays visible outside of the composer")
		}
	})
}

// TestScreenCompletedWhileWriting: the chat ends under the operator's hands.
// What they were writing goes nowhere and is not lost.
func TestScreenCompletedWhileWriting(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("just a")
		_, err := d.desk.End(t.Context(), d.ann.ID, d.chatOf("Hana Sato").ID)
		d.must(err)
		d.settle()
		d.expectBottom("This chat is completed.")
		d.typeText("xyz")
		d.press("enter")
		d.expectReceived(hana)
		if slices.Contains(hana.received(), "just a") {
			t.Error("sent into a completed chat")
		}
	})
}

// TestScreenQuotesFromElsewhere: what a visitor answers shows also where it
// stands far above or in an earlier chat.
func TestScreenQuotesFromElsewhere(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		early := hana.say("the very first question")
		_, err := d.desk.End(d.t.Context(), d.mika.ID, d.chatOf("Hana").ID)
		d.must(err)
		hana.say("me again")
		d.press("esc ctrl+g")
		hana.Reply("about that one", early)
		d.settle()
		d.expect("│ Hana Sato: the very first question", "about that one")
		for range 60 {
			hana.say("and on")
		}
		hana.Reply("about that one still", early)
		d.settle()
		d.expect("│ Hana Sato: the very first question", "about that one still")
	})
}
