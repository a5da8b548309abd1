package kill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"

	"github.com/creack/pty"
)

// The size of every terminal of these tests.
const killWidth, killHeight = 120, 36

// program is one run of the program's screen on a pseudo-terminal.
type program struct {
	cmd      *exec.Cmd
	tty      *os.File
	terminal *terminal
	started  time.Time
	exited   chan struct{} // closed when it has ended and all that it wrote was read
	err      error         // how it ended; valid once exited
}

// open starts the program's screen. look, if it is not nil, is shown every frame.
func open(h *rig.Home, look func(frame)) (*program, error) {
	cmd := h.Command()
	p := &program{cmd: cmd, terminal: newTerminal(look), started: time.Now(), exited: make(chan struct{})}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: killHeight, Cols: killWidth})
	if err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	p.tty = tty
	go p.read()
	return p, nil
}

// read reads what the program writes until the terminal is closed, which for
// the last process on it is its end.
func (p *program) read() {
	defer close(p.exited)
	_, _ = io.Copy(p.terminal, p.tty) // ends with EIO, which is how a pseudo-terminal ends
	p.err = p.cmd.Wait()
	p.terminal.finish(p.err == nil)
	_ = p.tty.Close()
}

// kill ends the program as kill -9 does, and waits until it is gone.
func (p *program) kill() {
	p.terminal.close()
	_ = p.cmd.Process.Kill() // it may just have ended by itself, which exited shows
	<-p.exited
}

// firstFrame is how long the start took, if it came to a frame.
func (p *program) firstFrame() (took time.Duration, ok bool) {
	p.terminal.mu.Lock()
	defer p.terminal.mu.Unlock()
	return p.terminal.first.Sub(p.started), !p.terminal.first.IsZero()
}

// awaitFrame waits for a frame that ok takes. It fails with errExited when the
// program ends first.
func (p *program) awaitFrame(what string, ok func(frame) bool) (frame, error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		shown, next := p.terminal.current()
		if ok(shown) {
			return shown, nil
		}
		select {
		case <-next:
		case <-p.exited:
			return shown, errExited
		case <-timer.C:
			return shown, fmt.Errorf("%s: not seen in %s\n%s", what, timeout, shown)
		}
	}
}

// awaitTrue waits for what no frame shows. It fails with errExited when the program
// ends first.
func (p *program) awaitTrue(what string, ok func() bool) error {
	timer, again := time.NewTimer(timeout), time.NewTicker(5*time.Millisecond)
	defer timer.Stop()
	defer again.Stop()
	for !ok() {
		select {
		case <-again.C:
		case <-p.exited:
			return errExited
		case <-timer.C:
			shown, _ := p.terminal.current()
			return fmt.Errorf("%s: not so in %s\n%s", what, timeout, shown)
		}
	}
	return nil
}

// send types bytes, as a terminal sends them.
func (p *program) send(keys string) error {
	if _, err := io.WriteString(p.tty, keys); err != nil {
		return errExited
	}
	return nil
}

// whileRunning gives a context that ends with the program.
func (p *program) whileRunning(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-p.exited:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// timeout is how long a fact may take that must come. Only a failing test
// waits for its end.
const timeout = 2 * time.Minute

// errExited says that the program ended while something was waited for.
var errExited = errors.New("the program is gone")

// describeEnd describes a program that ended by itself.
func (p *program) describeEnd(h *rig.Home) string {
	return fmt.Sprintf("%v\nlast written: %q\nlog:\n%s", p.err, bytes.TrimSpace(p.terminal.tail()), strings.TrimSpace(h.Log()))
}
