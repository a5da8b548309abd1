package term

import "github.com/charmbracelet/x/ansi"

// maxCopy bounds what Copy sends, in bytes before encoding: xterm and others
// drop longer OSC 52 sequences.
const maxCopy = 74_994

// Copy asks the terminal to put text on the clipboard of the machine it runs
// on (OSC 52). Whether the terminal did so cannot be known.
func (t *Terminal) Copy(text string) error {
	switch {
	case t.opts.Dumb:
		return ErrRefused
	case len(text) > maxCopy:
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
	switch {
	case t.opts.Dumb:
	case on:
		t.mailbox.addSequence(mouseOn)
	default:
		t.mailbox.addSequence(mouseOff)
	}
}

// Picture gives the terminal a picture to show where kitty's placeholders with
// this id are, in cols × rows cells. It never blocks: the picture is sent in
// pieces between frames. png must not be changed any more. Call it only for a terminal with kitty's graphics protocol.
func (t *Terminal) Picture(id uint32, png []byte, cols, rows int) error {
	switch {
	case t.opts.Dumb, id == 0, id > maxID, len(png) == 0, cols < 1, rows < 1, cols > maxSide, rows > maxSide:
		return ErrPicture
	case len(png) > maxPicture:
		return ErrTooLong
	case !t.mailbox.addPicture(&picture{id: id, png: png, cols: cols, rows: rows}):
		return ErrStalled
	}
	return nil
}

// DropPicture deletes a picture from the terminal.
func (t *Terminal) DropPicture(id uint32) { t.mailbox.dropPicture(id) }
