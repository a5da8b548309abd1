package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/store/folder"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
	"tgdesk/tui/remote"
)

// NewServe returns the command serve.
func NewServe(env *cli.Env) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the desk without a screen, for operators who come over SSH",
		Long: `Run the desk's engine and an SSH server, without a screen of its own, until it
is interrupted (SIGINT, SIGTERM). Operators connect with the public keys that an
admin has added, and get the screen; with a verb they run that.

tgdesk help serve says how to run it as a service, and what the server offers.`,
		Example: `  tgdesk serve
  tgdesk serve --listen :2222
  ssh -p 2222 desk.example
  ssh -p 2222 desk.example chat list --json`,
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), env, listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address and port of the SSH server (default as in the settings file, else 127.0.0.1:2222)")
	return cmd
}

func serve(ctx context.Context, env *cli.Env, listen string) error {
	settings, err := env.ReadSettings()
	if err != nil {
		return err
	}
	settings.SSH.Listen = cmp.Or(listen, settings.SSH.Listen)
	_, port, err := net.SplitHostPort(settings.SSH.Listen)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return cli.Usagef("--listen takes an address and a port, such as 127.0.0.1:2222, or :2222 for every address; not %q.", settings.SSH.Listen)
	}
	db, err := env.OpenDesk(ctx, "tgdesk serve", settings)
	if err != nil {
		return err
	}
	log, logFile := openLogOrNone(env)
	for _, path := range db.Narrowed {
		log.Warn("others could use it and cannot any more", "path", path)
	}
	return errors.Join(serveDesk(ctx, env, db, settings, log), db.Close(), logFile.Close())
}

// serveDesk runs a desk until ctx ends, or the engine or a listener fails.
func serveDesk(ctx context.Context, env *cli.Env, db *cli.LockedDesk, settings cli.Settings, log *slog.Logger) error {
	key, made, err := remote.HostKey(filepath.Join(env.DeskDir(), folder.HostKey))
	if err != nil {
		return err
	}
	d, eng := cli.NewDesk(db, env.Messenger(), env.EngineOptions(settings, log))
	admin, err := d.SignIn(ctx, settings.Operator.Name, settings.Operator.Role)
	if err != nil {
		return err
	}
	keys, err := d.OperatorKeys(ctx)
	if err != nil {
		return err
	}
	network, err := net.Listen("tcp", settings.SSH.Listen)
	if err != nil {
		return core.NewError(core.CodeUnavailable, "listen", settings.SSH.Listen, listenReason(err)).Because(err)
	}
	local, err := attach.Listen(env.DeskDir(), log)
	if err != nil {
		return errors.Join(err, network.Close())
	}
	if err := announce(env, network.Addr(), key.PublicKey(), made, len(keys), admin); err != nil {
		log.Warn("nobody reads what is printed", "err", err)
	}
	running := StartEngine(ctx, eng, log, env.ReportPanic)
	s := &sessions{env: env, desk: d, settings: settings, log: log, stopped: running.Stopped, decoder: picture.NewDecoder(), canned: canned.NewCache()}
	door := openDoor(s, key, limitsOf(settings.SSH), local, network)
	select {
	case <-ctx.Done():
	case <-running.Stopped: // by an error, which its stop returns
	case err = <-door.failed:
	}
	log.Info("stopping", "screens", door.others())
	door.close()
	return errors.Join(err, running.Stop(func() { warnOfStop(env) }))
}

// announce prints where the desk can be reached and how clients recognize it.
func announce(env *cli.Env, at net.Addr, key ssh.PublicKey, made bool, keys int, admin core.Operator) error {
	text := fmt.Sprintf("tgdesk %s serves the desk in %s\nSSH on %s, host key %s %s\n", cli.Version(), env.DeskDir(), at, key.Type(), ssh.FingerprintSHA256(key))
	if made {
		text += "The host key is new: tell its fingerprint to the operators.\n"
	}
	if keys == 0 {
		text += fmt.Sprintf("No operator has a key yet. Add one: tgdesk operator key add %s FILE.pub\n", clean.Name(admin.Name, "NAME"))
	}
	env.Say("%s", text)
	return env.Output().Flush()
}

// limitsOf are the limits that the settings change.
func limitsOf(s cli.SSHSettings) remote.Limits {
	l := remote.DefaultLimits()
	l.Idle, l.Sessions, l.SessionsPerOperator = s.Idle(), s.Sessions, s.SessionsPerOperator
	return l
}

// listenReason is what the system says, without the address, which the sentence has.
func listenReason(err error) string {
	if e, ok := errors.AsType[*net.OpError](err); ok {
		err = e.Err
	}
	return err.Error()
}
