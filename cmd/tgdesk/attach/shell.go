package attach

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"
	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/term"
)

// goodbye is how long the desk may take to end a screen that is to end.
const goodbye = 2 * time.Second

// ThemeVariable has the theme that a screen is asked for.
const ThemeVariable = "TGDESK_THEME"

// ScreenVariables are those that a screen on the desk's own machine goes by beside
// [cli.TerminalVariables]: its theme, and whether there is a desktop.
func ScreenVariables() []string {
	return []string{ThemeVariable, "SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY"}
}

// Screen shows the desk's screen on the terminal of env until it ends, in the theme
// of that name; "" is the operator's. The terminal is left as it was found, whatever
// ends it.
func (c *Client) Screen(ctx context.Context, in, out *os.File, theme string) (err error) {
	session, err := c.session()
	if err != nil {
		return err
	}
	keys, err := session.StdinPipe()
	if err != nil {
		return err
	}
	session.Stdout = out
	said := &sentences{}
	session.Stderr = said
	if theme != "" {
		_ = session.Setenv(ThemeVariable, theme) // a desk that does not know it shows another one
	}
	if err := c.requestTerminal(session, in); err != nil {
		return c.lost(err)
	}
	mode, err := xterm.MakeRaw(in.Fd())
	if err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended { // the desk had no time to do so
			_, _ = io.WriteString(out, term.Leave(c.env.Getenv("TERM") == "dumb"))
		}
		err = errors.Join(err, xterm.Restore(in.Fd(), mode))
		said.writeTo(c.env.Err)
	}()
	if err := session.Shell(); err != nil {
		return c.lost(err)
	}
	stop, err := c.forward(ctx, session, keys, in, out)
	if err != nil {
		return err
	}
	err = wait(ctx, session, keys)
	stop()
	_, failed := errors.AsType[*ssh.ExitError](err)
	if ended = err == nil || failed; !ended && ctx.Err() == nil {
		return core.NewError(core.CodeUnavailable, "desk_ended").Because(err)
	}
	return c.result(err)
}

// requestTerminal asks for a terminal like the local one.
func (c *Client) requestTerminal(session *ssh.Session, in *os.File) error {
	for _, key := range slices.Concat(ScreenVariables()[1:], cli.TerminalVariables()) {
		if value, ok := c.env.Lookup(key); ok {
			_ = session.Setenv(key, value) // one that it does not take is no harm
		}
	}
	width, height, err := xterm.GetSize(in.Fd())
	if err != nil {
		width, height = 0, 0 // the desk knows what to do then
	}
	return session.RequestPty(c.env.Getenv("TERM"), height, width, ssh.TerminalModes{})
}

// forward hands keys and sizes on, until stop is called. After it nothing is taken
// from the terminal any more.
func (c *Client) forward(ctx context.Context, session *ssh.Session, keys io.WriteCloser, in, out *os.File) (stop func(), err error) {
	r, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	read := make(chan struct{})
	crash.Go("the keyboard", func() error {
		_, err := io.Copy(keys, r)
		return errors.Join(err, keys.Close()) // the end of the keyboard ends the screen
	}, func(error) { close(read) })
	crash.Go("the size of the terminal", func() error {
		term.New(in, out, term.Options{}).Watch(ctx, func(width, height int) {
			_ = session.WindowChange(height, width) // a desk that has gone needs no size
		})
		return nil
	}, func(error) {})
	return func() {
		cancel()
		if r.Cancel() {
			<-read
		}
		_ = r.Close() // of what waits for the terminal, not of the terminal
	}, nil
}

// wait waits for the end of the screen. If ctx ends first, the screen is told, and
// has a moment to end in order.
func wait(ctx context.Context, session *ssh.Session, keys io.Closer) error {
	ended := make(chan error, 1)
	crash.Go("a screen", session.Wait, func(err error) { ended <- err })
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	_ = keys.Close() // it may be closed already
	select {
	case err := <-ended:
		return err
	case <-time.After(goodbye):
		return errors.Join(ctx.Err(), session.Close())
	}
}

// sentences keeps what the desk says beside its screen until the terminal is as it
// was.
type sentences struct{ text []byte }

// maxSaid is the most bytes of sentences that are kept.
const maxSaid = 4 << 10

func (s *sentences) Write(p []byte) (int, error) {
	s.text = append(s.text, p[:min(len(p), maxSaid-len(s.text))]...)
	return len(p), nil
}

func (s *sentences) writeTo(w io.Writer) { _, _ = plainLines{w}.Write(s.text) } // there is no other place to say so
