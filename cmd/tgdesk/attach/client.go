package attach

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/tui/remote"
)

// dialer connects to a desk.
type dialer struct {
	// patience is how long a desk may hold its lock without a socket that takes
	// connections: as long as it takes to start, or to end in order.
	patience time.Duration
	// greeting is how long a desk may take to answer.
	greeting time.Duration
}

const dialRetry = 20 * time.Millisecond

// Client is a connection to a desk that runs.
type Client struct {
	env    *cli.Env
	holder folder.Holder
	conn   *ssh.Client
}

// Dial connects to the process that runs the desk of env, as the operator of the
// settings file. It returns nil if no desk runs, or one that does not answer calls,
// such as a verb at work on the folder. The error id desk_silent says that it should
// answer and does not.
func Dial(ctx context.Context, env *cli.Env) (*Client, error) {
	return dialer{patience: 6 * time.Second, greeting: 5 * time.Second}.dial(ctx, env)
}

func (d dialer) dial(ctx context.Context, env *cli.Env) (*Client, error) {
	if env.RefuseLinks() != nil { // what is wrong with the folder, whoever works on it says
		return nil, nil
	}
	for began := time.Now(); ; {
		holder, held, err := folder.HolderOf(env.DeskDir())
		if err != nil || !held || !holder.Socket {
			return nil, nil
		}
		conn, err := connect(env.DeskDir())
		if err == nil {
			return d.handshake(env, holder, conn)
		}
		notYet := errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, os.ErrNotExist)
		if !notYet || time.Since(began) > d.patience {
			return nil, silent(holder, err)
		}
		select {
		case <-time.After(dialRetry):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func silent(h folder.Holder, err error) error {
	cause := core.CauseOf(err)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		cause = core.NewProblem("silent_hangs")
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, os.ErrNotExist):
		cause = core.NewProblem("silent_closed")
	}
	return core.NewError(core.CodeUnavailable, "desk_silent", h.PID, cause).Because(err)
}

// connect connects to the socket of the desk in dir, if the same user listens there.
func connect(dir string) (*net.UnixConn, error) {
	a, err := addressOf(dir)
	if err != nil {
		return nil, err
	}
	defer a.close()
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: a.bound, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := ownPeer(conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// handshake begins SSH. The host key needs no check: the socket lies in a folder that
// only this user can use, and the process behind it is theirs.
func (d dialer) handshake(env *cli.Env, holder folder.Holder, conn net.Conn) (*Client, error) {
	s, err := env.ReadSettings()
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	version := "SSH-2.0-" + remote.SoftwareVersion(cli.Version())
	refused := ""
	config := &ssh.ClientConfig{
		Config:          ssh.Config{KeyExchanges: []string{ssh.KeyExchangeCurve25519}, Ciphers: []string{ssh.CipherAES128GCM}},
		User:            s.Operator.Name,
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		BannerCallback:  func(message string) error { refused = message; return nil },
		ClientVersion:   version,
	}
	if err := conn.SetDeadline(time.Now().Add(d.greeting)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	c, channels, requests, err := ssh.NewClientConn(conn, "desk", config)
	if err != nil {
		_ = conn.Close() // what matters is why there is no connection
		if refused != "" {
			_, _ = io.WriteString(env.Err, output.OneLine(refused)+"\n") // the desk's own sentence
			return nil, cli.ErrReported
		}
		return nil, silent(holder, err)
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if theirs := string(c.ServerVersion()); theirs != version {
		env.Warn(core.NewError(core.CodeConflict, "desk_version", holder.Version, cli.Version()))
	}
	return &Client{env: env, holder: holder, conn: ssh.NewClient(c, channels, requests)}, nil
}

// Close ends the connection.
func (c *Client) Close() error {
	if err := c.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Call runs a command line inside the desk. The error is a [cli.Reported] where the
// desk has said what went wrong.
func (c *Client) Call(ctx context.Context, args []string) error {
	session, err := c.session()
	if err != nil {
		return err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return err
	}
	if err := session.Start(remote.Quote([]string{attached})); err != nil {
		return c.lost(err)
	}
	l := newLink(out, in)
	h := hello{Args: args, Env: map[string]string{}, Dir: cli.LocalFiles{}.Abs("."), Terminals: c.env.Terminals()}
	for _, key := range cli.TerminalVariables() {
		if value, ok := c.env.Lookup(key); ok {
			h.Env[key] = value
		}
	}
	if err := l.sendJSON(kindHello, h); err != nil {
		return c.lost(err)
	}
	m := &machine{env: c.env, link: l, files: cli.LocalFiles{DeskDir: c.env.DeskDir()}}
	defer m.close()
	if err := m.serve(ctx); err != nil {
		return err
	}
	return c.result(session.Wait())
}

// Forward runs the call of env inside the desk that runs, if one does. Where
// withoutAnswer is true, a desk that runs and does not answer is none; env.Silent
// then says so.
func Forward(ctx context.Context, env *cli.Env, withoutAnswer bool) (forwarded bool, err error) {
	c, err := Dial(ctx, env)
	if known, ok := errors.AsType[*core.Error](err); ok && known.ID == "desk_silent" && withoutAnswer {
		env.Silent = err
		return false, nil
	}
	if c == nil || err != nil {
		return err != nil, err
	}
	return true, errors.Join(c.Call(ctx, env.Args), c.Close())
}

// session opens a session. What the server itself has to say about it goes to
// standard error.
func (c *Client) session() (*ssh.Session, error) {
	session, err := c.conn.NewSession()
	if refused, ok := errors.AsType[*ssh.OpenChannelError](err); ok {
		return nil, errors.New(refused.Message)
	}
	if err != nil {
		return nil, c.lost(err)
	}
	session.Stderr = plainLines{c.env.Err}
	return session, nil
}

// plainLines writes lines as they end where no terminal is in raw mode.
type plainLines struct{ w io.Writer }

func (p plainLines) Write(b []byte) (int, error) {
	_, err := p.w.Write(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")))
	return len(b), err
}

// result is the error that stands for the end of a session.
func (c *Client) result(err error) error {
	exit, ok := errors.AsType[*ssh.ExitError](err)
	switch {
	case err == nil:
		return nil
	case ok:
		return cli.Reported(exit.ExitStatus())
	}
	return c.lost(err)
}

func (c *Client) lost(err error) error {
	return core.NewError(core.CodeUnavailable, "desk_gone").Because(err)
}
