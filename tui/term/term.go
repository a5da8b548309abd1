// Package term is an operator's terminal: it takes whole frames and writes
// what changed. One Terminal serves one screen, local or over SSH.
//
// It replaces the renderer of Bubble Tea v1, which wakes an idle program 60
// times a second, blocks the event loop while a write blocks (a stalled SSH
// client stops its screen), hides the real cursor that input methods follow,
// has no synchronized output, and rewrites a whole line for one character.
// Here a frame of 120 × 40 cells costs 0.1 ms to paint, 4 µs when one row of it
// changed, and an idle screen nothing. Show never blocks: the newest frame wins,
// and one goroutine writes it in one Write. Without its renderer Bubble Tea also
// leaves raw mode and resizing to others, so both are done here.
//
// The package must not lay out, choose styles, read keys or know what is shown.
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

const (
	writeInterval = 4 * time.Millisecond   // the least time between two writes
	stopTimeout   = 250 * time.Millisecond // how long Stop waits for the current write, and then for its own
)

// The sequences beside rows. A terminal ignores private modes it does not know.
const (
	syncBegin  = "\x1b[?2026h" // synchronized output: show the frame at once
	syncEnd    = "\x1b[?2026l"
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"

	// enter: save the title, alternate screen, no wrapping at the right edge (a
	// character drawn wider than expected must not spill into the next row),
	// bracketed paste, focus reports.
	enter = "\x1b[22;0t\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?1004h" + hideCursor
	// leave undoes enter, in reverse, whatever state the screen is in.
	leave = syncEnd + "\x1b[m" + mouseOff + showCursor + "\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[23;0t"

	// Drags and clicks, in the encoding without a limit on columns.
	mouseOn  = "\x1b[?1002h\x1b[?1006h"
	mouseOff = "\x1b[?1006l\x1b[?1002l"

	// A dumb terminal has no modes; the shell's prompt goes below the last row.
	leaveDumb = "\x1b[m\r\n"
)

// Errors of a Terminal.
var (
	ErrNoSize  = errors.New("the terminal does not tell its size")
	ErrStalled = errors.New("the terminal takes no output")
	ErrTooLong = errors.New("too long for the terminal")
	ErrRefused = errors.New("the terminal has no clipboard")
	ErrPicture = errors.New("the terminal cannot show this picture")
)

// Options are a Terminal's settings. The zero value suits a remote screen.
type Options struct {
	Mouse bool // report clicks and the wheel from the start
	Dumb  bool // TERM=dumb: no modes and no title, only cursor moves and erasing
	Local bool // on the operator's own desktop: files can be opened there
	// Notifier is how the terminal shows notifications.
	Notifier Notifier
}

// Terminal writes frames to one terminal. Its methods are safe to call from
// any goroutine.
type Terminal struct {
	in   io.Reader
	out  io.Writer
	opts Options

	mailbox mailbox

	// lock guards the fields below, writing each Write. They are channels rather
	// than mutexes because testing/synctest does not count a wait for a mutex as
	// blocked, and its clock would stand still.
	lock      chan struct{}
	running   bool
	savedMode *xterm.State // restored by Stop; nil when in is no terminal

	quit    chan struct{}
	done    chan struct{}
	writing chan struct{}
	mouse   atomic.Bool // see SetMouse
	crashed chan error  // a panic while painting; size 1
}

// New returns a Terminal that is not started. Of the frames shown before Start
// the newest is written then.
func New(in io.Reader, out io.Writer, opts Options) *Terminal {
	t := &Terminal{
		in: in, out: out, opts: opts,
		mailbox: mailbox{wake: make(chan struct{}, 1)},
		lock:    make(chan struct{}, 1), writing: make(chan struct{}, 1), crashed: make(chan error, 1),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	t.mouse.Store(opts.Mouse)
	return t
}

// Local reports whether the terminal is on the operator's own desktop.
func (t *Terminal) Local() bool { return t.opts.Local }

// Start takes the terminal over, once: raw mode where in is a terminal, alternate
// screen, reports of mouse, paste and focus.
func (t *Terminal) Start() error {
	t.lock <- struct{}{}
	defer func() { <-t.lock }()
	if f, ok := t.in.(xterm.File); ok && xterm.IsTerminal(f.Fd()) {
		mode, err := xterm.MakeRaw(f.Fd())
		if err != nil {
			return fmt.Errorf("setting the terminal to raw mode: %w", err)
		}
		t.savedMode = mode
	}
	begin := enter
	switch {
	case t.opts.Dumb:
		begin = ""
	case t.opts.Mouse:
		begin += mouseOn
	}
	if err := t.writeWithTimeout([]byte(begin)); err != nil {
		return errors.Join(err, t.restore())
	}
	t.running = true
	t.mailbox.refresh()
	crash.Go("the terminal's writer", func() error { t.loop(); return nil }, func(err error) {
		if err != nil {
			t.crashed <- err
		}
		close(t.done)
	})
	return nil
}

// Stop restores the terminal, after pending sequences such as a copy made just
// before quitting. It may be called more than once, and after a panic anywhere.
// A terminal that reads nothing delays it by at most half a second; it then
// returns ErrStalled.
func (t *Terminal) Stop() error {
	t.lock <- struct{}{}
	defer func() { <-t.lock }()
	if !t.running {
		return nil
	}
	t.running = false
	close(t.quit)
	wait(t.done)
	return errors.Join(t.writeWithTimeout(append(t.mailbox.closing(), Leave(t.opts.Dumb)...)), t.restore())
}

func (t *Terminal) restore() error {
	f, ok := t.in.(xterm.File)
	if !ok || t.savedMode == nil {
		return nil
	}
	if err := xterm.Restore(f.Fd(), t.savedMode); err != nil {
		return fmt.Errorf("restoring the terminal's mode: %w", err)
	}
	return nil
}

// writeWithTimeout is write that gives up waiting after stopTimeout. The write
// itself still happens if the terminal comes back.
func (t *Terminal) writeWithTimeout(b []byte) error {
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

// wait waits for done, at most stopTimeout.
func wait(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(stopTimeout):
		return false
	}
}

// Size returns the terminal's width and height in cells. It works for a local
// terminal only; for others it returns ErrNoSize.
func (t *Terminal) Size() (width, height int, err error) {
	for _, end := range []any{t.out, t.in} {
		if f, ok := end.(xterm.File); ok && xterm.IsTerminal(f.Fd()) {
			return xterm.GetSize(f.Fd())
		}
	}
	return 0, 0, ErrNoSize
}

// Leave is the sequence with which a screen leaves a terminal, for whoever has to do
// so in its place.
func Leave(dumb bool) string {
	if dumb {
		return leaveDumb
	}
	return leave
}
