package main

import (
	"testing"
	"time"

	"tgdesk/core"
)

func TestScreenNote(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("half a reply")
		d.press("esc n")
		d.expect("✎ note", "only operators see it")
		d.typeText("VIP, be quick")
		d.press("enter")
		d.expect("VIP, be quick", "note by mika")
		d.advance(time.Second)
		d.expectReceived(hana)
		d.press("esc r")
		d.expect("half a reply")
	})
}

// TestScreenNotesAreKept: a note that is not finished waits for its chat.
func TestScreenNotesAreKept(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.press("esc n")
		d.typeText("half a note")
		d.hold("acme", "Ana Diaz")
		d.expectNot("half a note")
		d.press("esc g n")
		d.expect("Hana Sato  @", "half a note")
	})
}

// TestScreenANoteIsMarked as one also while the focus is elsewhere.
func TestScreenANoteIsMarked(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc n")
		d.typeText("VIP")
		d.press("tab")
		d.expect("── ✎ note ─", "▏VIP")
		d.press("shift+tab enter")
		d.expect("note by mika", "Reply to Hana Sato…")
		d.expectReceived(hana)
	})
}

// noteWaits is what the line above the composer says where a note was begun.
const noteWaits = " n goes on with your note"

// TestScreenDraftsOfNotes: notes are kept like replies, and each beside the
// other. A chat opens with its reply, so nothing of a note is sent by whoever
// goes on typing or strikes enter after a restart.
func TestScreenDraftsOfNotes(t *testing.T) {
	screenTest(t, func(d *drive) {
		ana := d.hold("acme", "Ana Diaz")
		d.press("esc n")
		d.typeText("note on Ana")
		hana := d.hold("acme", "Hana Sato")
		d.expectNot(noteWaits)
		d.typeText("reply to Hana")
		d.press("esc n")
		d.typeText("note on Hana")
		d.expectNot("reply to Hana", noteWaits)
		d.restart()
		d.press("2 G")
		d.expect("Hana Sato  @", "▏reply to Hana", noteWaits)
		d.expectNot("note on Hana")
		d.press("k")
		d.expect("Ana Diaz  @", "Reply to Ana Diaz…", "── ✎ n goes on with your note ─")
		d.press("r")
		d.expect("── ✎ esc n goes on with your note ─")
		d.press("enter enter")
		d.typeText("hello")
		d.press("enter")
		d.expectReceived(ana, "hello")
		d.press("esc n")
		d.expect("── ✎ note ─", "▎note on Ana")
		d.typeText(", the VIP")
		d.press("enter")
		d.expect("note by mika", "note on Ana, the VIP", "Reply to Ana Diaz…")
		d.expectNot(noteWaits)
		d.press("esc j r enter")
		d.advance(time.Second)
		d.expectReceived(hana, "reply to Hana")
		d.expect(noteWaits)
		d.restart()
		d.press("2 g")
		d.expect("Ana Diaz  @", "note on Ana, the VIP")
		d.expectNot(noteWaits)
		d.press("j n")
		d.expect("▎note on Hana")
		d.expectReceived(ana, "hello")
		d.expectReceived(hana, "reply to Hana")
	})
}

// TestScreenDraftsOfNotesByQuickHands: notes on chats that are passed by or left
// before their drafts have been read stand behind them.
func TestScreenDraftsOfNotesByQuickHands(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("a reply;")
		d.press("esc n")
		d.typeText("a note;")
		d.hold("acme", "Ana Diaz")
		d.restart()
		d.burst("2gjg")
		d.expect("Hana Sato  @", "▏a reply;", noteWaits)
		d.restart()
		d.burst("2gnlate;\x1b2gj")
		d.restart()
		d.press("2 g n")
		d.expect("▎a note;late;")
		d.press("esc r")
		d.expect("▎a reply;")
		d.expectReceived(hana)
	})
}

// TestScreenMessagesBesideDrafts: what is handed over before the drafts have
// been read leaves both.
func TestScreenMessagesBesideDrafts(t *testing.T) {
	for key, kind := range map[string]string{"r": "reply", "n": "note"} {
		t.Run(kind, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				d.hold("acme", "Hana Sato")
				d.typeText("half a reply")
				d.press("esc n")
				d.typeText("half a note")
				d.restart()
				d.db.breakReads(func() error { time.Sleep(time.Second); return nil })
				d.burst("2" + key + "quick")
				d.expectNot("half a reply", noteWaits)
				d.press("enter")
				d.db.breakReads(nil)
				d.advance(3 * time.Second)
				d.expect("        quick", "▎half a reply", noteWaits)
				d.restart()
				d.press("2")
				d.expect("▏half a reply", noteWaits)
				d.press("n")
				d.expect("▎half a note")
			})
		})
	}
}

// TestScreenDraftsRest: a reply and a note are stored as soon as typing rests,
// while the screen goes on.
func TestScreenDraftsRest(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		stored := func(want core.Drafts) {
			t.Helper()
			got, err := d.desk.Drafts(d.t.Context(), d.mika.ID, d.chatOf("Hana Sato").ID)
			if err != nil || got != want {
				t.Errorf("stored are %+v, %v, want %+v", got, err, want)
			}
		}
		d.typeText("half a reply")
		stored(core.Drafts{})
		d.advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
		d.press("esc n")
		d.typeText("half a note")
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
		d.advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}, Note: core.Draft{Text: "half a note"}})
		d.press("ctrl+u")
		d.advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
	})
}

// TestScreenNoteHangUp: the program ends while a note is being typed.
func TestScreenNoteHangUp(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("half a reply")
		d.press("esc n")
		d.typeText("half a note")
		d.hang()
		d.settle()
		d.must(d.expectEnd())
		d.restart()
		d.press("2")
		d.expect("▏half a reply", noteWaits)
		d.press("n")
		d.expect("▎half a note")
	})
}

// TestScreenNoteFullDisk: a note that cannot be written down goes back to where
// it was written, and is stored once there is room.
func TestScreenNoteFullDisk(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.db.breakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		d.press("esc n")
		d.typeText("do not lose this")
		d.press("enter")
		d.expect("Reply to Hana Sato…", noteWaits)
		d.press("enter esc 1")
		d.db.breakWrites(nil)
		d.advance(11 * time.Second)
		d.restart()
		d.press("2 n")
		d.expect("▎do not lose this")
		d.press("enter")
		d.expect("note by mika", "do not lose this")
		d.restart()
		d.press("2 r")
		d.expectNot(noteWaits)
		d.expectReceived(hana)
	})
}

// TestScreenNotesWhereNothingCanBeSent: a chat that waits has notes too, and its
// end leaves nothing to go on with.
func TestScreenNotesWhereNothingCanBeSent(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.press("n")
		d.typeText("half a note")
		d.restart()
		d.expect("Hana Sato  @", noteWaits, "Press enter to pick this chat up")
		d.press("enter")
		d.expect("▎Reply to Hana Sato…", noteWaits)
		_, err := d.desk.End(d.t.Context(), d.ann.ID, d.chatOf("Hana Sato").ID)
		d.must(err)
		d.settle()
		d.expect("completed · ended by ann")
		d.expectNot(noteWaits)
	}, sized(80, 24))
}
