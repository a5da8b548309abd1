package main

import (
	"testing"
	"time"
)

// TestScreenACaptionLeftIsADraft: esc, a click beside the dialog and a key
// struck quickly after esc leave the caption as the draft, behind what is there.
func TestScreenACaptionLeftIsADraft(t *testing.T) {
	var opened []string
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		attach := func(caption string) {
			d.press("esc a")
			d.typeText("a.png")
			d.press("enter")
			d.typeText(caption)
		}
		attach("as you asked")
		d.press("esc r")
		d.expect("▎as you asked")
		attach("and this")
		d.click(2, 2)
		d.press("r")
		d.expect("as you asked", "and this")
		attach("at last")
		d.burst("\x1br")
		d.expect("as you asked", "and this", "at last")
		d.restart()
		d.press("2 g")
		d.expect("as you asked", "and this", "at last")
	}, atHome(&opened))
}

// TestScreenACaptionThatWasSentIsNone stays no draft, unless sending failed
// after the dialog was left.
func TestScreenACaptionThatWasSentIsNone(t *testing.T) {
	var opened []string
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc a")
		d.typeText("a.png")
		d.press("enter")
		d.typeText("here it is")
		d.press("enter esc r")
		d.advance(10 * time.Second)
		d.expect("Reply to Hana Sato…")
		if in := hana.Inbox(); len(in) != 1 || in[0].Text != "here it is" {
			t.Errorf("received %+v", in)
		}
	}, atHome(&opened))
}

// TestScreenATornPicture is offered as a document for what is wrong with it.
func TestScreenATornPicture(t *testing.T) {
	var opened []string
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.home(map[string]string{"torn.png": pngFile(40, 30)[:20]})
		d.press("esc a")
		d.typeText("torn.png")
		d.press("enter")
		d.expect("The width and height of torn.png cannot be read")
		d.expectNot("too large or too")
		d.press("esc a")
		d.typeText("wide.png")
		d.press("enter")
		d.expect("too large or too")
	}, atHome(&opened))
}
