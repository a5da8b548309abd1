package secrets

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeyCommandThatHangs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := runCommand(late, script("hangs", "exec sleep 600")); err == nil || !strings.Contains(err.Error(), "it did not end within 1m0s") {
		t.Errorf("late: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := runCommand(gone, script("hangs", "exec sleep 600")); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	// What the command leaves behind may hold its output open for long.
	if key, err := runCommand(t.Context(), script("leaves", "sleep 600 & echo $! >"+filepath.Join(dir, "pid")+"; echo "+keyText())); err != nil || key.None() {
		t.Errorf("left behind: %v", err)
	}
	pid, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("kill", strings.TrimSpace(string(pid))).Run(); err != nil {
		t.Error(err)
	}
}
