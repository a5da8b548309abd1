package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"tgdesk/core/crash"
)

// keptCrashes is how many reports of crashes are kept; older ones give way.
const keptCrashes = 5

// crashed is a panic whose report has been written.
type crashed struct {
	*crash.Panic
	report string // its path, "" if it could not be written
}

// Unwrap returns the panic itself.
func (c *crashed) Unwrap() error { return c.Panic }

// Error is what a person is told.
func (c *crashed) Error() string { return crashSentence(c.In+" crashed: "+c.Cause, c.report) }

// crashSentence tells of a crash in one line.
func crashSentence(what, report string) string {
	if report == "" {
		return what + ". What was stored is safe. No report could be written."
	}
	return fmt.Sprintf("%s. What was stored is safe. A report without any message or token is in %s", what, report)
}

// kept writes the report of the panic in err, if there is one that has none yet.
func (h host) kept(err error) error {
	p, ok := errors.AsType[*crash.Panic](err)
	if _, done := errors.AsType[*crashed](err); !ok || done {
		return err
	}
	path, _ := writeCrash(h.crashDir(), time.Now(), p.Error(), p.Trace) // an error leaves path empty
	return &crashed{Panic: p, report: path}
}

// crashDir is where reports lie, beside the log.
func (h host) crashDir() string { return filepath.Dir(h.logFile()) }

// writeCrash writes a report and removes the oldest beyond keptCrashes. what and
// trace hold nothing secret: see package crash.
func writeCrash(dir string, at time.Time, what, trace string) (path string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, at.UTC().Format(crashReport))
	text := fmt.Sprintf("tgdesk %s\n%s %s/%s\n%s\n%s\n\n%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		at.UTC().Format(time.RFC3339), what, trace)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, forgetCrashes(dir)
}

func forgetCrashes(dir string) error {
	reports, err := filepath.Glob(filepath.Join(dir, "crash-*.txt")) // their names sort by time
	if err != nil {
		return err
	}
	slices.Sort(reports)
	for _, old := range reports[:max(len(reports)-keptCrashes, 0)] {
		err = errors.Join(err, os.Remove(old))
	}
	return err
}
