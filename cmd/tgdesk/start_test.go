package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestStartAsksTheTerminalNothing starts this very program, which imports all
// that tgdesk does, on a terminal that answers nothing.
func TestStartAsksTheTerminalNothing(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^$", "-test.v")
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "CI=") && !strings.HasPrefix(kv, "TERM=") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	// A terminal whose program has ended gives EIO; what came before counts.
	printed, _ := io.ReadAll(terminal)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
	if bytes.Contains(printed, []byte("\x1b")) || !bytes.Contains(printed, []byte("PASS")) {
		t.Errorf("printed %q", printed)
	}
	if err := terminal.Close(); err != nil {
		t.Error(err)
	}
}
