package main

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"tgdesk/core/crash"
)

// opener opens files with a program of the desktop. Its words are a command
// and the arguments that stand before the file's path; no shell sees them.
type opener []string

// openerOf reads the setting; words are parted by spaces.
func openerOf(setting string) opener { return strings.Fields(setting) }

// defaultOpener is how a system opens a file with the program for its kind.
func defaultOpener() string {
	switch runtime.GOOS {
	case "darwin":
		return "open"
	case "windows":
		return "rundll32 url.dll,FileProtocolHandler" // what start does: that is a word of the shell
	}
	return "xdg-open"
}

// openerPatience is how long a program may take to say that it cannot.
const openerPatience = 2 * time.Second

// open shows the file at path. Such programs mostly end at once; one that is
// still there after openerPatience shows it, and is left to itself.
func (o opener) open(path string) error {
	if len(o) == 0 {
		return errors.New("no program opens files: see opener in the settings file")
	}
	args := append(append([]string{}, o[1:]...), path)
	cmd := exec.Command(o[0], args...) // no streams: it must not write on the screen
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s cannot be started: %w", o[0], err)
	}
	ended := make(chan error, 1)
	crash.Go("waiting for the opener", cmd.Wait, func(err error) { ended <- err })
	patience := time.NewTimer(openerPatience)
	defer patience.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("%s could not open the file: %w", o[0], err)
		}
	case <-patience.C:
	}
	return nil
}

// onDesktop reports whether there is a screen that a program could open a file
// on: not in a session over SSH that brought none along.
func (h host) onDesktop() bool {
	if h.env("SSH_CONNECTION") == "" && h.env("SSH_TTY") == "" {
		return true
	}
	return h.env("DISPLAY") != "" || h.env("WAYLAND_DISPLAY") != ""
}
