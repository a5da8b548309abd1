// Package term is an operator's terminal: it takes whole frames and writes
// what changed. One Terminal serves one screen, local or over SSH.
//
// Showing a frame never blocks: frames go into a mailbox of one place, where
// the newest wins, and a single goroutine writes them, each in one Write. It
// stands in for Bubble Tea's renderer, whose ticker wakes an idle program and
// whose blocked write blocks the event loop; so it also does what Bubble Tea
// leaves out without a renderer: raw mode and reports of resizing.
//
// The package must not lay out, choose looks, read keys or know what is shown.
package term

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	xterm "github.com/charmbracelet/x/term"

	"tgdesk/core/crash"
)

// DefaultInterval is the least time between two writes.
const DefaultInterval = 4 * time.Millisecond

// patience is how long Stop waits for a write under way, and then for its own.
const patience = 250 * time.Millisecond

// Errors of a Terminal.
var (
	ErrNoSize  = errors.New("the terminal does not tell its size")
	ErrStalled = errors.New("the terminal takes no output")
	ErrTooLong = errors.New("too long for the terminal")
	ErrRefused = errors.New("the terminal has no clipboard")
	ErrPicture = errors.New("the terminal cannot show this picture")
)

// Capabilities are what only a screen on the operator's own machine can do.
type Capabilities struct {
	OpenFile  bool // show a file with the desktop's program for it
	Clipboard bool // reach the system's clipboard without the terminal's help
}

// Options are a Terminal's settings. The zero value suits a remote screen.
type Options struct {
	Mouse        bool          // report clicks and the wheel from the start
	Dumb         bool          // TERM=dumb: no modes, no title; moves and erases only
	Interval     time.Duration // least time between writes; 0 is DefaultInterval
	Capabilities Capabilities
}

// Terminal writes frames to one terminal. Its methods are safe to call from
// any goroutine.
type Terminal struct {
	in   io.Reader
	out  io.Writer
	opts Options

	mail mailbox

	// life guards the fields below, as turn does each Write. They are channels
	// and no mutexes because testing/synctest counts a wait for a mutex as work
	// going on, and time would stand still.
	life    chan struct{}
	running bool
	quit    chan struct{}
	done    chan struct{}
	cooked  *xterm.State // the mode to go back to; nil when in is no terminal

	turn  chan struct{}
	since atomic.Int64 // when the Write under way began, Unix ns; 0 when none
	err   atomic.Pointer[error]

	crashed chan error // a panic while painting; size 1
}

// New returns a Terminal that is not started. Frames shown before Start are
// kept (the newest).
func New(in io.Reader, out io.Writer, opts Options) *Terminal {
	if opts.Interval <= 0 {
		opts.Interval = DefaultInterval
	}
	return &Terminal{
		in: in, out: out, opts: opts,
		mail: mailbox{wake: make(chan struct{}, 1)},
		life: make(chan struct{}, 1), turn: make(chan struct{}, 1), crashed: make(chan error, 1),
	}
}

// Capabilities returns what this terminal's screen can do.
func (t *Terminal) Capabilities() Capabilities { return t.opts.Capabilities }

// Start takes the terminal over: raw mode where in is a terminal, alternate
// screen, reports of mouse, paste and focus. It may be called again after
// Stop, as when an editor had the screen in between.
func (t *Terminal) Start() error {
	t.life <- struct{}{}
	defer func() { <-t.life }()
	if t.running {
		return nil
	}
	if err := t.raw(); err != nil {
		return err
	}
	if err := t.writeSoon([]byte(t.opening())); err != nil {
		return errors.Join(err, t.restore())
	}
	t.running = true
	t.quit, t.done = make(chan struct{}), make(chan struct{})
	t.mail.refresh()
	t.mail.resend()
	quit, done := t.quit, t.done
	crash.Go("the terminal's writer", func() error { t.loop(quit); return nil }, func(err error) {
		if err != nil {
			t.fail(err)
			select {
			case t.crashed <- err:
			default: // one is enough to end a screen
			}
		}
		close(done)
	})
	return nil
}

func (t *Terminal) opening() string {
	switch {
	case t.opts.Dumb:
		return ""
	case t.opts.Mouse:
		return enter + mouseOn
	}
	return enter
}

func (t *Terminal) raw() error {
	f, ok := t.in.(xterm.File)
	if !ok || !xterm.IsTerminal(f.Fd()) {
		return nil
	}
	cooked, err := xterm.MakeRaw(f.Fd())
	if err != nil {
		return fmt.Errorf("setting the terminal to raw mode: %w", err)
	}
	t.cooked = cooked
	return nil
}

func (t *Terminal) restore() error {
	f, ok := t.in.(xterm.File)
	if !ok || t.cooked == nil {
		return nil
	}
	err := xterm.Restore(f.Fd(), t.cooked)
	t.cooked = nil
	if err != nil {
		return fmt.Errorf("restoring the terminal's mode: %w", err)
	}
	return nil
}

// Stop gives the terminal back as it was. It may be called more than once,
// and after a panic anywhere. A terminal that takes no output delays it by at
// most half a second; it then returns ErrStalled.
func (t *Terminal) Stop() error {
	t.life <- struct{}{}
	defer func() { <-t.life }()
	if !t.running {
		return nil
	}
	t.running = false
	close(t.quit)
	wait(t.done)
	return errors.Join(t.writeSoon(t.closing()), t.restore())
}

// closing returns what gives the terminal back. Sequences that still wait, a
// copy made just before quitting, go out before it.
func (t *Terminal) closing() []byte {
	aside := t.mail.closing()
	if t.opts.Dumb {
		return append(aside, leaveDumb...)
	}
	return append(aside, leave...)
}

// writeSoon is write that gives up waiting after a while. The write itself
// still happens if the terminal comes back.
func (t *Terminal) writeSoon(b []byte) error {
	var err error
	done := make(chan struct{})
	crash.Go("the terminal's writer", func() error { return t.write(b) }, func(e error) {
		err = e
		close(done)
	})
	if !wait(done) {
		return ErrStalled
	}
	return err
}

// wait waits for done, but not for long.
func wait(done <-chan struct{}) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// Size asks the terminal for its width and height in cells. Only a local one
// can tell; for others it returns ErrNoSize.
func (t *Terminal) Size() (width, height int, err error) {
	for _, end := range []any{t.out, t.in} {
		if f, ok := end.(xterm.File); ok && xterm.IsTerminal(f.Fd()) {
			return xterm.GetSize(f.Fd())
		}
	}
	return 0, 0, ErrNoSize
}
