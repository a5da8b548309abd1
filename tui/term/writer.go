package term

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Show replaces what the terminal shows. It never blocks: of frames that come
// faster than they can be written, only the newest is written.
func (t *Terminal) Show(f Frame) { t.mailbox.change(func() { t.mailbox.frame = &f }) }

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

// MaxCopy is the most that Copy sends, in bytes before encoding: xterm and others
// drop longer OSC 52 sequences.
const MaxCopy = 74_994

// Copy asks the terminal to put text on the clipboard of the machine it runs
// on (OSC 52). Whether the terminal did so cannot be known.
func (t *Terminal) Copy(text string) error {
	switch {
	case t.opts.Dumb:
		return ErrRefused
	case len(text) > MaxCopy:
		return ErrTooLong
	case !t.mailbox.addSequence(ansi.SetSystemClipboard(text)):
		return ErrStalled
	}
	return nil
}

// Bell rings, or marks the window as urgent, as the terminal is set up.
func (t *Terminal) Bell() { t.mailbox.addSequence("\a") }

// SetMouse switches reports of clicks and the wheel. While they are off, the
// terminal's own selection works.
func (t *Terminal) SetMouse(on bool) {
	t.mouse.Store(on)
	switch {
	case t.opts.Dumb:
	case on:
		t.mailbox.addSequence(mouseOn)
	default:
		t.mailbox.addSequence(mouseOff)
	}
}

// Mouse reports whether clicks and the wheel are reported.
func (t *Terminal) Mouse() bool { return t.mouse.Load() }

// Picture gives the terminal a picture to show where kitty's placeholders with
// this id are, in cols × rows cells. It never blocks: the picture is sent in
// pieces between frames. png must not be changed any more. Call it only for a terminal with kitty's graphics protocol.
func (t *Terminal) Picture(id uint32, png []byte, cols, rows int) error {
	switch {
	case t.opts.Dumb, id == 0, id > maxID, len(png) == 0, cols < 1, rows < 1, cols > maxSide, rows > maxSide:
		return ErrPicture
	case len(png) > maxPicture:
		return ErrTooLong
	}
	err := ErrStalled
	t.mailbox.change(func() {
		if t.mailbox.pictures.add(&picture{id: id, png: png, cols: cols, rows: rows}) {
			err = nil
		}
	})
	return err
}

// DropPicture deletes a picture from the terminal.
func (t *Terminal) DropPicture(id uint32) {
	t.mailbox.change(func() { t.mailbox.pictures.drop(id) })
}
