package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// answering begins an answer to the visitor's last message.
func answering(d *rig.Session, text string) (hana *rig.Visitor, to int64) {
	hana = d.Hold("acme", "Hana Sato")
	to = hana.Write("Which size?")
	d.Press("esc tab k r")
	d.Type(text)
	d.Expect("↩ Which size?")
	return hana, to
}

// expectAnswer wants one message to have come, an answer to another.
func expectAnswer(d *rig.Session, hana *rig.Visitor, text string, to int64) {
	d.T.Helper()
	d.Advance(time.Second)
	if got := hana.Inbox(); len(got) != 1 || got[0].Text != text || got[0].ReplyTo != to {
		d.T.Errorf("received %+v, want %q as an answer to %d", got, text, to)
	}
}

// TestScreenDraftsKnowWhatTheyAnswer in whatever way they were left.
func TestScreenDraftsKnowWhatTheyAnswer(t *testing.T) {
	for name, leave := range map[string]func(d *rig.Session){
		"the program ends": func(d *rig.Session) { d.Restart() },
		"after a rest":     func(d *rig.Session) { d.Advance(time.Second); d.Restart() },
		"another chat":     func(d *rig.Session) { d.Hold("acme", "Ana Diaz"); d.Press("alt+2") },
		"a note": func(d *rig.Session) {
			d.Press("alt+2 n")
			d.Type("VIP")
			d.Press("enter alt+2")
		},
		"a full disk": func(d *rig.Session) {
			d.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
			d.Press("enter")
			d.Expect("! The disk is full")
			d.DB.BreakWrites(nil)
			d.Advance(11 * time.Second)
			d.Restart()
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				hana, to := answering(d, "Medium")
				leave(d)
				d.Press("2 g r")
				d.Expect("Hana Sato  @", "↩ Which size?", "Medium")
				d.Press("enter")
				expectAnswer(d, hana, "Medium", to)
				d.ExpectNot("↩ Which size? ─")
			})
		})
	}
}

// TestScreenAnswersNoMore: what was chosen to be answered is let go of with
// esc, also in a draft, and with the chat where nothing was written.
func TestScreenAnswersNoMore(t *testing.T) {
	for name, let := range map[string]func(d *rig.Session){
		"esc": func(d *rig.Session) { d.Advance(time.Second); d.Press("esc"); d.Advance(time.Second); d.Restart() },
		"nothing written": func(d *rig.Session) {
			d.Press("ctrl+u")
			d.Hold("acme", "Ana Diaz")
			d.Press("esc 2 g r")
			d.Type("Medium")
			d.Press("esc")
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				hana, _ := answering(d, "Medium")
				let(d)
				d.Press("2 g r")
				d.Expect("Hana Sato  @", "Medium")
				d.ExpectNot("↩")
				d.Press("enter")
				expectAnswer(d, hana, "Medium", 0)
			})
		})
	}
}

// TestScreenAnswersRest: what a draft answers is stored as soon as it is chosen
// or let go of, and esc in a note lets go of nothing.
func TestScreenAnswersRest(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		answering(d, "Medium")
		answers := func(want bool) {
			t.Helper()
			d.Advance(time.Second)
			got, err := d.Desk.Drafts(d.T.Context(), d.Mika.ID, d.ChatOf("Hana Sato").ID)
			if err != nil || got.Reply.Text != "Medium" || (got.Reply.ReplyTo != 0) != want {
				t.Errorf("stored are %+v, %v; an answer: %t", got, err, want)
			}
		}
		answers(true)
		d.Press("alt+2 n esc")
		answers(true)
		d.Press("r esc")
		answers(false)
		d.Press("esc tab k r")
		answers(true)
	})
}
