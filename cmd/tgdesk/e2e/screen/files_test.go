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
func home(s *rig.Session, files map[string]string) string {
	s.T.Helper()
	home := filepath.Join(s.Dir, "home")
	for name, content := range files {
		path := filepath.Join(home, name)
		s.Must(os.MkdirAll(filepath.Dir(path), 0o700))
		s.Must(os.WriteFile(path, []byte(content), 0o600))
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
				"bill.pdf": "%PDF-1.4 " + strings.Repeat("x", 3000), "notes.txt": "plain text", "a.png": rig.PNGFile(40, 30), "b.png": rig.PNGFile(20, 20),
				"wide.png": rig.PNGFile(3000, 20), "Downloads/x": "x", ".secret": "x",
			})
		}
		s.Screen = func(o *tui.Options) {
			o.Home = filepath.Join(o.Home, "home")
			o.Open = func(path string) error { *opened = append(*opened, path); return nil }
			o.Terminal = term.New(o.In, at.Terminal, term.Options{Mouse: true, Local: true})
		}
	}
}

func TestScreenAttach(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc a")
		s.Expect("ATTACH", "bill.pdf", "Downloads/")
		s.ExpectNot(".secret")
		s.Type("no")
		s.Press("tab enter")
		s.Expect("✗ notes.txt")
		s.Press("ctrl+u")
		s.Type("bi")
		s.Press("tab")
		s.Expect("~/bill.pdf")
		s.Press("enter")
		s.Expect("1 file: bill.pdf")
		s.Type("your bill")
		s.Press("enter")
		s.Advance(2 * time.Second)
		s.Expect("bill.pdf", "your bill")
		got := hana.Inbox()
		if last := got[len(got)-1]; last.Text != "your bill" || last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
	}, atHome(new([]string)))
}

// A path typed behind the one that the field begins with begins anew.
func TestScreenAttachPathBeginsAnew(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc a")
		s.Type(filepath.Join(s.Dir, "home", "bi"))
		s.ExpectNot("~//")
		s.Press("tab enter")
		s.Expect("1 file: bill.pdf")
	}, atHome(new([]string)))
}

func TestScreenAttachAlbum(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		s.Press("esc a down down space")
		s.Expect("1 file: a.png")
		s.Press("down space")
		s.Expect("2 files: a.png")
		s.Press("shift+tab")
		s.Type("both")
		s.Press("enter")
		s.Advance(2 * time.Second)
		got := hana.Inbox()[before:]
		if len(got) != 2 || got[0].Album == "" || got[0].Album != got[1].Album || got[0].Text != "both" {
			t.Errorf("received %+v", got)
		}
		s.Expect("album · 2")
	}, atHome(new([]string)))
}

func TestScreenDropsAFile(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		path := filepath.Join(s.Dir, "home", "bill.pdf")
		s.Paste("'" + path + "'")
		s.Expect("Attach this file")
		s.Press("n")
		s.Expect("home/bill.pdf'")
		s.Press("ctrl+u")
		s.Paste("file://" + path)
		s.Press("y")
		s.Expect("1 file: bill.pdf")
		s.Press("enter")
		s.Advance(2 * time.Second)
		got := hana.Inbox()
		if last := got[len(got)-1]; last.File == nil || last.File.Name != "bill.pdf" {
			t.Errorf("received %+v", last)
		}
		s.Paste("/no/such/file")
		s.ExpectNot("Attach this file")
		s.Expect("/no/such/file")
	}, atHome(new([]string)))
}

func TestScreenOpensAndSaves(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Document("../../re\x1bport.pdf", "application/pdf", 3000))
		s.Advance(2 * time.Second)
		s.Press("esc tab k")
		s.Expect("o open  s save")
		s.Press("o")
		if len(opened) != 1 || !strings.HasPrefix(opened[0], filepath.Join(s.Dir, cli.MediaName)) {
			t.Errorf("opened %q", opened)
		}
		s.Press("s")
		s.Expect("~/Downloads")
		s.Press("enter")
		s.ExpectBottom("Saved as")
		names, err := os.ReadDir(filepath.Join(s.Dir, "home", "Downloads"))
		s.Must(err)
		if len(names) != 2 {
			t.Errorf("saved %v", names)
		}
	}, atHome(&opened))
}

