// Package cli is what all commands of tgdesk share: their environment and the
// desk's folders, the settings file, opening a desk, questions to the user, and
// errors with their exit statuses. Each noun (brand, chat …) is a package below
// it that builds its commands from an [Env]; package root joins them, because
// this one must not import them.
//
// No rule of the desk lives here or below: what may be done, and when, is for
// core to say. Nothing here or below must open the database but through store,
// print a token, keep state outside of an Env, or print text from outside that
// core/clean has not seen.
package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/tui/locale"
)

// Env is what one call of the program has of its machine. Tests make their own,
// and run many at once.
type Env struct {
	In       io.Reader
	Out, Err io.Writer // see Output
	Lookup   func(key string) (value string, ok bool)
	// OpenTTY opens the terminal that the program was started from, for
	// questions while standard input carries something else.
	OpenTTY func() (io.ReadWriteCloser, error)
	Dirs    Dirs
	Login   string // name of the user, "" if unknown
	Zone    *time.Location
	Now     func() time.Time
	Uptime  func() time.Duration // see [system.SinceBoot]
	// Space measures the disk of a directory, see [folder.Space].
	Space func(dir string) (free, total int64, ok bool)

	DataFlag string   // --data
	AsJSON   bool     // --json, of the commands that have it
	Yes      bool     // --yes, which answers [Env.Confirm]
	Args     []string // of the call, without the program's name
	// Main runs a call of the program in an environment and returns its exit status.
	Main func(ctx context.Context, env Env, args []string) int
	// Running is set in a call that runs inside a desk; nil works on the desk's folder.
	Running *Running
	// Silent is why a desk that runs does not answer, in a call that goes on without.
	Silent  error
	called  *cobra.Command // what Called was told
	output  *output.Writer
	words   *locale.Catalogue // see Words
	clock   *core.Clock
	deskDir string // see DeskDir
}

// Called says which command the call came to, so that errors can name what it named.
func (e *Env) Called(cmd *cobra.Command) { e.called = cmd }

// Dirs are folders of the user.
type Dirs struct {
	Data, Config, State string // of the XDG base directories
	Temp                string
	Home                string // "" if unknown
}

// SystemEnv is the environment of this process.
func SystemEnv() Env {
	login := cmp.Or(os.Getenv("LOGNAME"), os.Getenv("USER"))
	if login == "" { // asked last: looking up the user database may be slow or impossible
		if u, err := user.Current(); err == nil {
			login = u.Username
		}
	}
	return Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Lookup: os.LookupEnv,
		OpenTTY: func() (io.ReadWriteCloser, error) { return os.OpenFile("/dev/tty", os.O_RDWR, 0) },
		Dirs:    systemDirs(),
		Login:   login, Zone: time.Local, Now: time.Now, Uptime: system.SinceBoot(), Space: folder.Space,
	}
}

// systemDirs are the folders of this process's user. Without an absolute HOME the
// XDG folders that no variable names are unknown: package xdg would put them below
// the root folder, or below whatever folder the program was started in.
func systemDirs() Dirs {
	dirs := Dirs{Data: xdg.DataHome, Config: xdg.ConfigHome, State: xdg.StateHome, Temp: os.TempDir()}
	home, err := os.UserHomeDir()
	if err == nil && filepath.IsAbs(home) {
		dirs.Home = home
		return dirs
	}
	for name, dir := range map[string]*string{"XDG_DATA_HOME": &dirs.Data, "XDG_CONFIG_HOME": &dirs.Config, "XDG_STATE_HOME": &dirs.State} {
		if !filepath.IsAbs(os.Getenv(name)) {
			*dir = ""
		}
	}
	return dirs
}

// CheckDirs refuses to go on where it is not known in which folders the desk, its
// key or its log lie.
func (e *Env) CheckDirs(cmd *cobra.Command, _ []string) error {
	if e.Running != nil {
		return e.refusePaths(cmd)
	}
	if f := cmd.Flag("data"); f != nil && f.Changed && e.DataFlag == "" { // of a variable that is not set, mostly
		return Usagef("--data names no folder: name one, or leave --data out.")
	}
	var missing []string
	if e.Dirs.Data == "" && cmp.Or(e.DataFlag, e.Getenv("TGDESK_DATA")) == "" {
		missing = append(missing, "XDG_DATA_HOME")
	}
	if e.Dirs.Config == "" {
		missing = append(missing, "XDG_CONFIG_HOME")
	}
	if e.Dirs.State == "" {
		missing = append(missing, "XDG_STATE_HOME")
	}
	if missing == nil {
		return nil
	}
	return fmt.Errorf("HOME is not set to an absolute path, so tgdesk does not know where your files are: set it, or set %s",
		strings.Join(missing, " and "))
}

// Getenv is a variable of the environment, "" if it is not set.
func (e *Env) Getenv(key string) string {
	value, _ := e.Lookup(key)
	return value
}

// Output is standard output, buffered. Commands print to it; Out itself is only
// for the screen.
func (e *Env) Output() *output.Writer {
	if e.output == nil {
		e.output = output.NewWriter(e.Out)
	}
	return e.output
}

// Printf writes to standard output.
func (e *Env) Printf(format string, args ...any) error { return e.Output().Printf(format, args...) }

// Say is Printf for all but the last that is printed: what goes wrong with the output, the
// next Printf returns, or else the end of the call.
func (e *Env) Say(format string, args ...any) { _ = e.Printf(format, args...) }

// Words are the sentences of the program.
func (e *Env) Words() *locale.Catalogue {
	if e.words == nil {
		e.words = locale.English()
	}
	return e.words
}

// Clock is the time of Now, guarded against jumps.
func (e *Env) Clock() *core.Clock {
	if e.clock == nil {
		e.clock = core.NewClock(e.Now, e.Uptime)
	}
	return e.clock
}

// SettingsFile is the path of the settings file.
func (e *Env) SettingsFile() string { return filepath.Join(e.Dirs.Config, "tgdesk", "config.toml") }

// LogFile is the path of the log.
func (e *Env) LogFile() string { return filepath.Join(e.Dirs.State, "tgdesk", "tgdesk.log") }

// KeyFile is where the key of the bot tokens lies when neither the service
// manager nor a command has it: outside of the desk's folder, so that copies of
// that folder open no bot.
func (e *Env) KeyFile() string { return filepath.Join(e.Dirs.Config, "tgdesk", "key") }

// DeskDir is the desk's folder: --data, else TGDESK_DATA, else the XDG place. A
// symbolic link that leads to it is followed once, so that nobody can put another
// folder under a desk that runs.
func (e *Env) DeskDir() string {
	if e.deskDir != "" {
		return e.deskDir
	}
	e.deskDir = cmp.Or(e.DataFlag, e.Getenv("TGDESK_DATA"), filepath.Join(e.Dirs.Data, "tgdesk"))
	if real, err := filepath.EvalSymlinks(e.deskDir); err == nil {
		e.deskDir = real
	}
	return e.deskDir
}

// MediaDir is the folder of fetched and sent files.
func (e *Env) MediaDir() string { return filepath.Join(e.DeskDir(), MediaName) }

// MediaName is the name of the folder of files in a desk's folder.
const MediaName = folder.Media

// FormatTime is a time of the desk in a table or a sentence.
func (e *Env) FormatTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(e.Zone).Format("2006-01-02 15:04")
}

// Terminal returns v as a file when it is a terminal.
func Terminal(v any) (*os.File, bool) {
	f, ok := v.(*os.File)
	return f, ok && term.IsTerminal(f.Fd())
}

// Version is what the toolchain wrote into the program: the module's version, which names
// the revision where there is one, or "development".
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}
