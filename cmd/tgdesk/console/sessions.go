package console

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones of operators and brands, also where the machine knows none

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
	"tgdesk/tui/remote"
	"tgdesk/tui/session"
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
	return remote.Options{
		Version: cli.Version(), Local: s.local, Authenticate: s.authenticate, Recheck: s.recheck, Screen: s.screen, Verb: s.verb, Log: s.log,
		ErrorText: func(err error) string { return s.env.ErrorText(s.env.ReportPanic(err)) },
		Failed:    s.failed, LocalVariables: attach.ScreenVariables(),
	}
}

// authenticate finds the operator with a key.
func (s *sessions) authenticate(ctx context.Context, fingerprint string) (remote.Identity, error) {
	op, _, err := s.desk.OperatorByKey(ctx, fingerprint)
	if err == nil {
		err = core.MayUseDesk(op)
	}
	return remote.Identity{Operator: op.ID, Name: op.Name, Fingerprint: fingerprint}, err
}

// recheck says why somebody may not use the desk any more. A database that cannot
// be read throws nobody out: every use case asks again.
func (s *sessions) recheck(ctx context.Context, who remote.Identity) error {
	op, err := s.desk.Operator(ctx, who.Operator)
	switch {
	case err == nil:
		err = core.MayUseDesk(op)
	case core.IsNotFound(err):
		err = core.NewError(core.CodeForbidden, "operator_unknown")
	}
	if err != nil || who.Fingerprint == "" {
		return forbidden(err)
	}
	owner, _, err := s.desk.OperatorByKey(ctx, who.Fingerprint)
	if core.IsNotFound(err) || err == nil && owner.ID != who.Operator {
		return core.NewError(core.CodeForbidden, "ssh_key_revoked")
	}
	return nil
}

func forbidden(err error) error {
	if core.CodeOf(err) == core.CodeForbidden {
		return err
	}
	return nil
}

// failed notes failed logins in the audit.
func (s *sessions) failed(f remote.Failures) {
	what := fmt.Sprintf("%d, latest: %s", f.Count, f.Reason)
	if f.Fingerprint != "" {
		what += ", " + f.Fingerprint
	}
	ctx, cancel := context.WithTimeout(core.WithDoor(context.Background(), core.DoorSSH, ""), auditTimeout)
	defer cancel()
	if err := s.desk.LoginFailed(ctx, f.Address, what); err != nil {
		s.log.Error("failed logins are not in the audit", "err", err)
	}
}

// auditTimeout is how long a note in the audit may take that nobody waits for.
const auditTimeout = 5 * time.Second

// enter lets the operator of a session in and returns them, and the context for what
// they do.
func (s *sessions) enter(ctx context.Context, c *remote.Session, local core.Door) (context.Context, core.Operator, error) {
	door := core.DoorSSH
	if c.Local {
		door = local
	}
	ctx = core.WithDoor(ctx, door, c.ID)
	op, err := s.desk.Operator(ctx, c.Identity.Operator)
	if err != nil || c.Local && local == core.DoorCLI { // each verb of a script is no login
		return ctx, op, err
	}
	if err := login(ctx, s.desk, s.log, op, c.Identity.Fingerprint, c.Address); err != nil {
		return ctx, op, err
	}
	s.log.Info("session begins", "operator", op.Name, "address", c.Address, "session", c.ID, "client", c.ClientVersion)
	return ctx, op, nil
}

// leave notes that a screen has ended.
func (s *sessions) leave(ctx context.Context, c *remote.Session) {
	s.log.Info("session ends", "operator", c.Identity.Name, "session", c.ID)
	logout(ctx, s.desk, s.log, c.Identity.Operator, c.Address)
}

// login notes in the audit that an operator comes in. What is wrong with the disk keeps
// nobody out.
func login(ctx context.Context, d *desk.Desk, log *slog.Logger, op core.Operator, fingerprint, from string) error {
	err := d.Login(ctx, op.ID, fingerprint, from)
	if err != nil {
		log.Error("a login is not in the audit", "operator", op.Name, "err", err)
	}
	return forbidden(err)
}

