package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// TestNothingHostileComesOut sends every kind of message with every hostile
// text through the whole program and looks at all that leaves it: each byte on
// the terminal, the log, the names of files, and what the verbs print.
func TestNothingHostileComesOut(t *testing.T) {
	t.Parallel()
	for at, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, root: t.TempDir()}
			b.dir = filepath.Join(b.root, "desk")
			visitHostile(t, b.dir, size, at)
			judgeFiles(t, filepath.Join(b.dir, mediaName))
			judgeVerbs(t, b)
		})
	}
}

// visitHostile is a day at the desk on which only the hostile write. Each size
// of the screen takes its share of them.
func visitHostile(t *testing.T, dir string, size [2]int, share int) {
	t.Helper()
	inBubble(t, func(d *drive) {
		d.emu.tape = &strings.Builder{}
		for i, s := range hostile() {
			if i%3 == share {
				d.beset(int64(7000+i), s)
			}
		}
		d.advance(5 * core.Day / 24)
		d.look()
		if fault := terminalFault(d.emu.tape.String()); fault != "" {
			t.Errorf("on the terminal: %s", fault)
		}
		judgeLog(t, d.log.String())
	}, sized(size[0], size[1]), func(s *setup) {
		var at *drive
		s.dir, s.before = dir, func(d *drive) { at = d }
		s.screen = func(o *tui.Options) {
			o.Theme = theme.Dark(theme.True)
			o.Open = func(string) error { return fmt.Errorf("no program: %s", hostile()[share]) }
			o.Terminal = term.New(o.In, at.emu, term.Options{Mouse: true, Capabilities: term.Capabilities{OpenFile: true}})
		}
	})
}

// beset has a visitor send everything, edit it, and be told off by Telegram.
func (d *drive) beset(id int64, s string) {
	d.t.Helper()
	v := d.bots["acme"].Visitor(botsim.User{ID: id, FirstName: s, LastName: s, Username: s, Language: s})
	v.Start(s)
	first := v.Say("before")
	for _, c := range contents(s) {
		v.Send(c)
	}
	for _, raw := range rawUpdates(id, s) {
		_, err := d.bots["acme"].PushRaw(raw)
		d.must(err)
	}
	d.must(v.Edit(first, s))
	d.settle()
	d.sim.Inject(botsim.Fault{Kind: botsim.BadRequest, Method: "sendMessage", Times: 1, Description: "Bad Request: " + s})
	d.press("1 ctrl+g")
	d.press("enter")
	d.paste(s)
	d.press("enter")
	d.settle()
	d.press("esc")
}

// look goes through everything that can be seen.
func (d *drive) look() {
	d.t.Helper()
	for _, pane := range []string{"2", "1", "3", "4"} {
		d.press(pane + " g")
		for range 6 {
			d.press("i tab")
			for range 12 {
				d.press("k y o")
			}
			d.press("enter esc s esc pgup pgup pgup esc i " + pane + " j")
		}
	}
	d.press("?")
	d.press("esc :")
	d.press("esc /")
	for _, query := range []string{"e", "1", "@", "<"} {
		d.typeText(query)
		d.press("down down")
	}
	d.press("esc , enter esc esc esc")
}

// judgeLog wants one line for each record, whatever is told in it.
func judgeLog(t *testing.T, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("a line of the log is not a record: %q", line)
		}
		if !utf8.ValidString(line) || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), strayRune) {
			t.Errorf("in the log: %.300q", line)
		}
	}
	if log == "" {
		t.Error("nothing was logged")
	}
}

// judgeFiles wants no name on disk that is not the desk's own.
func judgeFiles(t *testing.T, dir string) {
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
