package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenACaptionLeftIsADraft: esc, a click beside the dialog and a key
// struck quickly after esc leave the caption as the draft, behind what is there.
func TestScreenACaptionLeftIsADraft(t *testing.T) {
	var opened []string
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		attach := func(caption string) {
			d.Press("esc a")
			d.Type("a.png")
			d.Press("enter")
			d.Type(caption)
		}
		attach("as you asked")
		d.Press("esc r")
		d.Expect("▎as you asked")
		attach("and this")
		d.Click(2, 2)
		d.Press("r")
		d.Expect("as you asked", "and this")
		attach("at last")
		d.Burst("\x1br")
		d.Expect("as you asked", "and this", "at last")
		d.Restart()
		d.Press("2 g")
		d.Expect("as you asked", "and this", "at last")
	}, atHome(&opened))
}

// TestScreenACaptionThatWasSentIsNone stays no draft, unless sending failed
// after the dialog was left.
func TestScreenACaptionThatWasSentIsNone(t *testing.T) {
	var opened []string
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc a")
		d.Type("a.png")
		d.Press("enter")
		d.Type("here it is")
		d.Press("enter esc r")
		d.Advance(10 * time.Second)
		d.Expect("Reply to Hana Sato…")
		if in := hana.Inbox(); len(in) != 1 || in[0].Text != "here it is" {
			t.Errorf("received %+v", in)
		}
	}, atHome(&opened))
}

// TestScreenATornPicture is offered as a document for what is wrong with it.
func TestScreenATornPicture(t *testing.T) {
	var opened []string
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		home(d, map[string]string{"torn.png": rig.PngFile(40, 30)[:20]})
		d.Press("esc a")
		d.Type("torn.png")
		d.Press("enter")
		d.Expect("The width and height of torn.png cannot be read")
		d.ExpectNot("too large or too")
		d.Press("esc a")
		d.Type("wide.png")
		d.Press("enter")
		d.Expect("too large or too")
	}, atHome(&opened))
}
