package untrusted

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// FuzzScreen has a visitor named s send s in every way, and looks at each byte
// on the terminal.
func FuzzScreen(f *testing.F) {
	for i := 0; i < len(hostile.Texts()); i += 12 {
		f.Add(strings.Join(hostile.Texts()[i:min(i+12, len(hostile.Texts()))], " "))
	}
	f.Fuzz(func(t *testing.T, text string) {
		rig.Run(t, func(s *rig.Session) {
			s.Terminal.Tape = &strings.Builder{}
			v := s.Bots["acme"].Visitor(botsim.User{ID: 7, FirstName: text, LastName: text, Username: text, Language: text})
			for _, c := range hostile.Contents(text) {
				v.Send(c)
			}
			s.Settle()
			s.Press("1 g i tab k k k y k k k y s")
			s.Burst("\x1b[200~" + text + "\x1b[201~")
			s.Press("esc esc g enter")
			s.Burst("\x1b[200~" + text + "\x1b[201~")
			s.Resize(40, 12)
			s.Settle()
			s.Resize(1, 1)
			s.Settle()
			if fault := hostile.TerminalFault(s.Terminal.Tape.String()); fault != "" {
				t.Error(fault)
			}
		}, rig.Size(80, 24))
	})
}

// TestNothingHostileComesOut sends every kind of message with every hostile
// text through the whole program and looks at all that leaves it: each byte on
// the terminal, the log, the names of files, and what the verbs print.
func TestNothingHostileComesOut(t *testing.T) {
	t.Parallel()
	for at, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			s := &rig.Sandbox{T: t, Root: t.TempDir()}
			s.DeskDir = filepath.Join(s.Root, "desk")
			runSession(t, s.DeskDir, size, at)
			checkFiles(t, filepath.Join(s.DeskDir, cli.MediaName))
			checkCommands(t, s)
		})
	}
}

// runSession is a day at the desk on which only the hostile write. Each size
// of the screen takes its share of them.
func runSession(t *testing.T, dir string, size [2]int, share int) {
	t.Helper()
	rig.Run(t, func(d *rig.Session) {
		d.Terminal.Tape = &strings.Builder{}
		for i, s := range hostile.Texts() {
			if i%3 == share {
				sendEverything(d, int64(7000+i), s)
			}
		}
		d.Advance(5 * core.Day / 24)
		lookEverywhere(d)
		if fault := hostile.TerminalFault(d.Terminal.Tape.String()); fault != "" {
			t.Errorf("on the terminal: %s", fault)
		}
		checkLog(t, d.Log.String())
	}, rig.Size(size[0], size[1]), func(s *rig.Setup) {
		var at *rig.Session
		s.Dir, s.Before = dir, func(d *rig.Session) { at = d }
		s.Screen = func(o *tui.Options) {
			o.Theme = theme.Dark(theme.True)
			o.Open = func(string) error { return fmt.Errorf("no program: %s", hostile.Texts()[share]) }
			o.Terminal = term.New(o.In, at.Terminal, term.Options{Mouse: true, Local: true})
		}
	})
}

// sendEverything has a visitor send everything, edit it, and be told off by Telegram.
func sendEverything(s *rig.Session, id int64, text string) {
	s.T.Helper()
	v := s.Bots["acme"].Visitor(botsim.User{ID: id, FirstName: text, LastName: text, Username: text, Language: text})
	v.Start(text)
	first := v.Say("before")
	for _, c := range hostile.Contents(text) {
		v.Send(c)
	}
	for _, raw := range hostile.RawUpdates(id, text) {
		_, err := s.Bots["acme"].PushRaw(raw)
		s.Must(err)
	}
	s.Must(v.Edit(first, text))
	s.Settle()
	s.Sim.Inject(botsim.Fault{Kind: botsim.BadRequest, Method: "sendMessage", Times: 1, Description: "Bad Request: " + text})
	s.Press("1 ctrl+g")
	s.Press("enter")
	s.Paste(text)
	s.Press("enter")
	s.Settle()
	s.Press("esc")
}

// lookEverywhere goes through everything that can be seen.
func lookEverywhere(s *rig.Session) {
	s.T.Helper()
	for _, pane := range []string{"2", "1", "3", "4"} {
		s.Press(pane + " g")
		for range 6 {
			s.Press("i tab")
			for range 12 {
				s.Press("k y o")
			}
			s.Press("enter esc s esc pgup pgup pgup esc i " + pane + " j")
		}
	}
	s.Press("?")
	s.Press("esc :")
	s.Press("esc /")
	for _, query := range []string{"e", "1", "@", "<"} {
		s.Type(query)
		s.Press("down down")
	}
	s.Press("esc , enter esc esc esc")
}

// checkLog wants one line for each record, whatever is told in it.
func checkLog(t *testing.T, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("a line of the log is not a record: %q", line)
		}
		if !utf8.ValidString(line) || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), hostile.StrayRune) {
			t.Errorf("in the log: %.300q", line)
		}
	}
	if log == "" {
		t.Error("nothing was logged")
	}
}

// checkFiles wants no name on disk that is not the desk's own.
func checkFiles(t *testing.T, dir string) {
	t.Helper()
	ours := regexp.MustCompile(`^(?:[0-9a-f]{2}|part|out)$|^[0-9a-f]{2}/[0-9a-f]{30}\.[a-z0-9]{1,5}$`)
	files := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, e fs.DirEntry, err error) error {
		if files++; err == nil && p != "." && !ours.MatchString(p) {
			t.Errorf("a file is named %q", p)
		}
		return err
	})
	if err != nil || files < 10 {
		t.Errorf("%d files, %v", files, err)
	}
}
