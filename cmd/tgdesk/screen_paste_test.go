package main

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core/desk"
	"tgdesk/tui/paste"
)

// megabyte is more than any field of the screen takes.
func megabyte() string { return strings.Repeat("Where is my refund?\n", 1<<20/20) }

// TestScreenAMegabytePasted goes through the whole program, into every field.
// Nothing that stood there is lost, and the keyboard is back at once.
func TestScreenAMegabytePasted(t *testing.T) {
	screenTest(t, func(d *drive) {
		much, told := megabyte(), "Not pasted: the text has 1,048,560 characters, and "
		hana := d.hold("acme", "Hana Sato")
		d.typeText("kept")
		d.paste(much)
		d.expectBottom(told + "39,996 of 40,000 are left here.")
		d.expect("▎kept")
		d.typeText(" as it was")
		d.press("enter")
		d.expectReceived(hana, "kept as it was")
		for _, field := range []struct{ keys, limit string }{
			{"esc /", "200"}, {"esc :", "200"}, {"esc n", "40,000"}, {"esc a", "4,094 of 4,096 are left here"}, {"shift+tab", "40,000"}, {"esc , enter enter", "left here"}, {"esc esc G enter", "256"},
		} {
			d.press(field.keys)
			d.paste(much)
			d.expectBottom(told)
			if !strings.Contains(d.bottom(), field.limit) {
				t.Errorf("after %s: %s", field.keys, d.bottom())
			}
		}
		d.expectReceived(hana, "kept as it was")
	})
}

func TestScreenAMegabyteForAToken(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.typeText("initech")
		d.press("enter")
		d.paste(megabyte())
		d.expectBottom("Not pasted: the text has 1,048,560 characters, and at most 256 fit here.")
		d.paste("123456:AAAA\n")
		d.expect("123456•••••")
	}, brands())
}

// TestScreenAPasteIsWholeOrNothing stops at the limit of the field, to the
// character, and counts what is there already.
func TestScreenAPasteIsWholeOrNothing(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.paste(strings.Repeat("注", desk.MaxReply+1))
		d.expectBottom("Not pasted: the text has 40,001 characters, and at most 40,000 fit here.")
		d.expect("Reply to Hana Sato…")
		d.advance(time.Minute)
		d.paste(strings.Repeat("注", desk.MaxReply))
		d.expectNot("Not pasted", "Reply to Hana Sato…")
		d.paste("x")
		d.expectBottom("Not pasted: the text has 1 characters, and 0 of 40,000 are left here.")
	})
}

// TestScreenAPasteIsNoKey holds in a question, and for control characters.
func TestScreenAPasteIsNoKey(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc e")
		for _, s := range []string{"y", "Y", "\r", "q", "\x03"} {
			d.paste(s)
			d.expect("End the chat with Hana Sato?")
		}
		d.paste(megabyte())
		d.expect("End the chat with Hana Sato?")
		d.press("esc r")
		d.paste("\x1b[200~one\x03\x1b[A\x1b\r\rtwo\x1b[201")
		d.expect("[200~one[A", "two[201")
		d.expectReceived(hana)
		d.expectState("Hana Sato", "active")
	})
}

// TestScreenAnUnfinishedPaste gives the keyboard back to who waits and strikes
// a key.
func TestScreenAnUnfinishedPaste(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.burst("\x1b[200~half a paste\r")
		d.burst("q")
		d.expectNot("half a paste")
		d.advance(paste.StallTimeout)
		d.burst("!")
		d.expect("half a paste", "q!")
		d.press("enter")
		d.expectReceived(hana, "half a paste\nq!")
	})
}
