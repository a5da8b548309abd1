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
	case !t.mail.put(ansi.SetSystemClipboard(text)):
		return ErrStalled
	}
	return nil
}

// Bell rings, or marks the window for attention, as the terminal is set up.
func (t *Terminal) Bell() { t.mail.put("\a") }

// SetMouse switches the reports of clicks and the wheel. While they are off,
// the terminal's own selection works.
func (t *Terminal) SetMouse(on bool) {
	switch {
	case t.opts.Dumb:
	case on:
		t.mail.put(mouseOn)
	default:
		t.mail.put(mouseOff)
	}
}
