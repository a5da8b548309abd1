package console_test

import (
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/engine"
	"tgdesk/store"
)

// TestConsole runs the whole program on a terminal, with another one beside it.
func TestConsole(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	c := s.StartConsole()
	c.WaitFor("PENDING")
	if err := s.Bot.WaitPolling(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "2m"), 0, "answer limit 2m", "")
	s.Expect(s.Run("brand", "list"), 0, "connected", "")
	other := s.StartConsole()
	other.WaitFor("PENDING")
	other.Press("q")
	other.ExpectEnd(0, "")
	c.Press("q")
	c.ExpectEnd(0, "")
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "1m"), 0, "answer limit 1m", "")
	info, err := os.Stat(s.Env.LogFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("log: %v %v", info, err)
	}
	s.Printed.WriteString(c.Shown.String())
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// TestConsoleThatOthersUse asks before it ends the desk beneath them, and tells them.
func TestConsoleThatOthersUse(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	c := s.StartConsole()
	c.WaitFor("PENDING")
	other := s.StartConsole("--theme", "light")
	other.WaitFor("48;5;254m")
	other.WaitFor("PENDING")
	c.Press("q")
	c.WaitFor("1 other screen on this desk ends with yours.")
	c.Press("y")
	other.ExpectEnd(1, "tgdesk: This desk is stopping.")
	c.ExpectEnd(0, "")
}

// TestConsoleEndsInOrder is a signal: main ends the context.
func TestConsoleEndsInOrder(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	c := s.StartConsole()
	c.WaitFor("\x1b[?1049h")
	c.Cancel()
	c.ExpectEnd(0, "")
	s.Expect(s.Run("doctor"), 0, "nobody runs it now", "")
}

// TestConsoleBadSettings is refused before anything opens.
func TestConsoleBadSettings(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nrole = \"boss\"\n")
	c := s.StartConsole()
	if status := <-c.Status; status != 1 || !strings.Contains(c.Errs.String(), "line 2: operator.role must be") {
		t.Errorf("status %d, %q", status, c.Errs.String())
	}
}

func TestDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	c := s.StartConsole("demo")
	c.WaitFor("PENDING")
	c.WaitFor("With the chatbot") // of a brand whose visitors meet one first
	c.Cancel()
	c.ExpectEnd(0, "")
	entries, err := os.ReadDir(s.Root)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestThemes: the flag wins over the settings file, of which the demo reads only
// [screen].
func TestThemes(t *testing.T) {
	t.Parallel()
	const dark, light = "48;5;236m", "48;5;254m" // the ground of the top line
	for _, c := range []struct {
		settings string
		args     []string
		want     string
	}{
		{"", nil, dark},
		{"theme = \"light\"", nil, light},
		{"theme = \"light\"", []string{"--theme", "dark"}, dark},
		{"", []string{"demo", "--theme", "light"}, light},
		{"theme = \"light\"", []string{"demo"}, light},
		{"theme = \"light\"", []string{"demo", "--theme", "dark"}, dark},
	} {
		s := rig.NewSandbox(t)
		s.WriteFile("config/tgdesk/config.toml", "[screen]\n"+c.settings+"\n")
		console := s.StartConsole(c.args...)
		console.WaitFor(c.want)
		console.Cancel()
		console.ExpectEnd(0, "")
		s.Expect(s.Run(append(c.args, "--theme", "blue")...), 2, "", "--theme is auto, dark, light or none, not \"blue\".")
	}
}

// TestDemoFollowsTheTheme: a theme that is chosen in the demo's settings is seen there.
func TestDemoFollowsTheTheme(t *testing.T) {
	t.Parallel()
	c := rig.NewSandbox(t).StartConsole("demo")
	c.WaitFor("48;5;236m")
	c.Press(",")
	c.WaitFor("Settings")
	c.Press("G\r")
	c.WaitFor("Theme")
	c.Press("jj\r")
	c.WaitFor("no colours")
	c.Press("jjj\r")
	c.WaitFor("48;5;254m")
	c.Cancel()
	c.ExpectEnd(0, "")
}

// TestMouse: a key of the settings file turns the mouse on and off, from what the file
// says it is at first, and the screen says which.
func TestMouse(t *testing.T) {
	t.Parallel()
	modes := regexp.MustCompile(`\x1b\[\?1002[hl]`)
	for setting, c := range map[string]struct{ says, modes []string }{
		"false": {[]string{"Mouse on.", "the terminal selects text again."}, []string{"\x1b[?1002h", "\x1b[?1002l", "\x1b[?1002l"}},
		"true":  {[]string{"Mouse off: the terminal selects text again."}, []string{"\x1b[?1002h", "\x1b[?1002l", "\x1b[?1002l"}},
	} {
		s := rig.NewSandbox(t)
		s.AddBrand()
		s.WriteFile("config/tgdesk/config.toml", "[screen]\nmouse = "+setting+"\n[keys]\nmouse = [\"Z\"]\n")
		console := s.StartConsole()
		console.WaitFor("PENDING")
		for _, says := range c.says {
			console.Press("Z")
			console.WaitFor(says)
		}
		console.Cancel()
		console.ExpectEnd(0, "")
		if got := modes.FindAllString(console.Shown.String(), -1); !slices.Equal(got, c.modes) { // the last one leaves
			t.Errorf("mouse = %s: modes %q, want %q", setting, got, c.modes)
		}
	}
}

// TestEngineThatDies wants its error told after the screen has gone.
func TestEngineThatDies(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	db, err := store.Open(s.DeskDir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, eng := cli.NewDesk(db, s.Env.Messenger(), engine.Options{})
	e := console.StartEngine(t.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
	<-e.Stopped
	if err := e.Stop(func() {}); err == nil || !strings.Contains(err.Error(), "the engine") {
		t.Errorf("got %v", err)
	}
}

// TestConsoleWithoutALog: a log that cannot be kept keeps nobody waiting.
func TestConsoleWithoutALog(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("state", "no folder")
	c := s.StartConsole()
	c.WaitFor("PENDING")
	c.Press("q")
	c.ExpectEnd(0, "tgdesk: going on without a log: ")
}