func TestScreenOverSSHSavesOnly(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Document("report.pdf", "application/pdf", 3000))
		s.Advance(2 * time.Second)
		s.Press("esc tab k")
		s.ExpectNot("o open")
		s.Press("o")
		s.ExpectBottom("Files cannot be opened from here")
		s.Press("s")
		s.Expect("ON THE SERVER")
	})
}

func TestScreenEditsAndDeletesReplies(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("see you on Monday")
		s.Press("enter")
		s.Advance(2 * time.Second)
		s.Type("half a draft")
		s.Press("esc E")
		s.Expect("editing", "see you on Monday")
		s.Press("ctrl+u")
		s.Type("see you on Friday")
		s.Press("enter")
		s.Advance(2 * time.Second)
		s.Expect("see you on Friday", "(edited)")
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Friday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		s.Press("r")
		s.Expect("half a draft")
		s.Press("esc E")
		s.Type(" no")
		s.Press("esc")
		s.ExpectNot("editing")
		s.Press("tab k D")
		s.Expect("Delete this message")
		s.Press("y")
		s.Advance(2 * time.Second)
		s.Expect("(deleted)", "see you on Friday")
		if got := hana.Inbox(); !got[len(got)-1].Deleted {
			t.Error("the visitor still has it")
		}
	})
}

func TestScreenShowsTyping(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc n")
		s.Type("a note")
		s.Advance(time.Second)
		if n := hana.Actions(); n != 0 {
			t.Errorf("a note showed %d actions", n)
		}
		s.Press("esc r")
		s.Type("hel")
		s.Advance(time.Second)
		s.Type("lo")
		s.Advance(time.Second)
		if n := hana.Actions(); n != 1 {
			t.Errorf("%d actions in two seconds", n)
		}
	})
}

func TestScreenKeepsAFailedEdit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Type("see you on Monday")
		s.Press("enter")
		s.Advance(2 * time.Second)
		s.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "editMessageText", Times: 1, Description: "Forbidden: no rights"})
		s.Press("esc E ctrl+u")
		s.Type("see you on Friday")
		s.Press("enter")
		s.Advance(2 * time.Second)
		if got := hana.Inbox(); got[len(got)-1].Text != "see you on Monday" {
			t.Errorf("the visitor sees %+v", got[len(got)-1])
		}
		s.Press("E")
		s.Expect("editing", "see you on Friday")
	})
}

func TestScreenPictures(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		s.Advance(2 * time.Second)
		s.Expect("▣ photo", "▀")
		s.Press("esc p")
		s.ExpectNot("▀")
		s.Press("p")
		s.Advance(time.Second)
		s.Expect("▀")
	}, rig.ScreenOptions(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.Theme = picture.Blocks, picture.NewDecoder(), theme.Dark(theme.Indexed)
	}))
}

// A file that is held back says why, and comes when it is asked for.
func TestScreenHeldFile(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		b, err := s.Desk.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		b.Options.FetchPerVisitor = 1 << 20
		_, err = s.Desk.SetBrandOptions(s.T.Context(), s.Ann.ID, b.ID, b.Options)
		s.Must(err)
		hana := s.Hold("acme", "Hana Sato")
		for _, name := range []string{"first.pdf", "second.pdf"} {
			hana.Send(botsim.Document(name, "application/pdf", 0).WithBytes([]byte(name + strings.Repeat("x", 700<<10))))
			s.Settle()
		}
		s.Press("esc tab")
		s.Expect("second.pdf", "space downloads", "Held back: files of this visitor took 1 MB within a day")
		s.Press("k space")
		s.Settle()
		s.ExpectNot("Held back", "space downloads")
	})
}
