//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// monitorOf is how a machine starts monitors.
func monitorOf() func() *exec.Cmd { return monitorOfThis }

// endure makes a monitor outlast its screen: whoever ends the one by name ends
// the other, and what restores a terminal from the background must not be
// stopped for it.
func endure() {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGPIPE, syscall.SIGTTOU, syscall.SIGTTIN)
}

// modeOf is the mode of a terminal's lines as another process can restore it.
func modeOf(terminal *os.File) json.RawMessage {
	state, err := term.GetState(terminal.Fd())
	if err != nil {
		return nil
	}
	mode, _ := json.Marshal(state.Termios) // numbers only: cannot fail
	return mode
}

// setMode restores a mode. A terminal that is not as a screen keeps it is left
// alone: the shell was faster, and has set the mode it wants.
func setMode(terminal *os.File, mode json.RawMessage) error {
	state, err := term.GetState(terminal.Fd())
	if err != nil || len(mode) == 0 || state.Oflag&unix.OPOST != 0 {
		return nil
	}
	if err := json.Unmarshal(mode, &state.Termios); err != nil {
		return fmt.Errorf("reading the terminal's mode: %w", err)
	}
	if err := term.SetState(terminal.Fd(), state); err != nil {
		return fmt.Errorf("restoring the terminal's mode: %w", err)
	}
	return nil
}
