package console

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/richtext"
)

// openTimeout is how long a program may take to say that it cannot.
const openTimeout = 2 * time.Second

// Opener returns a function that shows a file, or an address of the web or of
// Telegram, with a program of the desktop. The words of command are the program
// and the arguments that stand before the path or the address; no shell sees them.
func Opener(command string) func(what string) error {
	words := strings.Fields(command)
	return func(what string) error { return open(words, what) }
}

// open starts the program. Such programs mostly end at once; one that still runs
// after openTimeout shows the file, and is left to itself.
func open(command []string, what string) error {
	if len(command) == 0 {
		return openError("no program opens files", nil)
	}
	target, err := openTarget(what)
	if err != nil {
		return err
	}
	program, args := command[0], append(slices.Clone(command[1:]), target)
	cmd := exec.Command(program, args...) // no streams: it must not write on the screen
	system.Detach(cmd)
	if err := cmd.Start(); err != nil {
		return openError(program+" cannot be started", err)
	}
	ended := make(chan error, 1)
	crash.Go("waiting for the opener", cmd.Wait, func(err error) { ended <- err })
	timeout := time.NewTimer(openTimeout)
	defer timeout.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return openError(program+" could not open the file", err)
		}
	case <-timeout.C:
	}
	return nil
}

// openTarget is what a program may be given: an address of http, https or tg,
// and for all else a path from the root on. Neither begins as an option does.
func openTarget(what string) (string, error) {
	if to := richtext.TargetOf(what); to.Address != "" {
		return to.Address, nil
	}
	path, err := filepath.Abs(what)
	if err != nil {
		return "", fmt.Errorf("finding the file: %w", err)
	}
	return path, nil
}

// openError says why a file was not shown, and where the program is chosen.
func openError(why string, err error) error {
	cause := ""
	if missing, ok := errors.AsType[*exec.Error](err); ok {
		cause = ": " + missing.Err.Error()
	} else if err != nil {
		cause = ": " + err.Error()
	}
	return core.NewError(core.CodeUnavailable, "not_opened", why, cause).Because(err)
}
