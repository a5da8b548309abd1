package console_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestPanicIsReported lets the machine's clock panic under a running console:
// whatever looks at it crashes, the screen and the engine.
func TestPanicIsReported(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	var broken atomic.Bool
	s.Env.Now = func() time.Time {
		if broken.Load() {
			panic(s.Bot.Token)
		}
		return rig.Noon()
	}
	c := s.StartConsole()
	c.WaitFor("PENDING")
	broken.Store(true)
	c.Press("?")
	c.ExpectEnd(1, "crashed: a value of type string. What was stored is safe. A report without any message or token is in "+filepath.Dir(s.Env.LogFile()))
	reports := s.CrashReports()
	if len(reports) == 0 {
		t.Fatal("there is no report")
	}
	text, err := os.ReadFile(reports[0])
	if err != nil || !strings.Contains(string(text), "crash_test.go:") || !strings.Contains(string(text), "tgdesk development") {
		t.Errorf("%v\n%s", err, text)
	}
	s.Printed.WriteString(c.Shown.String() + c.Errs.String())
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// TestPanicOfAVerb is no screen's.
func TestPanicOfAVerb(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Env.Lookup = func(string) (string, bool) { panic(s.Bot.Token) }
	s.Expect(s.Run("doctor"), 1, "", "tgdesk: tgdesk crashed: a value of type string.")
	if n := len(s.CrashReports()); n != 1 {
		t.Errorf("%d reports", n)
	}
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}
