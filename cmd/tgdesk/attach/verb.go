package attach

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/tui/remote"
)

// ServeVerb runs the command line of a session inside the desk that runs in the process of
// env. running lacks the caller.
func ServeVerb(ctx context.Context, env *cli.Env, running cli.Running, s *remote.Session, args []string) int {
	if !s.Local || len(args) != 1 || args[0] != attached {
		c := &plainCaller{session: s, in: bufio.NewReader(s.In)}
		running.Caller = c
		lookup := func(key string) (string, bool) {
			value, ok := s.Lookup(key)
			if key == "TZ" && !ok { // OpenSSH sends it only when told to
				zone := running.Operator.Screen.Zone
				return zone, zone != ""
			}
			return value, ok
		}
		return env.Main(ctx, env.Inside(running, cli.Streams{In: c.in, Out: s.Out, Err: s.Err}, lookup), args)
	}
	c, err := newCall(ctx, s.In, s.Out)
	if err != nil {
		return cli.StatusFailed // the client ended before it began
	}
	running.Caller = c
	streams := cli.Streams{In: c, Out: stream{c, kindOut}, Err: stream{c, kindErr}}
	lookup := func(key string) (string, bool) { value, ok := c.hello.Env[key]; return value, ok }
	return env.Main(ctx, env.Inside(running, streams, lookup), c.hello.Args)
}

// plainCaller is a client that knows nothing but SSH, mostly on another machine.
type plainCaller struct {
	session *remote.Session
	in      *bufio.Reader
	size    [2]int // of its terminal, the last that it told
}

// Terminals implements cli.Caller. Without a terminal of the session's own, the output may
// be at one all the same: nothing tells.
func (c *plainCaller) Terminals() cli.Terminals {
	select {
	case c.size = <-c.session.Sizes:
	default:
	}
	has := c.session.Terminal()
	return cli.Terminals{In: has, Out: has, Errors: has, Size: c.size}
}

// Remote implements cli.Caller.
func (c *plainCaller) Remote() bool { return true }

// Ask implements cli.Caller.
func (c *plainCaller) Ask(ctx context.Context, q cli.Question) (string, error) {
	if !c.session.Terminal() {
		return "", cli.ErrNoTerminal
	}
	if q.Hidden {
		show, _ := c.session.HideTyping() // there is a terminal
		defer func() {
			show()
			_, _ = io.WriteString(c.session.Err, "\n") // the enter that was not echoed
		}()
	}
	if _, err := io.WriteString(c.session.Err, q.Text); err != nil {
		return "", fmt.Errorf("asking on the terminal: %w", err)
	}
	line, err := cli.AwaitAnswer(ctx, func() (string, error) {
		line, err := c.in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return line, err
	})
	return strings.TrimRight(line[:min(len(line), q.Most)], "\r\n"), err
}

// Open implements cli.Files.
func (c *plainCaller) Open(string) (io.ReadCloser, error) {
	return nil, errors.New("over SSH a file comes on standard input: name it -, and give it to ssh with <")
}

// Abs implements cli.Files. The path is of another machine.
func (c *plainCaller) Abs(path string) string { return path }

// Create implements cli.Files.
func (c *plainCaller) Create(path string, _ cli.Creation) (cli.NewFile, error) {
	return nil, core.NewError(core.CodeInvalid, "remote_output", path)
}

// CreateBundle implements cli.Files.
func (c *plainCaller) CreateBundle(path string, _ cli.BundleOptions) (cli.Bundle, error) {
	return nil, core.NewError(core.CodeInvalid, "remote_output", path)
}
