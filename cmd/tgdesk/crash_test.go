package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/core/crash"
)

// TestPanicIsReported lets the machine's clock panic under a running console:
// whatever looks at it crashes, the screen and the engine.
func TestPanicIsReported(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	var broken atomic.Bool
	b.host.now = func() time.Time {
		if broken.Load() {
			panic(b.acme.Token)
		}
		return noon()
	}
	s := b.sit()
	s.see("PENDING")
	broken.Store(true)
	s.press("?")
	s.end(1, "crashed: a value of type string. What was stored is safe. A report without any message or token is in "+b.host.crashDir())
	reports := b.reports()
	if len(reports) == 0 {
		t.Fatal("there is no report")
	}
	text, err := os.ReadFile(reports[0])
	if err != nil || !strings.Contains(string(text), "crash_test.go:") || !strings.Contains(string(text), "tgdesk development") {
		t.Errorf("%v\n%s", err, text)
	}
	b.printed.WriteString(s.shown.String() + s.errs.String())
	b.noToken(secretOf(b.acme.Token))
}

// TestPanicOfAVerb is no screen's.
func TestPanicOfAVerb(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.host.lookup = func(string) (string, bool) { panic(b.acme.Token) }
	b.want(b.run("doctor"), 1, "", "tgdesk: tgdesk crashed: a value of type string.")
	if n := len(b.reports()); n != 1 {
		t.Errorf("%d reports", n)
	}
	b.noToken(secretOf(b.acme.Token))
}

func TestReportsAreFewAndPrivate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 2 * keptCrashes {
		if _, err := writeCrash(b.host.crashDir(), noon().Add(time.Duration(i)*time.Minute), "crashed", "trace"); err != nil {
			t.Fatal(err)
		}
	}
	reports := b.reports()
	if len(reports) != keptCrashes || filepath.Base(reports[0]) != "crash-20261122T120500.000Z.txt" {
		t.Errorf("kept %v", reports)
	}
	if info, err := os.Stat(reports[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	err := b.host.kept(fmt.Errorf("wrapped: %w", crash.Do("the test", func() error { panic("broken") })))
	if again := b.host.kept(err); again != err {
		t.Error("a second report of one panic")
	}
	if err := b.host.kept(os.ErrExist); err != os.ErrExist {
		t.Errorf("another error became %v", err)
	}
}

// TestReportThatCannotBeWritten says so, and what happened.
func TestReportThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.file("state", "no folder")
	var told bytes.Buffer
	status := report(&told, b.host.kept(crash.Do("the test", func() error { panic("broken") })))
	if want := "tgdesk: the test crashed: a value of type string. What was stored is safe. No report could be written.\n"; told.String() != want || status != 1 {
		t.Errorf("status %d, %q", status, told.String())
	}
}

// TestMonitor runs the monitor's verb on what a screen may leave in its pipe.
func TestMonitor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told, says string
		status     int
	}{
		"orderly end":   {told: "{}\n" + farewell},
		"after a trace": {told: "{}\nSIGQUIT: quit\n\ngoroutine 1 [running]:\n" + farewell},
		"no screen":     {told: "hello\n", says: "monitor is for tgdesk itself", status: 1},
		"nothing":       {says: "monitor is for tgdesk itself", status: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.want(b.with(c.told, monitorVerb), c.status, "", c.says)
			if n := len(b.reports()); n != 0 {
				t.Errorf("%d reports", n)
			}
		})
	}
	b := newBench(t)
	if r := b.run("--help"); strings.Contains(r.out, monitorVerb) {
		t.Errorf("help tells of it:\n%s", r.out)
	}
}
