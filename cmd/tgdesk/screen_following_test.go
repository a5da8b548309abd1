package main

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// holdLong is hold of a chat with a history, scrolled up in it by a page.
func (d *drive) holdLong() *actor {
	d.t.Helper()
	hana := d.visitor("acme", "Hana Sato")
	for i := range 60 {
		hana.say(fmt.Sprintf("message %02d", i))
	}
	d.hold("acme", "Hana Sato")
	d.press("pgup")
	return hana
}

// chatColumn is the transcript as it is shown, but for its last row.
func (d *drive) chatColumn() (out []string) {
	for y := 3; y < d.setup.height-4; y++ {
		out = append(out, d.emu.page().right[y])
	}
	return out
}

// expectAtEnd wants the transcript to end with a text, and to follow what
// comes.
func (d *drive) expectAtEnd(text string, hana *actor) {
	d.t.Helper()
	d.expect("        " + text)
	d.expectNot("↓")
	hana.say("and then")
	d.expect("        and then")
	d.expectNot("↓")
}

// TestScreenSendingLeadsToTheEnd: what is sent from this screen shows at once,
// wherever the transcript was.
func TestScreenSendingLeadsToTheEnd(t *testing.T) {
	for name, send := range map[string]func(d *drive, text string){
		"reply": func(d *drive, text string) { d.typeText(text) },
		"note":  func(d *drive, text string) { d.press("esc n"); d.typeText(text) },
		"answer to an old message": func(d *drive, text string) {
			d.press("esc tab k k r")
			d.expect("↩ message")
			d.typeText(text)
		},
		"file": func(d *drive, text string) {
			d.press("esc a")
			d.typeText("a.png")
			d.press("enter")
			d.typeText(text)
		},
	} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana := d.holdLong()
				hana.say("are you there?")
				d.expect("↓ 1 new")
				send(d, "right here")
				d.expect("↓ 1 new")
				d.press("enter")
				d.advance(time.Second)
				d.expectAtEnd("right here", hana)
			}, atHome(new([]string)))
		})
	}
}

// TestScreenOthersMoveNothing: what is not sent from this screen leaves the
// transcript where it is, and so does what stands further up and changes.
func TestScreenOthersMoveNothing(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.holdLong()
		chat := d.chatOf("Hana Sato").ID
		before := d.chatColumn()
		still := func(new int) {
			t.Helper()
			d.expect(fmt.Sprintf("↓ %d new", new))
			if diff := cmp.Diff(before, d.chatColumn()); diff != "" {
				t.Errorf("what is read moved (-before +after):\n%s", diff)
			}
		}
		hana.say("hello?")
		still(1)
		_, err := d.desk.Note(d.t.Context(), d.ann.ID, chat, "by the way")
		d.must(err)
		d.settle()
		still(2)
		_, err = d.desk.Reply(d.t.Context(), d.mika.ID, chat, "from another screen", 0)
		d.must(err)
		d.settle()
		still(3)
		d.press("esc E")
		d.typeText(", or so")
		d.press("enter")
		d.advance(time.Second)
		d.expectBottom("Changed")
		still(3)
	})
}

// TestScreenADividerOfAnotherChat: a reply that is still being written down
// when another chat is opened takes nothing away from that one.
func TestScreenADividerOfAnotherChat(t *testing.T) {
	screenTest(t, func(d *drive) {
		ana := d.visitor("acme", "Ana Diaz")
		ana.say("Hello")
		c, err := d.desk.PickUp(d.t.Context(), d.ann.ID, d.chatOf("Ana Diaz").ID)
		d.must(err)
		d.must(d.desk.MarkRead(d.t.Context(), d.ann.ID, c.ID, c.LastMessageID))
		ana.say("not seen yet")
		d.hold("acme", "Hana Sato")
		written := make(chan struct{})
		release := sync.OnceFunc(func() { close(written) })
		defer release()
		d.db.breakWrites(func() error { <-written; return nil })
		d.typeText("an answer to Hana")
		d.press("enter esc g")
		d.expect("Ana Diaz  @", "─ new ─")
		release()
		d.settle()
		d.expect("you: an answer to Hana", "─ new ─")
	})
}
