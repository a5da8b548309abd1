package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/richtext"
)

// opener opens files and links with a program of the desktop. Its words are a
// command and the arguments that stand before the file's path or the address;
// no shell sees them.
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

// openable is what a program may be given: an address of http, https or tg as
// tui/richtext reads it, and for all else a path from the root on. Neither begins as
// an option does.
func openable(what string) (string, error) {
	if to := richtext.TargetOf(what); to.Address != "" {
		return to.Address, nil
	}
	path, err := filepath.Abs(what)
	if err != nil {
		return "", fmt.Errorf("finding the file: %w", err)
	}
	return path, nil
}

// openerPatience is how long a program may take to say that it cannot.
const openerPatience = 2 * time.Second

// open shows a file, or an address of the web or of Telegram. Such programs
// mostly end at once; one that is still there after openerPatience shows it, and
// is left to itself.
func (o opener) open(what string) error {
	if len(o) == 0 {
		return cannotOpen("no program opens files", nil)
	}
	what, err := openable(what)
	if err != nil {
		return err
	}
	args := append(append([]string{}, o[1:]...), what)
	cmd := exec.Command(o[0], args...) // no streams: it must not write on the screen
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return cannotOpen(o[0]+" cannot be started", err)
	}
	ended := make(chan error, 1)
	crash.Go("waiting for the opener", cmd.Wait, func(err error) { ended <- err })
	patience := time.NewTimer(openerPatience)
	defer patience.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return cannotOpen(o[0]+" could not open the file", err)
		}
	case <-patience.C:
	}
	return nil
}

// cannotOpen says why a file was not shown, and where the program is chosen.
func cannotOpen(why string, err error) error {
	cause := ""
	if missing, ok := errors.AsType[*exec.Error](err); ok {
		cause = ": " + missing.Err.Error()
	} else if err != nil {
		cause = ": " + err.Error()
	}
	return core.NewError(core.CodeUnavailable, "not_opened",
		why, cause).Because(err)
}

// onDesktop reports whether there is a screen that a program could open a file
// on: not in a session over SSH that brought none along.
func (h host) onDesktop() bool {
	if h.env("SSH_CONNECTION") == "" && h.env("SSH_TTY") == "" {
		return true
	}
	return h.env("DISPLAY") != "" || h.env("WAYLAND_DISPLAY") != ""
}
