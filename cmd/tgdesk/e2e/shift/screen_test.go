package shift_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/tui/remote"
)

// The size of every screen, and where its panes end.
const width, height, leftWidth = 120, 36, 43

// frameEnd ends each frame that a screen is sent.
const frameEnd = "\x1b[?2026l"

// errEnded says that a screen ended while something was waited for.
var errEnded = errors.New("the screen has ended")

// screen is the screen of an operator, as a terminal at the other end of SSH shows it.
type screen struct {
	client   *gossh.Client
	session  *gossh.Session
	in       io.Writer
	emulator *rig.Emulator

	mu      sync.Mutex
	pending []byte // behind the last whole frame
	frame   frame
	next    chan struct{} // closed at the next frame
	ended   chan struct{}
}

// openScreen opens a screen on a connection.
func openScreen(client *gossh.Client) (*screen, error) {
	c := &screen{client: client, emulator: rig.NewEmulator(width, height), next: make(chan struct{}), ended: make(chan struct{})}
	session, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	c.session = session
	in, err1 := session.StdinPipe()
	out, err2 := session.StdoutPipe()
	c.in = in
	if err := errors.Join(err1, err2, session.Setenv("NO_COLOR", "1"), session.RequestPty("xterm-256color", height, width, nil), session.Shell()); err != nil {
		return nil, err
	}
	go c.read(out)
	return c, nil
}

func (c *screen) read(out io.Reader) {
	defer close(c.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := out.Read(buf)
		c.take(buf[:n])
		if err != nil {
			return
		}
	}
}

// take keeps what was read; a frame is drawn when somebody looks at it.
func (c *screen) take(p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = append(c.pending, p...)
	if bytes.Contains(c.pending, []byte(frameEnd)) {
		close(c.next)
		c.next = make(chan struct{})
	}
}

// look draws the last whole frame, and returns what is closed at the next one.
func (c *screen) look() (frame, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := bytes.LastIndex(c.pending, []byte(frameEnd)); at >= 0 {
		at += len(frameEnd)
		_, _ = c.emulator.Write(c.pending[:at]) // never fails
		c.pending = append(c.pending[:0], c.pending[at:]...)
		c.frame = frame{c.emulator.Columns(0, leftWidth), c.emulator.Columns(leftWidth+1, width), c.emulator.Lines()}
	}
	return c.frame, c.next
}

// press types bytes, as a terminal sends them.
func (c *screen) press(keys string) error {
	if _, err := io.WriteString(c.in, keys); err != nil {
		return errEnded
	}
	return nil
}

// now is the present frame.
func (c *screen) now() frame {
	f, _ := c.look()
	return f
}

// await waits for a frame that ok takes, as long as limit; found is false if none came.
func (c *screen) await(limit time.Duration, ok func(frame) bool) (f frame, found bool, err error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		f, next := c.look()
		if ok(f) {
			return f, true, nil
		}
		select {
		case <-next:
		case <-c.ended:
			return f, false, errEnded
		case <-timer.C:
			return f, false, nil
		}
	}
}

// must is await of what has to come.
func (c *screen) must(what string, ok func(frame) bool) (frame, error) {
	f, found, err := c.await(patience, ok)
	if err == nil && !found {
		err = fmt.Errorf("%s: not seen in %s\n%s", what, patience, f)
	}
	return f, err
}

// quit ends the screen as a person does, drop as a broken line does.
func (c *screen) quit() error {
	if err := c.focus(1); err != nil {
		return err
	}
	for _, keys := range []string{"q", "y"} {
		if err := c.press(keys); err != nil {
			return nil
		}
		if keys == "q" {
			_, _ = c.must("the question", func(f frame) bool { return f.has("Quit? ") })
		}
	}
	<-c.ended
	return c.client.Close()
}

func (c *screen) drop() { _ = c.client.Close(); <-c.ended }

