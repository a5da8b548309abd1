package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestScreenNote(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("half a reply")
		s.Press("esc n")
		s.Expect("✎ note", "only operators see it")
		s.Type("VIP, be quick")
		s.Press("enter")
		s.Expect("VIP, be quick", "note by mika")
		s.Advance(time.Second)
		s.ExpectReceived(hana)
		s.Press("esc r")
		s.Expect("half a reply")
	})
}

// TestScreenNotesAreKept: a note that is not finished waits for its chat.
func TestScreenNotesAreKept(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc n")
		s.Type("half a note")
		s.Hold("acme", "Ana Diaz")
		s.ExpectNot("half a note")
		s.Press("esc g n")
		s.Expect("│ Hana Sato  acme", "half a note")
	})
}

// TestScreenANoteIsMarked as one also while the focus is elsewhere.
func TestScreenANoteIsMarked(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc n")
		s.Type("VIP")
		s.Press("tab")
		s.Expect("── ✎ note ─", "▏VIP")
		s.Press("shift+tab enter")
		s.Expect("note by mika", "Reply to Hana Sato…")
		s.ExpectReceived(hana)
	})
}

// noteWaits is what the line above the composer says where a note was begun.
const noteWaits = " n to continue"

// TestScreenDraftsOfNotes: notes are kept like replies, and each beside the
// other. A chat opens with its reply, so nothing of a note is sent by whoever
// goes on typing or strikes enter after a restart.
func TestScreenDraftsOfNotes(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		ana := s.Hold("acme", "Ana Diaz")
		s.Press("esc n")
		s.Type("note on Ana")
		hana := s.Hold("acme", "Hana Sato")
		s.ExpectNot(noteWaits)
		s.Type("reply to Hana")
		s.Press("esc n")
		s.Type("note on Hana")
		s.ExpectNot("reply to Hana", noteWaits)
		s.Restart()
		s.Press("2 G")
		s.Expect("│ Hana Sato  acme", "▏reply to Hana", noteWaits)
		s.ExpectNot("note on Hana")
		s.Press("k")
		s.Expect("│ Ana Diaz  acme", "Reply to Ana Diaz…", "── ✎ Note draft: press n to continue ─")
		s.Press("r")
		s.Expect("━━ ✎ Note draft: press esc n to continue ━")
		s.Press("enter enter")
		s.Type("hello")
		s.Press("enter")
		s.ExpectReceived(ana, "hello")
		s.Press("esc n")
		s.Expect("━━ ✎ note ━", "▎note on Ana")
		s.Type(", the VIP")
		s.Press("enter")
		s.Expect("note by mika", "note on Ana, the VIP", "Reply to Ana Diaz…")
		s.ExpectNot(noteWaits)
		s.Press("esc k r enter") // Hana still waits for an answer, so that she stands first
		s.Advance(time.Second)
		s.ExpectReceived(hana, "reply to Hana")
		s.Expect(noteWaits)
		s.Restart()
		s.Press("2 g")
		s.Expect("│ Ana Diaz  acme", "note on Ana, the VIP")
		s.ExpectNot(noteWaits)
		s.Press("j n")
		s.Expect("▎note on Hana")
		s.ExpectReceived(ana, "hello")
		s.ExpectReceived(hana, "reply to Hana")
	})
}

// TestScreenDraftsOfNotesByQuickHands: notes on chats that are passed by or left
// before their drafts have been read stand behind them.
func TestScreenDraftsOfNotesByQuickHands(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("a reply;")
		s.Press("esc n")
		s.Type("a note;")
		s.Hold("acme", "Ana Diaz")
		s.Restart()
		s.Burst("2gjg")
		s.Expect("│ Hana Sato  acme", "▏a reply;", noteWaits)
		s.Restart()
		s.Burst("2gnlate;\x1b2gj")
		s.Restart()
		s.Press("2 g n")
		s.Expect("▎a note;late;")
		s.Press("esc r")
		s.Expect("▎a reply;")
		s.ExpectReceived(hana)
	})
}

// TestScreenMessagesBesideDrafts: what is handed over before the drafts have
// been read leaves both.
func TestScreenMessagesBesideDrafts(t *testing.T) {
	for key, draft := range map[string]string{"r": "▎half a reply", "n": "▏half a reply"} {
		t.Run(key, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Hana Sato")
				s.Type("half a reply")
				s.Press("esc n")
				s.Type("half a note")
				s.Restart()
				s.DB.BreakReads(func() error { time.Sleep(time.Second); return nil })
				s.Burst("2" + key + "quick")
				s.ExpectNot("half a reply", noteWaits)
				s.Press("enter")
				s.DB.BreakReads(nil)
				s.Advance(3 * time.Second)
				s.Expect("        quick", draft, noteWaits)
				s.Restart()
				s.Press("2")
				s.Expect("▏half a reply", noteWaits)
				s.Press("n")
				s.Expect("▎half a note")
			})
		})
	}
}

// TestScreenDraftsRest: a reply and a note are stored as soon as typing rests,
// while the screen goes on.
func TestScreenDraftsRest(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		stored := func(want core.Drafts) {
			t.Helper()
			got, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID)
			if err != nil || got != want {
				t.Errorf("stored are %+v, %v, want %+v", got, err, want)
			}
		}
		s.Type("half a reply")
		s.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
		s.Press("esc n")
		s.Type("half a note")
		s.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}, Note: core.Draft{Text: "half a note"}})
		s.Press("ctrl+u")
		s.Advance(200 * time.Millisecond)
		stored(core.Drafts{Reply: core.Draft{Text: "half a reply"}})
	})
}

// TestScreenNoteHangUp: the program ends while a note is being typed.
func TestScreenNoteHangUp(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("half a reply")
		s.Press("esc n")
		s.Type("half a note")
		s.Cancel()
		s.Settle()
		s.Must(s.ExpectEnd())
		s.Restart()
		s.Press("2")
		s.Expect("▏half a reply", noteWaits)
		s.Press("n")
		s.Expect("▎half a note")
	})
}

// TestScreenNoteFullDisk: a note that cannot be written down goes back to where
// it was written, and is stored once there is room.
func TestScreenNoteFullDisk(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		s.Press("esc n")
		s.Type("do not lose this")
		s.Press("enter")
		s.Expect("Reply to Hana Sato…", noteWaits)
		s.Press("enter esc 1")
		s.DB.BreakWrites(nil)
		s.Advance(11 * time.Second)
		s.Restart()
		s.Press("2 n")
		s.Expect("▎do not lose this")
		s.Press("enter")
		s.Expect("note by mika", "do not lose this")
		s.Restart()
		s.Press("2 r")
		s.ExpectNot(noteWaits)
		s.ExpectReceived(hana)
	})
}

// TestScreenNotesWhereNothingCanBeSent: a chat that waits has notes too, and its
// end leaves nothing to go on with.
func TestScreenNotesWhereNothingCanBeSent(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Press("n")
		s.Type("half a note")
		s.Restart()
		s.Expect("│ Hana Sato  acme", noteWaits, "Press enter to pick up this chat")
		s.Press("enter")
		s.Expect("▎Reply to Hana Sato…", noteWaits)
		_, err := s.Desk.End(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
		s.Must(err)
		s.Settle()
		s.Expect("completed · ended by ann")
		s.ExpectNot(noteWaits)
	}, rig.Size(80, 24))
}
