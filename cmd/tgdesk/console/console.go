// Package console opens the screen on a desk and runs the desk's engine beneath
// it: on the desk of this machine, and on that of the demo.
//
// It must not decide what an operator may do, or write to the terminal itself
// while a screen is on it.
package console

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/tui"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// AddThemeFlag gives a command that opens a screen the flag --theme.
func AddThemeFlag(cmd *cobra.Command, name *string) {
	cli.ChoiceFlag(cmd, name, "theme", "", "colours of the screen: auto, dark, light or none (default as in the settings file)", cli.Themes())
}

// readSettings reads the settings, if there is a theme of that name; "" names none.
func readSettings(env *cli.Env, theme string) (cli.Settings, error) {
	if theme != "" && !slices.Contains(cli.Themes(), theme) {
		return cli.Settings{}, cli.Usagef("--theme is auto, dark, light or none, not %q.", theme)
	}
	return env.ReadSettings()
}

// Run opens the screen on the desk of env in the theme of that name, "" for the one
// of the settings, and returns when the operator quits, ctx ends, or the screen or
// the engine fails.
func Run(ctx context.Context, env *cli.Env, theme string) error {
	ctx = core.WithDoor(ctx, core.DoorScreen, rand.Text())
	s, err := readSettings(env, theme)
	if err != nil {
		return err
	}
	in, out, err := screenTerminal(env)
	if err != nil {
		return err
	}
	if running, err := showRunning(ctx, env, in, out, theme); running || err != nil {
		return err
	}
	db, err := env.OpenDesk(ctx, "tgdesk", s)
	if core.CodeOf(err) == core.CodeConflict { // another one was faster
		if running, err := showRunning(ctx, env, in, out, theme); running || err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	log, logFile := openLogOrNone(env)
	for _, path := range db.Narrowed {
		log.Warn("others could use it and cannot any more", "path", path)
	}
	if aside := db.ForeignLog(); aside != "" {
		log.Warn("a log that belonged to another database was set aside", "folder", aside)
	}
	d, eng := cli.NewDesk(db, env.Messenger(), env.EngineOptions(s, log))
	op, err := d.SignIn(ctx, s.Operator.Name, s.Operator.Role)
	if err == nil {
		err = login(ctx, d, log, op, "", "local")
	}
	if err == nil {
		own := s
		own.Screen = screenOf(op, s.Screen, theme)
		o := screenOptions(env, in, out, own, env.Lookup, true)
		o.Decoder, o.Canned = picture.NewDecoder(), canned.NewCache()
		o.Operator, o.Log, o.Zone = op, log, zoneOf(op, noVariable) // the terminal's zone is the desk's
		o.Look = look(s.Screen, theme, env.Lookup, noVariable)
		err = runScreen(ctx, env, d, eng, o, func(stopped <-chan struct{}) *door {
			door, err := openLocalDoor(&sessions{env: env, desk: d, settings: s, log: log, stopped: stopped, decoder: o.Decoder, canned: o.Canned})
			if err != nil { // this screen is worth more than what others would reach
				log.Error("the desk's socket cannot be opened", "err", err)
				db.NoSocket()
			}
			return door
		})
		logout(ctx, d, log, op.ID, "local")
	}
	return errors.Join(err, db.Close(), logFile.Close())
}

// showRunning shows the screen of the desk that runs already, if one does.
func showRunning(ctx context.Context, env *cli.Env, in, out *os.File, theme string) (running bool, err error) {
	c, err := attach.Dial(ctx, env)
	if c == nil || err != nil {
		return false, err
	}
	return true, errors.Join(c.Screen(ctx, in, out, theme), c.Close())
}

// screenTerminal is the terminal for the screen.
func screenTerminal(env *cli.Env) (in, out *os.File, err error) {
	in, okIn := cli.Terminal(env.In)
	out, okOut := cli.Terminal(env.Out)
	if !okIn || !okOut {
		return nil, nil, cli.Usagef("The screen needs a terminal on standard input and output. For scripts there are verbs such as tgdesk chat list --json.")
	}
	return in, out, nil
}

// screenOptions are what every screen is given whose terminal has the variables of lookup.
func screenOptions(env *cli.Env, in io.Reader, out io.Writer, s cli.Settings, lookup func(string) (string, bool), local bool) tui.Options {
	profile := theme.ProfileOf(lookup)
	keys, _ := s.Keymap() // refused already where they cannot be
	return tui.Options{
		Session: session.Session{
			Terminal: term.New(in, out, term.Options{
				Mouse: s.Screen.Mouse, Dumb: profile == theme.Plain, Local: local && onDesktop(lookup), Notifier: term.NotifierOf(lookup),
			}),
			Theme: chooseTheme(lookup, s.Screen.Theme, profile), Locale: env.Words(), Keys: keys,
			Open: Opener(s.Files.Opener), ReadFlow: flowReader(env), Home: env.Dirs.Home, Manual: help.Pages(), Bell: session.Bell(s.Screen.Bell),
		},
		In: in, Pictures: picture.ModeOf(lookup, profile), PicturesOff: !s.Screen.Pictures,
	}
}

// chooseTheme is the look that the settings ask for. Terminals are not asked for
// their background: auto takes it for dark unless COLORFGBG says otherwise.
func chooseTheme(lookup func(key string) (string, bool), name string, profile theme.Profile) theme.Theme {
	switch {
	case name == "none":
		return theme.None()
	case name == "light", name == "auto" && theme.LightGround(lookup):
		return theme.Light(profile)
	}
	return theme.Dark(profile)
}

// onDesktop reports whether there is a screen that a program could open a file
// on: not in a session over SSH that brought none along.
func onDesktop(lookup func(key string) (string, bool)) bool {
	set := func(key string) bool { value, _ := lookup(key); return value != "" }
	return !set("SSH_CONNECTION") && !set("SSH_TTY") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

// runScreen runs engine and screen together until the operator quits, ctx ends or
// one of them fails. Between the two, open opens the door for others, or returns nil.
// The engine stops last, so that a draft or a reply that a screen hands over in its
// last moment finds a desk.
func runScreen(ctx context.Context, env *cli.Env, d *desk.Desk, eng *engine.Engine, o tui.Options, open func(stopped <-chan struct{}) *door) error {
	running := StartEngine(ctx, eng, o.Log, env.ReportPanic)
	door := open(running.Stopped)
	o.Desk, o.Stopped, o.Others = d, running.Stopped, door.others
	err := env.ReportPanic(tui.Run(ctx, o))
	door.close()
	return errors.Join(err, running.Stop(func() { warnOfStop(env) }))
}

func warnOfStop(env *cli.Env) {
	env.Warn(core.NewError(core.CodeUnavailable, "engine_stopping", int(engine.StopGrace.Seconds())))
}

// RunningEngine is a desk's engine at work beside a screen.
type RunningEngine struct {
	Stopped chan struct{} // closed when it has ended by itself
	cancel  context.CancelFunc
	done    chan struct{}
	err     error // valid once done is closed
}

// StartEngine runs the desk's engine. It outlives ctx: the screen ends first
// and may still write a draft. report is given its error at once, because the
// screen may go on for hours, and returns it as Stop shall.
func StartEngine(ctx context.Context, eng *engine.Engine, log *slog.Logger, report func(error) error) *RunningEngine {
	ctx, cancel := context.WithCancel(core.WithDoor(context.WithoutCancel(ctx), core.DoorEngine, ""))
	e := &RunningEngine{cancel: cancel, Stopped: make(chan struct{}), done: make(chan struct{})}
	run := func() error {
		if err := eng.Run(ctx); err != nil {
			log.Error("engine stopped", "err", err)
			return fmt.Errorf("the engine stopped: %w", err)
		}
		return nil
	}
	crash.Go("the engine", run, func(err error) {
		e.err = report(err)
		close(e.done)
		if ctx.Err() == nil {
			close(e.Stopped)
		}
	})
	return e
}

// quietStop is how long a stop may take before it is worth a sentence.
const quietStop = 300 * time.Millisecond

// Stop ends the engine in order and returns what went wrong with it. slow is called, once,
// if requests are still on their way.
func (e *RunningEngine) Stop(slow func()) error {
	e.cancel()
	select {
	case <-e.done:
	case <-time.After(quietStop):
		slow()
		<-e.done
	}
	return e.err
}