// focus goes to a pane from anywhere.
func (c *screen) focus(pane int) error {
	on := func(f frame) bool { has, _ := f.pane(pane); return has && f.noToast() }
	began := time.Now()
	for first := true; time.Since(began) < patience; first = false {
		if !first {
			if err := c.press("\x1b"); err != nil { // alone, or it were a key with alt
				return err
			}
			if _, _, err := c.await(250*time.Millisecond, on); err != nil {
				return err
			}
		}
		if err := c.press(fmt.Sprintf("\x1b%d", pane)); err != nil {
			return err
		}
		if _, found, err := c.await(time.Second, on); found || err != nil {
			return err
		}
	}
	return fmt.Errorf("the focus never came to pane %d\n%s", pane, c.now())
}

// run calls a verb over SSH.
func run(client *gossh.Client, args ...string) (status int, out, errs string, err error) {
	session, err := client.NewSession()
	if err != nil {
		return 0, "", "", err
	}
	var o, e bytes.Buffer
	session.Stdout, session.Stderr = &o, &e
	err = session.Run(remote.Quote(args))
	if exit, ok := errors.AsType[*gossh.ExitError](err); ok {
		status, err = exit.ExitStatus(), nil
	}
	return status, o.String(), e.String(), err
}

// frame is a frame as a person reads it, row by row: the panes at the left, the open chat
// at the right, and all of it.
type frame struct{ left, right, rows []string }

func (f frame) String() string { return strings.Join(f.rows, "\n") }

func (f frame) has(parts ...string) bool {
	s := f.String()
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// lists reports whether part stands in the panes, and rightHas whether it does in the open
// chat.
func (f frame) lists(part string) bool { return strings.Contains(strings.Join(f.left, "\n"), part) }

func (f frame) rightHas(part string) bool { return strings.Contains(strings.Join(f.right, "\n"), part) }

// bottom is the line of keys and toasts.
func (f frame) bottom() string {
	if len(f.rows) == 0 {
		return ""
	}
	return f.rows[len(f.rows)-1]
}

// noToast reports whether the bottom line shows keys.
func (f frame) noToast() bool {
	return strings.HasSuffix(f.bottom(), "? help") || strings.HasSuffix(f.bottom(), "f1 help")
}

// pane reads a pane's bar: whether it has the focus, and its count.
func (f frame) pane(n int) (focused bool, count int) {
	for _, line := range f.left {
		if !strings.HasPrefix(line, fmt.Sprintf(" %d ", n)) {
			continue
		}
		if m := rig.PaneBar.FindStringSubmatch(line); m != nil {
			count, _ = strconv.Atoi(m[1]) // the pattern lets only digits through
			return strings.Contains(line, "━"), count
		}
	}
	return false, 0
}

var (
	headName     = regexp.MustCompile(`^ Vis (\d{4})  `)
	headStanding = regexp.MustCompile(` ((?:pending|active|unanswered|completed) · \S.*|picking up…)$`)
)

// header is the number of the visitor of the open chat, and how it stands.
func (f frame) header() (visitor, standing string) {
	if len(f.right) < 2 {
		return "", ""
	}
	if m := headName.FindStringSubmatch(f.right[1]); m != nil {
		visitor = m[1]
	}
	if m := headStanding.FindStringSubmatch(f.right[1]); m != nil {
		standing = m[1]
	}
	return visitor, standing
}

// composer is what stands below the rule of the composer, and whether keys go there.
func (f frame) composer() (text string, focused bool) {
	for y := len(f.right) - 2; y > 2; y-- {
		if strings.HasPrefix(f.right[y], "──") || strings.HasPrefix(f.right[y], "━━") {
			return strings.Join(f.right[y+1:len(f.right)-1], "\n"), strings.HasPrefix(f.right[y+1], "▎")
		}
	}
	return "", false
}

func (f frame) composing() bool { _, focused := f.composer(); return focused }
