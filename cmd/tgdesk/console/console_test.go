package console_test

import (
	"log/slog"
	"os"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// TestConsole runs the whole program on a terminal, with another one beside it.
func TestConsole(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	s := b.StartConsole()
	s.WaitFor("PENDING")
	if err := b.Bot.WaitPolling(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Expect(b.Run("brand", "set", "acme", "--answer-limit", "1m"), 1, "", "of mika")
	b.Expect(b.Run("brand", "list"), 0, "polling", "")
	other := b.StartConsole()
	if status := <-other.Status; status != 1 || !strings.Contains(other.Errs.String(), "holds this desk") {
		t.Errorf("a second console: status %d, %q", status, other.Errs.String())
	}
	s.Press("q")
	s.ExpectEnd(0, "")
	b.Expect(b.Run("brand", "set", "acme", "--answer-limit", "1m"), 0, "answer limit 1m", "")
	info, err := os.Stat(b.Env.LogFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("log: %v %v", info, err)
	}
	b.Printed.WriteString(s.Shown.String())
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// TestConsoleEndsInOrder is a signal: main ends the context.
func TestConsoleEndsInOrder(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	s := b.StartConsole()
	s.WaitFor("\x1b[?1049h")
	s.Cancel()
	s.ExpectEnd(0, "")
	b.Expect(b.Run("doctor"), 0, "nobody runs it now", "")
}

// TestConsoleBadSettings is refused before anything opens.
func TestConsoleBadSettings(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.WriteFile("config/tgdesk/config.toml", "[operator]\nrole = \"boss\"\n")
	s := b.StartConsole()
	if status := <-s.Status; status != 1 || !strings.Contains(s.Errs.String(), "line 2: operator.role must be") {
		t.Errorf("status %d, %q", status, s.Errs.String())
	}
}

func TestDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	s := b.StartConsole("demo")
	s.WaitFor("PENDING")
	s.Cancel()
	s.ExpectEnd(0, "")
	entries, err := os.ReadDir(b.Root)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestEngineThatDies wants its error told after the screen has gone.
func TestEngineThatDies(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	db, err := store.Open(b.DeskDir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, eng := cli.NewDesk(db, b.Env.Messenger(), desk.Options{})
	e := console.StartEngine(t.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
	<-e.Stopped
	if err := e.Stop(); err == nil || !strings.Contains(err.Error(), "the engine") {
		t.Errorf("got %v", err)
	}
}

// TestConsoleWithoutALog: a log that cannot be kept keeps nobody waiting.
func TestConsoleWithoutALog(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.WriteFile("state", "no folder")
	s := b.StartConsole()
	s.WaitFor("PENDING")
	s.Press("q")
	s.ExpectEnd(0, "tgdesk: going on without a log: ")
}
