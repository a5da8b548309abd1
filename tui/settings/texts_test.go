package settings

import (
	"testing"

	"tgdesk/core"
)

// textsScene opens the automatic texts of a brand and presses keys there.
func textsScene(keys string) scene {
	return func(t *testing.T) *driver {
		d := open(t, newFake(acme()), false)
		d.desk.texts = core.BrandTexts{{Kind: core.TextReceived, On: true}, {Kind: core.TextReceived, Language: "ja", Text: "{position}番目です。"}}
		d.press("enter down down down down down down down down down enter")
		d.expect("› Automatic texts")
		d.press(keys)
		return d
	}
}

func textsScenes() map[string]scene {
	return map[string]scene{"texts": textsScene(""), "texts_kind": textsScene("down enter"), "texts_edit": textsScene("down enter down down enter")}
}

// TestTexts: a kind is turned on, gets a text in a language with a preview, and loses it.
func TestTexts(t *testing.T) {
	t.Parallel()
	d := textsScene("enter")(t)
	d.expect("Automatic texts › Welcome", "[ ] off", "Hello {visitor.first_name}, this is {brand}.")
	d.press("space")
	d.expect("[x] on")
	d.press("G")
	if got := d.s.Hints()[0].Title; got != "add" {
		t.Errorf("enter is to %q a language", got)
	}
	d.enter("PT_br")
	d.press("enter")
	d.expect("Welcome › pt-br", "│ Hello Hana, this is acme.")
	d.press("ctrl+u")
	d.enter("Oi {visitor.nam")
	d.expectNot("Preview")
	d.press("tab enter")
	d.expect("this one never ends")
	d.enter("e} de {operator}")
	d.expect("│ Oi Hana Sato de mika")
	d.press("tab enter")
	d.notice("Saved for acme.", false)
	d.expect("pt-br", "Oi {visitor.name} de {operator}")
	if !d.desk.texts.On(core.TextWelcome) || d.desk.texts.In(core.TextWelcome, "pt-br") != "Oi {visitor.name} de {operator}" {
		t.Errorf("%+v", d.desk.texts)
	}
	d.press("up enter tab tab enter")
	d.expect("Welcome ─")
	d.expectNot("Oi {visitor")
	d.press("esc")
	d.expect("Welcome › on", "Received › on · 1 language")
}

// TestTextIsNotLost: what was typed is given up only when that was said.
func TestTextIsNotLost(t *testing.T) {
	t.Parallel()
	d := textsScene("enter down enter")(t)
	d.enter("!")
	d.press("esc")
	d.expect("Not saved yet")
	d.press("esc")
	d.expect("Automatic texts › Welcome ─")
	if len(d.desk.texts) != 2 {
		t.Errorf("%+v", d.desk.texts)
	}
}
