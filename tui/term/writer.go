package term

import (
	"fmt"
	"time"
)

// Show replaces what the terminal shows. It never blocks: of frames that come
// faster than they can be written, only the newest is written.
func (t *Terminal) Show(f Frame) { t.mailbox.show(f) }

// Refresh paints the whole frame again, for when something else has written to
// the terminal.
func (t *Terminal) Refresh() { t.mailbox.refresh() }

// Err returns the first write error, or nil.
func (t *Terminal) Err() error {
	if err := t.err.Load(); err != nil {
		return *err
	}
	return nil
}

// Stalled returns for how long the current write has been blocked; 0 when there
// is none.
func (t *Terminal) Stalled() time.Duration {
	if since := t.writeBegan.Load(); since != 0 {
		return max(time.Since(time.Unix(0, since)), 1)
	}
	return 0
}

// Crashed delivers a panic while painting; nothing is painted after it.
func (t *Terminal) Crashed() <-chan error { return t.crashed }

// loop is the one goroutine that paints. It sleeps while there is nothing to do.
func (t *Terminal) loop(quit <-chan struct{}) {
	w := writer{t: t, painter: painter{dumb: t.opts.Dumb}}
	for {
		select {
		case <-quit:
			return
		case <-t.mailbox.wake:
		}
		if !w.waitInterval(quit) {
			return
		}
		w.flush()
	}
}

// writer is the state of one loop.
type writer struct {
	t         *Terminal
	painter   painter
	buf       []byte    // reused from write to write
	lastWrite time.Time // when the last write ended
}

// waitInterval waits until the next write is due; it reports false when the terminal
// is being stopped.
func (w *writer) waitInterval(quit <-chan struct{}) bool {
	rest := w.t.opts.Interval - time.Since(w.lastWrite)
	if w.lastWrite.IsZero() || rest <= 0 {
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

// flush writes what the mailbox holds. After an error the screen is in an unknown
// state, so the next frame is painted in full.
func (w *writer) flush() {
	frame, sequences, repaint := w.t.mailbox.take()
	if repaint {
		w.painter.invalidate()
	}
	w.buf = append(w.buf[:0], sequences...)
	if frame != nil {
		w.buf = w.painter.paint(w.buf, *frame)
	}
	var complete bool
	if w.buf, complete = w.t.mailbox.takePictures(w.buf); complete {
		w.painter.repaintPictures()
	}
	if len(w.buf) == 0 {
		return
	}
	if err := w.t.write(w.buf); err != nil {
		w.painter.invalidate()
	}
	w.lastWrite = time.Now()
}

// write is the only place that writes to the terminal.
func (t *Terminal) write(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	t.writing <- struct{}{}
	defer func() { <-t.writing }()
	t.writeBegan.Store(time.Now().UnixNano())
	defer t.writeBegan.Store(0)
	if _, err := t.out.Write(b); err != nil {
		err = fmt.Errorf("writing to the terminal: %w", err)
		t.fail(err)
		return err
	}
	return nil
}

func (t *Terminal) fail(err error) { t.err.CompareAndSwap(nil, &err) }