// logout notes in the audit that a screen has ended, as its own context may have.
func logout(ctx context.Context, d *desk.Desk, log *slog.Logger, op core.OperatorID, from string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTimeout)
	defer cancel()
	if err := d.Logout(ctx, op, from); err != nil {
		log.Error("a logout is not in the audit", "operator", op, "err", err)
	}
}

// verb runs a command line.
func (s *sessions) verb(ctx context.Context, c *remote.Session, args []string) int {
	ctx, op, err := s.enter(ctx, c, core.DoorCLI)
	if err != nil {
		_, _ = fmt.Fprintf(c.Err, "tgdesk: %s\n", s.env.ErrorText(err)) // a client that has gone needs no reason
		return cli.StatusFailed
	}
	return attach.ServeVerb(ctx, s.env, cli.Running{Desk: s.desk.As(op.ID), Operator: op}, c, args)
}

// local identifies a process of the desk's own user, which says who it is, as at a
// start without a running desk.
func (s *sessions) local(ctx context.Context, _ net.Conn, user string) (remote.Identity, error) {
	op, err := s.desk.SignIn(core.WithDoor(ctx, core.DoorScreen, ""), user, s.settings.Operator.Role)
	return remote.Identity{Operator: op.ID, Name: op.Name}, err
}

// screen shows the desk's screen to a client until it ends.
func (s *sessions) screen(ctx context.Context, c *remote.Session) error {
	ctx, op, err := s.enter(ctx, c, core.DoorScreen)
	if err != nil {
		return err
	}
	defer s.leave(ctx, c)
	name, _ := c.Lookup(attach.ThemeVariable)
	own := s.settings
	own.Screen = screenOf(op, s.settings.Screen, name)
	o := screenOptions(s.env, c.In, c.Out, own, c.Lookup, c.Local)
	o.Desk, o.Operator, o.Log, o.Attached, o.Remote = s.desk, op, s.log, true, !c.Local
	o.Zone, o.Look = zoneOf(op, c.Lookup), look(s.settings.Screen, name, c.Lookup, c.Lookup)
	o.Sizes, o.Stopped, o.Decoder, o.Canned = c.Sizes, s.stopped, s.decoder, s.canned
	return tui.Run(ctx, o)
}

// screenOf are the settings of an operator's screen: the theme that was asked for, if
// there is one of that name, their own settings, or else those of the settings file.
func screenOf(op core.Operator, s cli.ScreenSettings, theme string) cli.ScreenSettings {
	if !slices.Contains(cli.Themes(), theme) {
		theme = ""
	}
	s.Theme = cmp.Or(theme, op.Screen.Theme, s.Theme)
	s.Bell = cmp.Or(cli.Bell(op.Screen.Bell), s.Bell)
	return s
}

// look returns what an operator's own settings make of a screen whose settings file and
// --theme are these; zone is where the terminal's time zone stands.
func look(s cli.ScreenSettings, asked string, lookup, zone func(string) (string, bool)) func(core.Operator) session.Look {
	return func(op core.Operator) session.Look {
		own := screenOf(op, s, asked)
		return session.Look{Theme: chooseTheme(lookup, own.Theme, theme.ProfileOf(lookup)), Zone: zoneOf(op, zone), Bell: session.Bell(own.Bell)}
	}
}

// noVariable looks up an environment that is empty.
func noVariable(string) (string, bool) { return "", false }

// zoneOf is the time zone of an operator's screen: their own, or that of their
// terminal, or else nil, which is the desk's.
func zoneOf(op core.Operator, lookup func(string) (string, bool)) *time.Location {
	terminal, _ := lookup("TZ")
	for _, name := range []string{op.Screen.Zone, strings.TrimPrefix(terminal, ":")} {
		if zone, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			return zone
		}
	}
	return nil
}
