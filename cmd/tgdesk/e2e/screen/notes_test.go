package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestScreenNote(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("half a reply")
		d.Press("esc n")
		d.Expect("✎ note", "only operators see it")
		d.Type("VIP, be quick")
		d.Press("enter")
		d.Expect("VIP, be quick", "note by mika")
		d.Advance(time.Second)
		d.ExpectReceived(hana)
		d.Press("esc r")
		d.Expect("half a reply")
	})
}

// TestScreenNotesAreKept: a note that is not finished waits for its chat.
func TestScreenNotesAreKept(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Press("esc n")
		d.Type("half a note")
		d.Hold("acme", "Ana Diaz")
		d.ExpectNot("half a note")
		d.Press("esc g n")
		d.Expect("Hana Sato  @", "half a note")
	})
}

// TestScreenANoteIsMarked as one also while the focus is elsewhere.
func TestScreenANoteIsMarked(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc n")
		d.Type("VIP")
		d.Press("tab")
		d.Expect("── ✎ note ─", "▏VIP")
		d.Press("shift+tab enter")
		d.Expect("note by mika", "Reply to Hana Sato…")
		d.ExpectReceived(hana)
	})
}

// noteWaits is what the line above the composer says where a note was begun.
const noteWaits = " n goes on with your note"

// TestScreenDraftsOfNotes: notes are kept like replies, and each beside the
// other. A chat opens with its reply, so nothing of a note is sent by whoever
// goes on typing or strikes enter after a restart.
func TestScreenDraftsOfNotes(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		ana := d.Hold("acme", "Ana Diaz")
		d.Press("esc n")
		d.Type("note on Ana")
		hana := d.Hold("acme", "Hana Sato")
		d.ExpectNot(noteWaits)
		d.Type("reply to Hana")
		d.Press("esc n")
		d.Type("note on Hana")
		d.ExpectNot("reply to Hana", noteWaits)
		d.Restart()
		d.Press("2 G")
		d.Expect("Hana Sato  @", "▏reply to Hana", noteWaits)
		d.ExpectNot("note on Hana")
		d.Press("k")
		d.Expect("Ana Diaz  @", "Reply to Ana Diaz…", "── ✎ n goes on with your note ─")
		d.Press("r")
		d.Expect("── ✎ esc n goes on with your note ─")
		d.Press("enter enter")
		d.Type("hello")
		d.Press("enter")
		d.ExpectReceived(ana, "hello")
		d.Press("esc n")
		d.Expect("── ✎ note ─", "▎note on Ana")
		d.Type(", the VIP")
		d.Press("enter")
		d.Expect("note by mika", "note on Ana, the VIP", "Reply to Ana Diaz…")
		d.ExpectNot(noteWaits)
		d.Press("esc j r enter")
		d.Advance(time.Second)
		d.ExpectReceived(hana, "reply to Hana")
		d.Expect(noteWaits)
		d.Restart()
		d.Press("2 g")
		d.Expect("Ana Diaz  @", "note on Ana, the VIP")
		d.ExpectNot(noteWaits)
		d.Press("j n")
		d.Expect("▎note on Hana")
		d.ExpectReceived(ana, "hello")
		d.ExpectReceived(hana, "reply to Hana")
	})
}

// TestScreenDraftsOfNotesByQuickHands: notes on chats that are passed by or left
// before their drafts have been read stand behind them.
func TestScreenDraftsOfNotesByQuickHands(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("a reply;")
		d.Press("esc n")
		d.Type("a note;")
		d.Hold("acme", "Ana Diaz")
		d.Restart()
		d.Burst("2gjg")
		d.Expect("Hana Sato  @", "▏a reply;", noteWaits)
		d.Restart()
		d.Burst("2gnlate;\x1b2gj")
		d.Restart()
		d.Press("2 g n")
		d.Expect("▎a note;late;")
		d.Press("esc r")
		d.Expect("▎a reply;")
		d.ExpectReceived(hana)
	})
}

// TestScreenMessagesBesideDrafts: what is handed over before the drafts have
// been read leaves both.
func TestScreenMessagesBesideDrafts(t *testing.T) {
	for key, kind := range map[string]string{"r": "reply", "n": "note"} {
		t.Run(kind, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				d.Hold("acme", "Hana Sato")
				d.Type("half a reply")
				d.Press("esc n")
				d.Type("half a note")
				d.Restart()
				d.DB.BreakReads(func() error { time.Sleep(time.Second); return nil })
				d.Burst("2" + key + "quick")
				d.ExpectNot("half a reply", noteWaits)
				d.Press("enter")
				d.DB.BreakReads(nil)
				d.Advance(3 * time.Second)
				d.Expect("        quick", "▎half a reply", noteWaits)
				d.Restart()
				d.Press("2")
				d.Expect("▏half a reply", noteWaits)
				d.Press("n")
				d.Expect("▎half a note")
			})
		})
	}
}

// TestScreenDraftsRest: a reply and a note are stored as soon as typing rests,
// while the screen goes on.
func TestScreenDraftsRest(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		stored := func(want core.Drafts) {
			t.Helper()
			got, err := d.Desk.Drafts(d.T.Context(), d.Mika.ID, d.ChatOf("Hana Sato").ID)
			if err != nil || got != want {
				t.Errorf("stored are %+v, %v, want %+v", got, err, want)
			}
		}
		d.Type("half a reply")
		stored(core.Drafts{})
		d.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
		d.Press("esc n")
		d.Type("half a note")
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
		d.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}, Note: core.Draft{Text: "half a note"}})
		d.Press("ctrl+u")
		d.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
	})
}

// TestScreenNoteHangUp: the program ends while a note is being typed.
func TestScreenNoteHangUp(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("half a reply")
		d.Press("esc n")
		d.Type("half a note")
		d.Cancel()
		d.Settle()
		d.Must(d.ExpectEnd())
		d.Restart()
		d.Press("2")
		d.Expect("▏half a reply", noteWaits)
		d.Press("n")
		d.Expect("▎half a note")
	})
}

// TestScreenNoteFullDisk: a note that cannot be written down goes back to where
// it was written, and is stored once there is room.
func TestScreenNoteFullDisk(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		d.Press("esc n")
		d.Type("do not lose this")
		d.Press("enter")
		d.Expect("Reply to Hana Sato…", noteWaits)
		d.Press("enter esc 1")
		d.DB.BreakWrites(nil)
		d.Advance(11 * time.Second)
		d.Restart()
		d.Press("2 n")
		d.Expect("▎do not lose this")
		d.Press("enter")
		d.Expect("note by mika", "do not lose this")
		d.Restart()
		d.Press("2 r")
		d.ExpectNot(noteWaits)
		d.ExpectReceived(hana)
	})
}

// TestScreenNotesWhereNothingCanBeSent: a chat that waits has notes too, and its
// end leaves nothing to go on with.
func TestScreenNotesWhereNothingCanBeSent(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Press("n")
		d.Type("half a note")
		d.Restart()
		d.Expect("Hana Sato  @", noteWaits, "Press enter to pick this chat up")
		d.Press("enter")
		d.Expect("▎Reply to Hana Sato…", noteWaits)
		_, err := d.Desk.End(d.T.Context(), d.Ann.ID, d.ChatOf("Hana Sato").ID)
		d.Must(err)
		d.Settle()
		d.Expect("completed · ended by ann")
		d.ExpectNot(noteWaits)
	}, rig.Size(80, 24))
}
