package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/picture"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// home puts files into the operator's home and returns it.
func (d *drive) home(files map[string]string) string {
	d.t.Helper()
	home := filepath.Join(d.dir, "home")
	for name, content := range files {
		path := filepath.Join(home, name)
		d.must(os.MkdirAll(filepath.Dir(path), 0o700))
		d.must(os.WriteFile(path, []byte(content), 0o600))
	}
	return home
}

func pngFile(w, h int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.String()
}

// atHome is a screen on the desk's own machine with some files at hand.
func atHome(opened *[]string) func(*setup) {
	return func(s *setup) {
		var at *drive
		s.before = func(d *drive) {
			at = d
			d.home(map[string]string{
				"bill.pdf": "%PDF-1.4 " + strings.Repeat("x", 3000), "notes.txt": "plain text", "a.png": pngFile(40, 30), "b.png": pngFile(20, 20),
				"wide.png": pngFile(3000, 20), "Downloads/x": "x", ".secret": "x",
			})
		}
		s.screen = func(o *tui.Options) {
			o.Home = filepath.Join(o.Home, "home")
			o.Open = func(path string) error { *opened = append(*opened, path); return nil }
			o.Terminal = term.New(o.In, at.emu, term.Options{Mouse: true, Capabilities: term.Capabilities{OpenFile: true}})
		}
	}
}

func TestScreenAttach(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc a")
		d.expect("ATTACH", "bill.pdf", "Downloads/")
		d.expectNot(".secret")
		d.typeText("no")
		d.press("tab enter")
		d.expect("✗ notes.txt")
		d.press("ctrl+u")
		d.typeText("bi")
		d.press("tab")
		d.expect("~/bill.pdf")
		d.press("enter")
		d.expect("1 file: bill.pdf")
		d.typeText("your bill")
		d.press("enter")
		d.advance(2 * time.Second)
		d.expect("bill.pdf", "your bill")
		got := hana.Inbox()
		if last := got[len(got)-1]; last.Text != "your bill" || last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
	}, atHome(new([]string)))
}

// A path typed behind the one that the field begins with begins anew.
func TestScreenAttachPathBeginsAnew(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.press("esc a")
		d.typeText(filepath.Join(d.dir, "home", "bi"))
		d.expectNot("~//")
		d.press("tab enter")
		d.expect("1 file: bill.pdf")
	}, atHome(new([]string)))
}

func TestScreenAttachAlbum(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		d.press("esc a down down space")
		d.expect("1 file: a.png")
		d.press("down space")
		d.expect("2 files: a.png")
		d.press("shift+tab")
		d.typeText("both")
		d.press("enter")
		d.advance(2 * time.Second)
		got := hana.Inbox()[before:]
		if len(got) != 2 || got[0].Album == "" || got[0].Album != got[1].Album || got[0].Text != "both" {
			t.Errorf("received %+v", got)
		}
		d.expect("album · 2")
	}, atHome(new([]string)))
}

func TestScreenDropsAFile(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		path := filepath.Join(d.dir, "home", "bill.pdf")
		d.paste("'" + path + "'")
		d.expect("Attach this file")
		d.press("n")
		d.expect("home/bill.pdf'")
		d.press("ctrl+u")
		d.paste("file://" + path)
		d.press("y")
		d.expect("1 file: bill.pdf")
		d.press("enter")
		d.advance(2 * time.Second)
		got := hana.Inbox()
		if last := got[len(got)-1]; last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
		d.paste("/no/such/file")
		d.expectNot("Attach this file")
		d.expect("/no/such/file")
	}, atHome(new([]string)))
}

func TestScreenOpensAndSaves(t *testing.T) {
	var opened []string
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Document("../../re\x1bport.pdf", "application/pdf", 3000))
		d.advance(2 * time.Second)
		d.press("esc tab k")
		d.expect("o open  s save")
		d.press("o")
		if len(opened) != 1 || !strings.HasPrefix(opened[0], filepath.Join(d.dir, mediaName)) {
			t.Errorf("opened %q", opened)
		}
		d.press("s")
		d.expect("~/Downloads")
		d.press("enter")
		d.expectBottom("Saved as")
		names, err := os.ReadDir(filepath.Join(d.dir, "home", "Downloads"))
		d.must(err)
		if len(names) != 2 {
			t.Errorf("saved %v", names)
		}
	}, atHome(&opened))
}

func TestScreenOverSSHSavesOnly(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Document("report.pdf", "application/pdf", 3000))
		d.advance(2 * time.Second)
		d.press("esc tab k")
		d.expectNot("o open")
		d.press("o")
		d.expectBottom("Files cannot be opened from here")
		d.press("s")
		d.expect("AT THE SERVER")
	})
}

func TestScreenEditsAndDeletesReplies(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("see you on Monday")
		d.press("enter")
		d.advance(2 * time.Second)
		d.typeText("half a draft")
		d.press("esc E")
		d.expect("editing", "see you on Monday")
		d.press("ctrl+u")
		d.typeText("see you on Friday")
		d.press("enter")
		d.advance(2 * time.Second)
		d.expect("see you on Friday", "(edited)")
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Friday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		d.press("r")
		d.expect("half a draft")
		d.press("esc E")
		d.typeText(" no")
		d.press("esc")
		d.expectNot("editing")
		d.press("tab k D")
		d.expect("Delete this message")
		d.press("y")
		d.advance(2 * time.Second)
		d.expect("(deleted)", "see you on Friday")
		if got := hana.Inbox(); !got[len(got)-1].Deleted {
			t.Error("the visitor still has it")
		}
	})
}

func TestScreenShowsTyping(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc n")
		d.typeText("a note")
		d.advance(time.Second)
		if n := hana.Actions(); n != 0 {
			t.Errorf("a note showed %d actions", n)
		}
		d.press("esc r")
		d.typeText("hel")
		d.advance(time.Second)
		d.typeText("lo")
		d.advance(time.Second)
		if n := hana.Actions(); n != 1 {
			t.Errorf("%d actions in two seconds", n)
		}
	})
}

func TestScreenKeepsAFailedEdit(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.typeText("see you on Monday")
		d.press("enter")
		d.advance(2 * time.Second)
		d.sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "editMessageText", Times: 1, Description: "Forbidden: no rights"})
		d.press("esc E ctrl+u")
		d.typeText("see you on Friday")
		d.press("enter")
		d.advance(2 * time.Second)
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Monday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		d.press("E")
		d.expect("editing", "see you on Friday")
	})
}

func TestScreenPictures(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		d.advance(2 * time.Second)
		d.expect("▣ photo", "▀")
		d.press("esc p")
		d.expectNot("▀")
		d.press("p")
		d.advance(time.Second)
		d.expect("▀")
	}, with(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.Theme = picture.Blocks, picture.NewDecoder(), theme.Dark(theme.Indexed)
	}))
}
