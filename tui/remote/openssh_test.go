package remote_test

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tgdesk/tui/remote"
)

// TestVerbsOnATerminal: with ssh -t the client's terminal is in raw mode.
func TestVerbsOnATerminal(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	out, errs, status := r.openSSH("yex\x7fs\r", "-tt", "ask")
	if status != 0 || !strings.HasPrefix(errs, "sure? ") || out != `yex`+"\b \bs\r\n"+`answered "yes"`+"\r\n" {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
	if out, errs, status := r.openSSH("\x03", "-tt", "wait"); status != 3 || !strings.Contains(out, "waiting\r\n") {
		t.Errorf("ctrl+c: status %d, %q, %q", status, out, errs)
	}
}

// TestMultiplexing: several sessions share one connection of OpenSSH, and one that
// ends leaves the others.
func TestMultiplexing(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	options := r.clientOptions()
	last := len(options) - 1
	shared := slices.Concat(options[:last], []string{"-o", "ControlPath=" + filepath.Join(t.TempDir(), "c")}, options[last:])
	master := exec.CommandContext(t.Context(), "ssh", append([]string{"-M", "-tt"}, shared...)...)
	in, err := master.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := master.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "screen of mika") {
		t.Fatalf("%v: %q", err, line)
	}
	if out, errs, status := r.runSSH("", append(slices.Clone(shared), "who")); status != 0 || !strings.HasPrefix(out, "mika") {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
	if out, _, status := r.runSSH("q", slices.Concat([]string{"-tt"}, shared)); status != 0 || !strings.Contains(out, "screen of mika") {
		t.Errorf("status %d, %q", status, out)
	}
	r.server.WaitForSessions(1)
	if _, err := io.WriteString(in, "q"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Fatal(err)
	}
	if err := master.Wait(); err != nil {
		t.Error(err)
	}
}

// TestStoppedClient is one that is there and does nothing (SIGSTOP, ctrl+z): its
// screen ends, for it answers nothing.
func TestStoppedClient(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.Keepalive, o.Limits.Misses = 50*time.Millisecond, 2 })
	cmd := exec.CommandContext(t.Context(), "ssh", append([]string{"-tt"}, r.clientOptions()...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 10)); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	r.server.WaitForSessions(0)
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 255 {
		t.Errorf("%v: %s", err, errs.String())
	}
}
