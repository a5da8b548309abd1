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

// console is one run of the program's screen on a pseudo-terminal.
type console struct {
	cmd   *exec.Cmd
	tty   *os.File
	glass *glass
	began time.Time
	gone  chan struct{} // closed when it has ended and all that it wrote was read
	err   error         // how it ended; valid once gone
}

// open starts the console. look, if it is not nil, is shown every frame.
func open(m *rig.Home, look func(page)) (*console, error) {
	cmd := m.Command()
	c := &console{cmd: cmd, glass: newGlass(look), began: time.Now(), gone: make(chan struct{})}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: killHeight, Cols: killWidth})
	if err != nil {
		return nil, fmt.Errorf("start the console: %w", err)
	}
	c.tty = tty
	go c.watch()
	return c, nil
}

// watch reads what the program writes until the terminal is closed, which for
// the last process on it is its end.
func (c *console) watch() {
	defer close(c.gone)
	_, _ = io.Copy(c.glass, c.tty) // ends with EIO, which is how a pseudo-terminal ends
	c.err = c.cmd.Wait()
	c.glass.end(c.err == nil)
	_ = c.tty.Close()
}

// kill ends the program as kill -9 does, and waits until it is gone.
func (c *console) kill() {
	c.glass.close()
	_ = c.cmd.Process.Kill() // it may just have ended by itself: gone tells how
	<-c.gone
}

// firstFrame is how long the start took, if it came to a frame.
func (c *console) firstFrame() (took time.Duration, ok bool) {
	c.glass.mu.Lock()
	defer c.glass.mu.Unlock()
	return c.glass.first.Sub(c.began), !c.glass.first.IsZero()
}

// until waits for a frame that ok takes. It fails with errGone when the
// program ends first.
func (c *console) until(what string, ok func(page) bool) (page, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		shown, next := c.glass.now()
		if ok(shown) {
			return shown, nil
		}
		select {
		case <-next:
		case <-c.gone:
			return shown, errGone
		case <-timer.C:
			return shown, fmt.Errorf("%s: not seen in %s\n%s", what, patience, shown)
		}
	}
}

// fact waits for what no frame tells of. It fails with errGone when the program
// ends first.
func (c *console) fact(what string, ok func() bool) error {
	timer, again := time.NewTimer(patience), time.NewTicker(5*time.Millisecond)
	defer timer.Stop()
	defer again.Stop()
	for !ok() {
		select {
		case <-again.C:
		case <-c.gone:
			return errGone
		case <-timer.C:
			shown, _ := c.glass.now()
			return fmt.Errorf("%s: not so in %s\n%s", what, patience, shown)
		}
	}
	return nil
}

// send types bytes, as a terminal sends them.
func (c *console) send(keys string) error {
	if _, err := io.WriteString(c.tty, keys); err != nil {
		return errGone
	}
	return nil
}

// during gives a context that ends with the program.
func (c *console) during(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-c.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// patience is how long a fact may take that must come. Only a failing test
// waits for its end.
const patience = 2 * time.Minute

// errGone says that the program ended while something was waited for.
var errGone = errors.New("the program is gone")

// story tells of a console that ended by itself.
func (c *console) story(m *rig.Home) string {
	return fmt.Sprintf("%v\nlast written: %q\nlog:\n%s", c.err, bytes.TrimSpace(c.glass.tail()), strings.TrimSpace(m.Log()))
}
