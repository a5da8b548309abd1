package screen

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"

	"github.com/google/go-cmp/cmp"
)

// holdLong is hold of a chat with a history, scrolled up in it by a page.
func holdLong(d *rig.Session) *rig.Visitor {
	d.T.Helper()
	hana := d.Visitor("acme", "Hana Sato")
	for i := range 60 {
		hana.Write(fmt.Sprintf("message %02d", i))
	}
	d.Hold("acme", "Hana Sato")
	d.Press("pgup")
	return hana
}

// chatColumn is the transcript as it is shown, but for its last row.
func chatColumn(d *rig.Session) []string {
	const listWidth = 43
	rows := d.Terminal.Columns(listWidth+1, 120)
	return rows[3 : len(rows)-4]
}

// expectAtEnd wants the transcript to end with a text, and to follow what
// comes.
func expectAtEnd(d *rig.Session, text string, hana *rig.Visitor) {
	d.T.Helper()
	d.Expect("        " + text)
	d.ExpectNot("↓")
	hana.Write("and then")
	d.Expect("        and then")
	d.ExpectNot("↓")
}

// TestScreenSendingLeadsToTheEnd: what is sent from this screen shows at once,
// wherever the transcript was.
func TestScreenSendingLeadsToTheEnd(t *testing.T) {
	for name, send := range map[string]func(d *rig.Session, text string){
		"reply": func(d *rig.Session, text string) { d.Type(text) },
		"note":  func(d *rig.Session, text string) { d.Press("esc n"); d.Type(text) },
		"answer to an old message": func(d *rig.Session, text string) {
			d.Press("esc tab k k r")
			d.Expect("↩ message")
			d.Type(text)
		},
		"file": func(d *rig.Session, text string) {
			d.Press("esc a")
			d.Type("a.png")
			d.Press("enter")
			d.Type(text)
		},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				hana := holdLong(d)
				hana.Write("are you there?")
				d.Expect("↓ 1 new")
				send(d, "right here")
				d.Expect("↓ 1 new")
				d.Press("enter")
				d.Advance(time.Second)
				expectAtEnd(d, "right here", hana)
			}, atHome(new([]string)))
		})
	}
}

// TestScreenOthersMoveNothing: what is not sent from this screen leaves the
// transcript where it is, and so does what stands further up and changes.
func TestScreenOthersMoveNothing(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := holdLong(d)
		chat := d.ChatOf("Hana Sato").ID
		before := chatColumn(d)
		still := func(new int) {
			t.Helper()
			d.Expect(fmt.Sprintf("↓ %d new", new))
			if diff := cmp.Diff(before, chatColumn(d)); diff != "" {
				t.Errorf("what is read moved (-before +after):\n%s", diff)
			}
		}
		hana.Write("hello?")
		still(1)
		_, err := d.Desk.Note(d.T.Context(), d.Ann.ID, chat, "by the way")
		d.Must(err)
		d.Settle()
		still(2)
		_, err = d.Desk.Reply(d.T.Context(), d.Mika.ID, chat, "from another screen", 0)
		d.Must(err)
		d.Settle()
		still(3)
		d.Press("esc E")
		d.Type(", or so")
		d.Press("enter")
		d.Advance(time.Second)
		d.ExpectBottom("Changed")
		still(3)
	})
}

// TestScreenADividerOfAnotherChat: a reply that is still being written down
// when another chat is opened takes nothing away from that one.
func TestScreenADividerOfAnotherChat(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		ana := d.Visitor("acme", "Ana Diaz")
		ana.Write("Hello")
		c, err := d.Desk.PickUp(d.T.Context(), d.Ann.ID, d.ChatOf("Ana Diaz").ID)
		d.Must(err)
		d.Must(d.Desk.MarkRead(d.T.Context(), d.Ann.ID, c.ID, c.LastMessageID))
		ana.Write("not seen yet")
		d.Hold("acme", "Hana Sato")
		written := make(chan struct{})
		release := sync.OnceFunc(func() { close(written) })
		defer release()
		d.DB.BreakWrites(func() error { <-written; return nil })
		d.Type("an answer to Hana")
		d.Press("enter esc g")
		d.Expect("Ana Diaz  @", "─ new ─")
		release()
		d.Settle()
		d.Expect("you: an answer to Hana", "─ new ─")
	})
}
