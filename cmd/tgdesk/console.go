package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/tui"
	"tgdesk/tui/locale"
	"tgdesk/tui/picture"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// console opens the screen on this desk and runs the desk's engine beneath it.
func (c *cli) console(ctx context.Context) error {
	in, out, err := c.screenFiles()
	if err != nil {
		return err
	}
	s, err := c.readSettings()
	if err != nil {
		return err
	}
	db, err := c.openDesk(ctx, "tgdesk", s)
	if err != nil {
		return err
	}
	log, logFile := c.logOrNone()
	for _, path := range db.narrowed {
		log.Warn("others could use it and cannot any more", "path", path)
	}
	d, eng := assemble(db, c.messenger(), c.deskOptions(log))
	op, err := d.SignIn(ctx, s.Operator.Name, s.Operator.Role)
	if err == nil {
		o := c.screenOptions(in, out, s)
		o.Operator, o.Log = op, log
		err = c.screen(ctx, d, eng, o)
	}
	return errors.Join(err, db.close(), logFile.Close())
}

// screenOptions are what every local screen is given.
func (c *cli) screenOptions(in, out *os.File, s settings) tui.Options {
	return tui.Options{
		Terminal: term.New(in, out, c.terminalOptions(s)), In: in, Theme: c.theme(s), Words: locale.English(), Bell: s.Screen.Bell,
		Open: openerOf(s.Files.Opener).open, Home: c.home, Decoder: picture.NewDecoder(),
		Pictures:    picture.ModeOf(c.lookup, theme.ProfileOf(c.lookup)),
		PicturesOff: !s.Screen.Pictures,
	}
}

// screen runs engine and screen together until the operator quits, ctx ends or
// one of them fails. The engine stops last, so that a draft or a reply that the
// screen hands over in its last moment finds a desk.
func (c *cli) screen(ctx context.Context, d *desk.Desk, eng *engine.Engine, o tui.Options) error {
	if in, ok := o.In.(*os.File); ok {
		defer c.beWatched(in, theme.ProfileOf(c.lookup) == theme.Plain).leave()
	}
	running := startEngine(ctx, eng, o.Log, c.kept)
	o.Desk, o.Stopped = d, running.stopped
	err := c.kept(tui.Run(ctx, o))
	return errors.Join(err, running.stop())
}

// screenFiles are the terminal for the screen.
func (c *cli) screenFiles() (in, out *os.File, err error) {
	in, okIn := onTerminal(c.in)
	out, okOut := onTerminal(c.host.out)
	if !okIn || !okOut {
		return nil, nil, misusef("the screen needs a terminal on standard input and output. For scripts there are verbs such as tgdesk chat list --json.")
	}
	return in, out, nil
}

func (c *cli) terminalOptions(s settings) term.Options {
	return term.Options{
		Mouse: s.Screen.Mouse, Dumb: theme.ProfileOf(c.lookup) == theme.Plain,
		Capabilities: term.Capabilities{OpenFile: c.onDesktop()},
	}
}

// theme is the look that the settings ask for. Terminals are not asked for their
// background: auto takes it for dark unless COLORFGBG says otherwise.
func (c *cli) theme(s settings) theme.Theme {
	profile := theme.ProfileOf(c.lookup)
	switch s.Screen.Theme {
	case "none":
		return theme.None()
	case "light":
		return theme.Light(profile)
	case "auto":
		if lightBackground(c.env("COLORFGBG")) {
			return theme.Light(profile)
		}
	}
	return theme.Dark(profile)
}

// lightBackground reads COLORFGBG, which some terminals set to "fg;bg" in the
// numbers of the 16 colours; 7 and 15 are the light greys.
func lightBackground(colours string) bool {
	for i := len(colours) - 1; i >= 0; i-- {
		if colours[i] == ';' {
			return colours[i+1:] == "7" || colours[i+1:] == "15"
		}
	}
	return false
}

// quiet is the log of what must leave nothing behind.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
