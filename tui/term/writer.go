package term

import (
	"fmt"
	"time"
)

// Show replaces what the terminal shows. It never blocks; of frames that come
// faster than they can be written only the newest is written.
func (t *Terminal) Show(f Frame) { t.mail.show(f) }

// Refresh paints the whole frame again, for a screen that something else has
// written on.
func (t *Terminal) Refresh() { t.mail.refresh() }

// Err returns the first error that writing met, or nil.
func (t *Terminal) Err() error {
	if err := t.err.Load(); err != nil {
		return *err
	}
	return nil
}

// Stalled returns for how long the write under way has been waiting for the
// terminal; 0 when none is.
func (t *Terminal) Stalled() time.Duration {
	if since := t.since.Load(); since != 0 {
		return max(time.Since(time.Unix(0, since)), 1)
	}
	return 0
}

// Crashed delivers the panic, if any, that painting a frame met; nothing is
// painted after it.
func (t *Terminal) Crashed() <-chan error { return t.crashed }

// loop is the one goroutine that paints. It sleeps while nothing is to do.
func (t *Terminal) loop(quit <-chan struct{}) {
	w := writer{t: t, painter: painter{dumb: t.opts.Dumb}}
	for {
		select {
		case <-quit:
			return
		case <-t.mail.wake:
		}
		if !w.pause(quit) {
			return
		}
		w.deliver()
	}
}

// writer is the state of one loop.
type writer struct {
	t       *Terminal
	painter painter
	buf     []byte    // reused from write to write
	wrote   time.Time // when the last write ended
}

// pause waits until the next write is due; it reports false when the terminal
// is being stopped.
func (w *writer) pause(quit <-chan struct{}) bool {
	rest := w.t.opts.Interval - time.Since(w.wrote)
	if w.wrote.IsZero() || rest <= 0 {
		return true
	}
	timer := time.NewTimer(rest)
	defer timer.Stop()
	select {
	case <-quit:
		return false
	case <-timer.C:
		return true
	}
}

// deliver writes what the mailbox holds. An error leaves the screen in an
// unknown state, so the frame after it is a full one.
func (w *writer) deliver() {
	frame, aside, fresh := w.t.mail.take()
	if fresh {
		w.painter.forget()
	}
	w.buf = append(w.buf[:0], aside...)
	if frame != nil {
		w.buf = w.painter.paint(w.buf, *frame)
	}
	var whole bool
	if w.buf, whole = w.t.mail.takePictures(w.buf); whole {
		w.painter.touch()
	}
	if len(w.buf) == 0 {
		return
	}
	if err := w.t.write(w.buf); err != nil {
		w.painter.forget()
	}
	w.wrote = time.Now()
}

// write is the only place that writes to the terminal.
func (t *Terminal) write(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	t.since.Store(time.Now().UnixNano())
	defer t.since.Store(0)
	if _, err := t.out.Write(b); err != nil {
		err = fmt.Errorf("writing to the terminal: %w", err)
		t.fail(err)
		return err
	}
	return nil
}

func (t *Terminal) fail(err error) { t.err.CompareAndSwap(nil, &err) }
