package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/desk"
	"tgdesk/tui/paste"
)

// megabyte is more than any field of the screen takes.
func megabyte() string { return strings.Repeat("Where is my refund?\n", 1<<20/20) }

// TestScreenAMegabytePasted goes through the whole program, into every field.
// Nothing that stood there is lost, and the keyboard is back at once.
func TestScreenAMegabytePasted(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		much, told := megabyte(), "Not pasted: the text has 1,048,560 characters, and "
		hana := d.Hold("acme", "Hana Sato")
		d.Type("kept")
		d.Paste(much)
		d.ExpectBottom(told + "39,996 of 40,000 are left here.")
		d.Expect("▎kept")
		d.Type(" as it was")
		d.Press("enter")
		d.ExpectReceived(hana, "kept as it was")
		for _, field := range []struct{ keys, limit string }{
			{"esc /", "200"}, {"esc :", "200"}, {"esc n", "40,000"}, {"esc a", "4,094 of 4,096 are left here"}, {"shift+tab", "40,000"}, {"esc , enter enter", "left here"}, {"esc esc G enter", "256"},
		} {
			d.Press(field.keys)
			d.Paste(much)
			d.ExpectBottom(told)
			if !strings.Contains(d.Bottom(), field.limit) {
				t.Errorf("after %s: %s", field.keys, d.Bottom())
			}
		}
		d.ExpectReceived(hana, "kept as it was")
	})
}

func TestScreenAMegabyteForAToken(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Type("initech")
		d.Press("enter")
		d.Paste(megabyte())
		d.ExpectBottom("Not pasted: the text has 1,048,560 characters, and at most 256 fit here.")
		d.Paste("123456:AAAA\n")
		d.Expect("123456•••••")
	}, rig.Brands())
}

// TestScreenAPasteIsWholeOrNothing stops at the limit of the field, to the
// character, and counts what is there already.
func TestScreenAPasteIsWholeOrNothing(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Paste(strings.Repeat("注", desk.MaxReply+1))
		d.ExpectBottom("Not pasted: the text has 40,001 characters, and at most 40,000 fit here.")
		d.Expect("Reply to Hana Sato…")
		d.Advance(time.Minute)
		d.Paste(strings.Repeat("注", desk.MaxReply))
		d.ExpectNot("Not pasted", "Reply to Hana Sato…")
		d.Paste("x")
		d.ExpectBottom("Not pasted: the text has 1 characters, and 0 of 40,000 are left here.")
	})
}

// TestScreenAPasteIsNoKey holds in a question, and for control characters.
func TestScreenAPasteIsNoKey(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc e")
		for _, s := range []string{"y", "Y", "\r", "q", "\x03"} {
			d.Paste(s)
			d.Expect("End the chat with Hana Sato?")
		}
		d.Paste(megabyte())
		d.Expect("End the chat with Hana Sato?")
		d.Press("esc r")
		d.Paste("\x1b[200~one\x03\x1b[A\x1b\r\rtwo\x1b[201")
		d.Expect("[200~one[A", "two[201")
		d.ExpectReceived(hana)
		d.ExpectState("Hana Sato", "active")
	})
}

// TestScreenAnUnfinishedPaste gives the keyboard back to who waits and strikes
// a key.
func TestScreenAnUnfinishedPaste(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Burst("\x1b[200~half a paste\r")
		d.Burst("q")
		d.ExpectNot("half a paste")
		d.Advance(paste.StallTimeout)
		d.Burst("!")
		d.Expect("half a paste", "q!")
		d.Press("enter")
		d.ExpectReceived(hana, "half a paste\nq!")
	})
}
