package secrets

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/store/seal"
)

const (
	// commandTimeout is long: somebody may have to unlock a password store.
	commandTimeout = time.Minute
	// commandWaitDelay is how long what the command left running may hold its
	// output open.
	commandWaitDelay = time.Second
)

// runCommand runs the command of the settings and reads the key that it prints.
// Its words are parted by spaces; no shell sees them.
func runCommand(ctx context.Context, command string) (seal.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	words := strings.Fields(command)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	var printed bytes.Buffer
	out := &limitedWriter{to: &printed, left: maxKeyText}
	cmd.Stdout, cmd.WaitDelay = out, commandWaitDelay
	err := cmd.Run()
	exit, _ := errors.AsType[*exec.ExitError](err)
	var failure any
	switch {
	case out.exceeded:
		failure = "it printed too much"
	case exit != nil:
		failure = exit.ProcessState.String()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // which is a good end, and something it started goes on
		failure = core.CauseOf(err)
	}
	if failure != nil {
		switch {
		case errors.Is(ctx.Err(), context.Canceled):
			return seal.Key{}, ctx.Err()
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			failure = "it did not end within " + commandTimeout.String()
		}
		return seal.Key{}, keyError("key_command_failed", command, failure)
	}
	if len(bytes.TrimSpace(printed.Bytes())) == 0 {
		return seal.Key{}, keyError("key_command_empty", command)
	}
	key, err := parseKey(printed.Bytes())
	if err != nil {
		return key, keyError("key_command_odd", command, err)
	}
	return key, nil
}

// limitedWriter takes so many bytes and fails on more.
type limitedWriter struct {
	to       io.Writer
	left     int
	exceeded bool
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	if w.exceeded = w.exceeded || len(p) > w.left; w.exceeded {
		return 0, io.ErrShortWrite
	}
	w.left -= len(p)
	return w.to.Write(p)
}
