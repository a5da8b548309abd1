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
	b := rig.NewSandbox(t)
	b.AddBrand()
	var broken atomic.Bool
	b.Env.Now = func() time.Time {
		if broken.Load() {
			panic(b.Bot.Token)
		}
		return rig.Noon()
	}
	s := b.StartConsole()
	s.WaitFor("PENDING")
	broken.Store(true)
	s.Press("?")
	s.ExpectEnd(1, "crashed: a value of type string. What was stored is safe. A report without any message or token is in "+filepath.Dir(b.Env.LogFile()))
	reports := b.CrashReports()
	if len(reports) == 0 {
		t.Fatal("there is no report")
	}
	text, err := os.ReadFile(reports[0])
	if err != nil || !strings.Contains(string(text), "crash_test.go:") || !strings.Contains(string(text), "tgdesk development") {
		t.Errorf("%v\n%s", err, text)
	}
	b.Printed.WriteString(s.Shown.String() + s.Errs.String())
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// TestPanicOfAVerb is no screen's.
func TestPanicOfAVerb(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.Env.Lookup = func(string) (string, bool) { panic(b.Bot.Token) }
	b.Expect(b.Run("doctor"), 1, "", "tgdesk: tgdesk crashed: a value of type string.")
	if n := len(b.CrashReports()); n != 1 {
		t.Errorf("%d reports", n)
	}
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}
