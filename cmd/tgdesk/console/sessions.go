package console

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/desk"
	"tgdesk/tui"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
	"tgdesk/tui/remote"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// sessions are what the clients of a desk get: screens and verbs.
type sessions struct {
	env      *cli.Env
	desk     *desk.Desk
	settings cli.Settings
	log      *slog.Logger
	stopped  <-chan struct{}  // see tui.Options
	decoder  *picture.Decoder // of the process
	canned   *canned.Cache    // of the process
}

// options are those of a server without a network: callers add what is missing.
func (s *sessions) options() remote.Options {
	verbs := &attach.Verbs{Env: s.env, Desk: s.desk}
	return remote.Options{
		Version: cli.Version(), Local: s.local, Screen: s.screen, Verb: verbs.Serve, Log: s.log,
		ErrorText: func(err error) string { return s.env.ErrorText(s.env.ReportPanic(err)) },
	}
}

// local identifies a process of the desk's own user, which says who it is, as at a
// start without a running desk.
func (s *sessions) local(ctx context.Context, _ net.Conn, user string) (remote.Identity, error) {
	op, err := s.desk.SignIn(core.WithDoor(ctx, core.DoorScreen, ""), user, s.settings.Operator.Role)
	return remote.Identity{Operator: op.ID, Name: op.Name}, err
}

// screen shows the desk's screen to a client until it ends.
func (s *sessions) screen(ctx context.Context, c *remote.Session) error {
	op, err := s.desk.Operator(ctx, c.Identity.Operator)
	if err != nil {
		return err
	}
	door := core.DoorSSH
	if c.Local {
		door = core.DoorScreen
	}
	profile := theme.ProfileOf(c.Lookup)
	keys, _ := s.settings.Keymap() // refused already where they cannot be
	return tui.Run(core.WithDoor(ctx, door, c.ID), tui.Options{
		Session: session.Session{
			Desk: s.desk, Operator: op, Log: s.log, Locale: s.env.Words(), Keys: keys, Manual: help.Pages(), Bell: session.Bell(s.settings.Screen.Bell),
			Terminal: term.New(c.In, c.Out, term.Options{Mouse: s.settings.Screen.Mouse, Dumb: profile == theme.Plain}),
			Theme:    chooseTheme(c.Lookup, s.settings.Screen.Theme, profile), Attached: true,
		},
		In: c.In, Sizes: c.Sizes, Stopped: s.stopped,
		Decoder: s.decoder, Canned: s.canned, Pictures: picture.ModeOf(c.Lookup, profile), PicturesOff: !s.settings.Screen.Pictures,
	})
}

// localDoor answers on the socket of a desk that runs beneath a local screen.
type localDoor struct {
	server *remote.Server
	served chan struct{} // closed when it accepts no more
}

// openLocalDoor opens the socket. The key of the server lasts as long as it: whoever
// gets at the socket needs no proof.
func openLocalDoor(s *sessions) (*localDoor, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return nil, err
	}
	l, err := attach.Listen(s.env.DeskDir(), s.log)
	if err != nil {
		return nil, err
	}
	o := s.options()
	o.HostKey = key
	d := &localDoor{server: remote.New(o), served: make(chan struct{})}
	crash.Go("the desk's socket", func() error { return d.server.ServeLocal(l) }, func(err error) {
		if err != nil {
			s.log.Error("the desk's socket failed", "err", err)
		}
		close(d.served)
	})
	return d, nil
}

// close tells everybody that the desk ends, and returns when no screen and no verb
// works on it any more.
func (d *localDoor) close() {
	if d != nil {
		d.server.Stop(context.Background())
		<-d.served
	}
}

// others counts the screens of others.
func (d *localDoor) others() int {
	if d == nil {
		return 0
	}
	return d.server.Screens()
}
