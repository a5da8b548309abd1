package main

import (
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"
)

// host is what the program has of the machine it runs on. A test makes its own.
type host struct {
	in       io.Reader
	out, err io.Writer
	lookup   func(key string) (value string, ok bool) // of the environment
	// terminal opens the terminal the program was started from, for questions
	// while standard input carries something else.
	terminal func() (io.ReadWriteCloser, error)
	data     string // folders of the XDG base directories
	config   string
	state    string
	temp     string // where the demo makes its folder
	home     string // the user's own folder, "" if unknown
	login    string // name of the user, "" if unknown
	zone     *time.Location
	now      func() time.Time
	monitor  func() *exec.Cmd     // runs this program as the monitor of a screen; nil = screens go without
	steady   func() time.Duration // time that has passed, also in sleep; nil = the monotonic clock
}

func thisMachine() host {
	return host{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		lookup: os.LookupEnv,
		terminal: func() (io.ReadWriteCloser, error) {
			return os.OpenFile("/dev/tty", os.O_RDWR, 0)
		},
		data: xdg.DataHome, config: xdg.ConfigHome, state: xdg.StateHome,
		temp: os.TempDir(), home: homeFolder(), login: loginName(), zone: time.Local, now: time.Now, steady: steady(), monitor: monitorOf(),
	}
}

func homeFolder() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return dir
}

// loginName asks the environment first, as most programs do: the look-up in
// the user database may be slow or impossible.
func loginName() string {
	for _, key := range []string{"LOGNAME", "USER"} {
		if name := os.Getenv(key); name != "" {
			return name
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

func (h host) env(key string) string {
	value, _ := h.lookup(key)
	return value
}

// settingsFile, logFile and dataDir are the places of design: the command line.
func (h host) settingsFile() string { return filepath.Join(h.config, "tgdesk", "config.toml") }

func (h host) logFile() string { return filepath.Join(h.state, "tgdesk", "tgdesk.log") }

// dataDir is the desk's folder: the flag, or TGDESK_DATA, or the XDG place.
func (h host) dataDir(flag string) string {
	for _, dir := range []string{flag, h.env("TGDESK_DATA")} {
		if dir != "" {
			return dir
		}
	}
	return filepath.Join(h.data, "tgdesk")
}

// onTerminal returns v as a file when it is a terminal.
func onTerminal(v any) (*os.File, bool) {
	f, ok := v.(*os.File)
	return f, ok && term.IsTerminal(f.Fd())
}
