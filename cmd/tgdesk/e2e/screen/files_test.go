package screen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/picture"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// home puts files into the operator's home and returns it.
func home(d *rig.Session, files map[string]string) string {
	d.T.Helper()
	home := filepath.Join(d.Dir, "home")
	for name, content := range files {
		path := filepath.Join(home, name)
		d.Must(os.MkdirAll(filepath.Dir(path), 0o700))
		d.Must(os.WriteFile(path, []byte(content), 0o600))
	}
	return home
}

// atHome is a screen on the desk's own machine with some files at hand.
func atHome(opened *[]string) func(*rig.Setup) {
	return func(s *rig.Setup) {
		var at *rig.Session
		s.Before = func(d *rig.Session) {
			at = d
			home(d, map[string]string{
				"bill.pdf": "%PDF-1.4 " + strings.Repeat("x", 3000), "notes.txt": "plain text", "a.png": rig.PngFile(40, 30), "b.png": rig.PngFile(20, 20),
				"wide.png": rig.PngFile(3000, 20), "Downloads/x": "x", ".secret": "x",
			})
		}
		s.Screen = func(o *tui.Options) {
			o.Home = filepath.Join(o.Home, "home")
			o.Open = func(path string) error { *opened = append(*opened, path); return nil }
			o.Terminal = term.New(o.In, at.Terminal, term.Options{Mouse: true, Capabilities: term.Capabilities{OpenFile: true}})
		}
	}
}

func TestScreenAttach(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc a")
		d.Expect("ATTACH", "bill.pdf", "Downloads/")
		d.ExpectNot(".secret")
		d.Type("no")
		d.Press("tab enter")
		d.Expect("✗ notes.txt")
		d.Press("ctrl+u")
		d.Type("bi")
		d.Press("tab")
		d.Expect("~/bill.pdf")
		d.Press("enter")
		d.Expect("1 file: bill.pdf")
		d.Type("your bill")
		d.Press("enter")
		d.Advance(2 * time.Second)
		d.Expect("bill.pdf", "your bill")
		got := hana.Inbox()
		if last := got[len(got)-1]; last.Text != "your bill" || last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
	}, atHome(new([]string)))
}

// A path typed behind the one that the field begins with begins anew.
func TestScreenAttachPathBeginsAnew(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Press("esc a")
		d.Type(filepath.Join(d.Dir, "home", "bi"))
		d.ExpectNot("~//")
		d.Press("tab enter")
		d.Expect("1 file: bill.pdf")
	}, atHome(new([]string)))
}

func TestScreenAttachAlbum(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		d.Press("esc a down down space")
		d.Expect("1 file: a.png")
		d.Press("down space")
		d.Expect("2 files: a.png")
		d.Press("shift+tab")
		d.Type("both")
		d.Press("enter")
		d.Advance(2 * time.Second)
		got := hana.Inbox()[before:]
		if len(got) != 2 || got[0].Album == "" || got[0].Album != got[1].Album || got[0].Text != "both" {
			t.Errorf("received %+v", got)
		}
		d.Expect("album · 2")
	}, atHome(new([]string)))
}

func TestScreenDropsAFile(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		path := filepath.Join(d.Dir, "home", "bill.pdf")
		d.Paste("'" + path + "'")
		d.Expect("Attach this file")
		d.Press("n")
		d.Expect("home/bill.pdf'")
		d.Press("ctrl+u")
		d.Paste("file://" + path)
		d.Press("y")
		d.Expect("1 file: bill.pdf")
		d.Press("enter")
		d.Advance(2 * time.Second)
		got := hana.Inbox()
		if last := got[len(got)-1]; last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
		d.Paste("/no/such/file")
		d.ExpectNot("Attach this file")
		d.Expect("/no/such/file")
	}, atHome(new([]string)))
}

func TestScreenOpensAndSaves(t *testing.T) {
	var opened []string
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Document("../../re\x1bport.pdf", "application/pdf", 3000))
		d.Advance(2 * time.Second)
		d.Press("esc tab k")
		d.Expect("o open  s save")
		d.Press("o")
		if len(opened) != 1 || !strings.HasPrefix(opened[0], filepath.Join(d.Dir, cli.MediaName)) {
			t.Errorf("opened %q", opened)
		}
		d.Press("s")
		d.Expect("~/Downloads")
		d.Press("enter")
		d.ExpectBottom("Saved as")
		names, err := os.ReadDir(filepath.Join(d.Dir, "home", "Downloads"))
		d.Must(err)
		if len(names) != 2 {
			t.Errorf("saved %v", names)
		}
	}, atHome(&opened))
}

func TestScreenOverSSHSavesOnly(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Document("report.pdf", "application/pdf", 3000))
		d.Advance(2 * time.Second)
		d.Press("esc tab k")
		d.ExpectNot("o open")
		d.Press("o")
		d.ExpectBottom("Files cannot be opened from here")
		d.Press("s")
		d.Expect("AT THE SERVER")
	})
}

func TestScreenEditsAndDeletesReplies(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("see you on Monday")
		d.Press("enter")
		d.Advance(2 * time.Second)
		d.Type("half a draft")
		d.Press("esc E")
		d.Expect("editing", "see you on Monday")
		d.Press("ctrl+u")
		d.Type("see you on Friday")
		d.Press("enter")
		d.Advance(2 * time.Second)
		d.Expect("see you on Friday", "(edited)")
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Friday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		d.Press("r")
		d.Expect("half a draft")
		d.Press("esc E")
		d.Type(" no")
		d.Press("esc")
		d.ExpectNot("editing")
		d.Press("tab k D")
		d.Expect("Delete this message")
		d.Press("y")
		d.Advance(2 * time.Second)
		d.Expect("(deleted)", "see you on Friday")
		if got := hana.Inbox(); !got[len(got)-1].Deleted {
			t.Error("the visitor still has it")
		}
	})
}

func TestScreenShowsTyping(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc n")
		d.Type("a note")
		d.Advance(time.Second)
		if n := hana.Actions(); n != 0 {
			t.Errorf("a note showed %d actions", n)
		}
		d.Press("esc r")
		d.Type("hel")
		d.Advance(time.Second)
		d.Type("lo")
		d.Advance(time.Second)
		if n := hana.Actions(); n != 1 {
			t.Errorf("%d actions in two seconds", n)
		}
	})
}

func TestScreenKeepsAFailedEdit(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Type("see you on Monday")
		d.Press("enter")
		d.Advance(2 * time.Second)
		d.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "editMessageText", Times: 1, Description: "Forbidden: no rights"})
		d.Press("esc E ctrl+u")
		d.Type("see you on Friday")
		d.Press("enter")
		d.Advance(2 * time.Second)
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Monday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		d.Press("E")
		d.Expect("editing", "see you on Friday")
	})
}

func TestScreenPictures(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		d.Advance(2 * time.Second)
		d.Expect("▣ photo", "▀")
		d.Press("esc p")
		d.ExpectNot("▀")
		d.Press("p")
		d.Advance(time.Second)
		d.Expect("▀")
	}, rig.ScreenOptions(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.Theme = picture.Blocks, picture.NewDecoder(), theme.Dark(theme.Indexed)
	}))
}
