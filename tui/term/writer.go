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

// Crashed delivers a panic while painting; nothing is painted after it.
func (t *Terminal) Crashed() <-chan error { return t.crashed }

// loop is the one goroutine that paints. It sleeps while there is nothing to do.
func (t *Terminal) loop() {
	w := writer{t: t, painter: painter{dumb: t.opts.Dumb}}
	for {
		select {
		case <-t.quit:
			return
		case <-t.mailbox.wake:
		}
		if rest := writeInterval - time.Since(w.lastWrite); rest > 0 {
			select {
			case <-t.quit:
				return
			case <-time.After(rest):
			}
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
	if _, err := t.out.Write(b); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}
