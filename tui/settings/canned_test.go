package settings

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/term"
)

// someCanned are canned replies of every sort, among them hostile ones.
func someCanned() []core.CannedReply {
	return []core.CannedReply{
		{ID: 1, Shortcut: "hi", Text: "Hello {visitor.first_name}!\nHow can I help?"},
		{ID: 2, Shortcut: "hi", Language: "ja", Text: "こんにちは、{visitor.name}様"},
		{ID: 3, Shortcut: "price", Brand: 1, Text: "Our prices", Files: []core.StoredFile{{UniqueID: "out:1", Name: "prices\x1b[31m.pdf", Size: 20480}}},
		{ID: 4, Shortcut: "長い", Brand: 2, Text: strings.Repeat("👨‍👩‍👧 ", 60) + "\x1b]0;owned\a\u202e"},
	}
}

// openCannedPage opens the page of a desk with these canned replies.
func openCannedPage(t *testing.T, canned ...core.CannedReply) *driver {
	desk := newFake(acme(), globex())
	desk.canned = canned
	d := open(t, desk, false)
	d.press("G up up up enter")
	return d
}

func cannedScenes() map[string]scene {
	return map[string]scene{
		"canned":       func(t *testing.T) *driver { return openCannedPage(t, someCanned()...) },
		"canned_empty": func(t *testing.T) *driver { return openCannedPage(t) },
		"canned_edit": func(t *testing.T) *driver {
			d := openCannedPage(t, someCanned()...)
			d.press("down down enter")
			return d
		},
		"canned_new": func(t *testing.T) *driver {
			d := openCannedPage(t, someCanned()...)
			d.press("n")
			d.enter("a b")
			d.press("enter")
			return d
		},
		"canned_many": func(t *testing.T) *driver {
			var many []core.CannedReply
			for i := range 200 {
				many = append(many, core.CannedReply{ID: core.CannedID(i + 1), Shortcut: fmt.Sprintf("shortcut-%03d", i), Text: "a text"})
			}
			d := openCannedPage(t, many...)
			d.w, d.h = 80, 24
			_ = d.view()
			d.press("pgdown")
			return d
		},
	}
}

func TestCannedIsAdded(t *testing.T) {
	t.Parallel()
	d := openCannedPage(t)
	d.expect("There are no canned replies yet.")
	d.press("n")
	d.enter(";hi")
	d.press("tab")
	d.enter("Hello ")
	d.press("enter")
	d.paste("{visitor.name}\nbye")
	d.press("up up up up") // to the first row, to the start of the text, and on to the shortcut
	if !d.typing() {
		t.Fatal("up does not lead out of the text")
	}
	d.press("tab tab")
	d.enter("EN")
	d.press("enter")
	d.notice("Saved ;hi (en).", false)
	d.expect("1 canned reply", "hi · en", "all brands")
	if c := d.desk.canned[0]; c.Text != "Hello \n{visitor.name}\nbye" || c.Language != "en" || c.Brand != 0 {
		t.Errorf("saved %+v", c)
	}
	d.expectClean()
}

func TestCannedRefusals(t *testing.T) {
	t.Parallel()
	d := openCannedPage(t, someCanned()...)
	d.press("n")
	d.enter("a b")
	d.press("tab")
	d.enter("{nobody}")
	d.press("esc") // gives nothing up yet
	d.expect("Not saved yet. esc again gives up what you typed.")
	d.press("enter")
	d.expect(`✗ "a b" cannot be a shortcut`)
	d.press("ctrl+u")
	d.enter("ab")
	d.press("enter")
	d.expect("✗ There is no variable {nobody}. Variables are")
	d.press("esc")
	if len(d.desk.canned) != 4 {
		t.Error("what was given up is stored")
	}
	d.expect("4 canned replies")
}

func TestCannedIsChangedAndRemoved(t *testing.T) {
	t.Parallel()
	d := openCannedPage(t, someCanned()...)
	d.s.o.Terminal = term.New(nil, io.Discard, term.Options{Mouse: true})
	d.clickOn("price")
	d.clickOn("price")
	d.expect("▣ prices", "20 KB", "● acme")
	d.clickOn("all brands")
	d.clickOn("all brands")
	d.expect("● all brands")
	d.clickOn("▣ prices")
	d.clickOn("▣ prices")
	d.expectNot("▣ prices")
	d.clickOn("[ Save ]")
	d.notice("Saved ;price.", false)
	if c := d.desk.canned[2]; c.Brand != 0 || len(c.Files) != 0 {
		t.Errorf("saved %+v", c)
	}
	d.clickOn("price")
	d.clickOn("[ Remove ]")
	d.expect("Remove ;price? What was sent stays.")
	d.press("esc")
	d.expectNot("What was sent stays.")
	d.clickOn("[ Remove ]")
	d.clickOn("[ Remove ]")
	d.notice("Removed ;price.", false)
	if slices.ContainsFunc(d.desk.canned, func(c core.CannedReply) bool { return c.Shortcut == "price" }) {
		t.Error("it is still there")
	}
}

// Typing finds, and pages turn through what was found.
func TestCannedIsFound(t *testing.T) {
	t.Parallel()
	d := cannedScenes()["canned_many"](t)
	d.expect("shortcut-019", "2/")
	d.expectNot("shortcut-000")
	d.press("pgup")
	d.expect("shortcut-000")
	d.press("up") // to the field
	d.enter("short 15")
	d.expect("shortcut-150", "12 canned replies")
	d.enter("x")
	d.expect("None fits.")
	d.press("ctrl+u")
	d.expect("200 canned replies")
}

// A supervisor manages what is for their brands, and sees why not the rest.
func TestCannedOfSupervisors(t *testing.T) {
	t.Parallel()
	d := openCannedPage(t, someCanned()...)
	d.s.o.Operator = core.Operator{ID: 7, Name: "sue", Role: core.RoleSupervisor, Brands: core.SetOf[core.BrandID](1)}
	d.press("enter")
	d.clickOn("[ Save ]")
	if text, bad := d.toast(); !bad || !strings.Contains(text, "can only be changed by those who work for all brands") {
		t.Errorf("the toast says %q", text)
	}
	d.press("esc n")
	d.expect("● acme", "○ all brands")
}
