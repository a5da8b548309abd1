package main

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
	// keyPatience is how long the key command may take: somebody may have to
	// unlock a secret store.
	keyPatience = time.Minute
	// keyLinger is how long what the command left behind may hold its output open.
	keyLinger = time.Second
)

// commandKey runs the command of the settings and reads the key that it
// prints. No shell sees its words. Errors name the command and hold nothing of
// what it printed.
func commandKey(ctx context.Context, command string) (seal.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, keyPatience)
	defer cancel()
	words := strings.Fields(command)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	var printed bytes.Buffer
	out := &short{to: &printed, room: maxKeyText}
	cmd.Stdout, cmd.WaitDelay = out, keyLinger
	err := cmd.Run()
	exit, _ := errors.AsType[*exec.ExitError](err)
	switch {
	case out.over:
		return seal.Key{}, commandTrouble(ctx, command, "it printed too much")
	case exit != nil:
		return seal.Key{}, commandTrouble(ctx, command, exit.ProcessState.String())
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // that one ended well, and something it started goes on
		return seal.Key{}, commandTrouble(ctx, command, core.CauseOf(err))
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

func commandTrouble(ctx context.Context, command string, why any) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		why = "it did not end within " + keyPatience.String()
	}
	return keyError("key_command_failed", command, why)
}

// short takes so much and no more; whoever writes more is told to stop.
type short struct {
	to   io.Writer
	room int
	over bool
}

func (s *short) Write(p []byte) (int, error) {
	if s.over = s.over || len(p) > s.room; s.over {
		return 0, io.ErrShortWrite
	}
	s.room -= len(p)
	return s.to.Write(p)
}
