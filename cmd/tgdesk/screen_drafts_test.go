package main

import (
	"testing"
	"time"

	"tgdesk/core"
)

// answering begins an answer to the visitor's last message.
func (d *drive) answering(text string) (hana *actor, to int64) {
	hana = d.hold("acme", "Hana Sato")
	to = hana.say("Which size?")
	d.press("esc tab k r")
	d.typeText(text)
	d.expect("↩ Which size?")
	return hana, to
}

// expectAnswer wants one message to have come, an answer to another.
func (d *drive) expectAnswer(hana *actor, text string, to int64) {
	d.t.Helper()
	d.advance(time.Second)
	if got := hana.Inbox(); len(got) != 1 || got[0].Text != text || got[0].ReplyTo != to {
		d.t.Errorf("received %+v, want %q as an answer to %d", got, text, to)
	}
}

// TestScreenDraftsKnowWhatTheyAnswer in whatever way they were left.
func TestScreenDraftsKnowWhatTheyAnswer(t *testing.T) {
	for name, leave := range map[string]func(d *drive){
		"the program ends": func(d *drive) { d.restart() },
		"after a rest":     func(d *drive) { d.advance(time.Second); d.restart() },
		"another chat":     func(d *drive) { d.hold("acme", "Ana Diaz"); d.press("alt+2") },
		"a note": func(d *drive) {
			d.press("alt+2 n")
			d.typeText("VIP")
			d.press("enter alt+2")
		},
		"a full disk": func(d *drive) {
			d.db.breakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
			d.press("enter")
			d.expect("! The disk is full")
			d.db.breakWrites(nil)
			d.advance(11 * time.Second)
			d.restart()
		},
	} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana, to := d.answering("Medium")
				leave(d)
				d.press("2 g r")
				d.expect("Hana Sato  @", "↩ Which size?", "Medium")
				d.press("enter")
				d.expectAnswer(hana, "Medium", to)
				d.expectNot("↩ Which size? ─")
			})
		})
	}
}

// TestScreenAnswersNoMore: what was chosen to be answered is let go of with
// esc, also in a draft, and with the chat where nothing was written.
func TestScreenAnswersNoMore(t *testing.T) {
	for name, let := range map[string]func(d *drive){
		"esc": func(d *drive) { d.advance(time.Second); d.press("esc"); d.advance(time.Second); d.restart() },
		"nothing written": func(d *drive) {
			d.press("ctrl+u")
			d.hold("acme", "Ana Diaz")
			d.press("esc 2 g r")
			d.typeText("Medium")
			d.press("esc")
		},
	} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana, _ := d.answering("Medium")
				let(d)
				d.press("2 g r")
				d.expect("Hana Sato  @", "Medium")
				d.expectNot("↩")
				d.press("enter")
				d.expectAnswer(hana, "Medium", 0)
			})
		})
	}
}

// TestScreenAnswersRest: what a draft answers is stored as soon as it is chosen
// or let go of, and esc in a note lets go of nothing.
func TestScreenAnswersRest(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.answering("Medium")
		answers := func(want bool) {
			t.Helper()
			d.advance(time.Second)
			got, err := d.desk.Drafts(d.t.Context(), d.mika.ID, d.chatOf("Hana Sato").ID)
			if err != nil || got.Reply.Text != "Medium" || (got.Reply.ReplyTo != 0) != want {
				t.Errorf("stored are %+v, %v; an answer: %t", got, err, want)
			}
		}
		answers(true)
		d.press("alt+2 n esc")
		answers(true)
		d.press("r esc")
		answers(false)
		d.press("esc tab k r")
		answers(true)
	})
}
