package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tgdesk/core/crash"
)

func TestReportsAreFewAndPrivate(t *testing.T) {
	t.Parallel()
	env := Env{Dirs: Dirs{State: t.TempDir()}}
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for i := range 2 * maxCrashReports {
		if _, err := writeCrashReport(env.crashDir(), noon.Add(time.Duration(i)*time.Minute), &crash.Panic{In: "a test"}); err != nil {
			t.Fatal(err)
		}
	}
	reports, err := filepath.Glob(filepath.Join(env.crashDir(), "crash-*.txt"))
	if err != nil || len(reports) != maxCrashReports || filepath.Base(reports[0]) != "crash-20261122T120500.000Z.txt" {
		t.Fatalf("left are %v %v", reports, err)
	}
	if info, err := os.Stat(reports[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	err = env.ReportPanic(fmt.Errorf("wrapped: %w", crash.Do("the test", func() error { panic("broken") })))
	if again := env.ReportPanic(err); again != err {
		t.Error("a second report of one panic")
	}
	if err := env.ReportPanic(os.ErrExist); err != os.ErrExist {
		t.Errorf("another error became %v", err)
	}
}

func TestReportThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(state, []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	env := Env{Err: &printed, Dirs: Dirs{State: state}}
	status := env.ReportError(env.ReportPanic(crash.Do("the test", func() error { panic("broken") })))
	if want := "tgdesk: The test crashed: a value of type string. What was stored is safe. No report could be written.\n"; printed.String() != want || status != StatusFailed {
		t.Errorf("status %d, %q", status, printed.String())
	}
}
