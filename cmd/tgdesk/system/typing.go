package system

import (
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"
)

// HideTyping stops a terminal from echoing what is typed, until restore is
// called. Lines still end at enter, and ctrl+c still interrupts.
func HideTyping(tty *os.File) (restore func() error, err error) {
	before, err := term.GetState(tty.Fd())
	if err != nil {
		return nil, fmt.Errorf("reading the terminal's mode: %w", err)
	}
	hidden := *before
	withoutEcho(&hidden)
	if err := term.SetState(tty.Fd(), &hidden); err != nil {
		return nil, fmt.Errorf("turning the echo off: %w", err)
	}
	return func() error { return term.Restore(tty.Fd(), before) }, nil
}
