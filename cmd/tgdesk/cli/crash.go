package cli

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

const (
	maxCrashReports = 5 // older ones are removed
	// crashReportName is the name of a report, made from its time in UTC.
	crashReportName = "crash-20060102T150405.000Z.txt"
)

// reportedPanic is a panic whose report has been written.
type reportedPanic struct {
	*crash.Panic
	report string // its path, "" if it could not be written
}

func (p *reportedPanic) Unwrap() error { return p.Panic }

func (p *reportedPanic) Error() string {
	what := p.In + " crashed: " + p.Cause + ". What was stored is safe. "
	if p.report == "" {
		return what + "No report could be written."
	}
	return what + "A report without any message or token is in " + p.report
}

// ReportPanic writes the report of the panic in err, if there is one without a
// report, and returns the error that names it. Any other error is returned as it
// is.
func (e *Env) ReportPanic(err error) error {
	p, ok := errors.AsType[*crash.Panic](err)
	if _, done := errors.AsType[*reportedPanic](err); !ok || done {
		return err
	}
	path, _ := writeCrashReport(e.crashDir(), time.Now(), p) // it is empty if nothing could be written
	return &reportedPanic{Panic: p, report: path}
}

// crashDir is where reports lie, beside the log.
func (e *Env) crashDir() string { return filepath.Dir(e.LogFile()) }

// writeCrashReport writes a report and removes the oldest beyond
// maxCrashReports. A panic holds nothing secret: see package crash.
func writeCrashReport(dir string, at time.Time, p *crash.Panic) (path string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, at.UTC().Format(crashReportName))
	text := fmt.Sprintf("tgdesk %s\n%s %s/%s\n%s\n%s\n\n%s", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		at.UTC().Format(time.RFC3339), p.Error(), p.Trace)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	reports, err := filepath.Glob(filepath.Join(dir, "crash-*.txt"))
	slices.Sort(reports) // by time
	for _, old := range reports[:max(len(reports)-maxCrashReports, 0)] {
		err = errors.Join(err, os.Remove(old))
	}
	return path, err
}

// CrashReports counts the reports that there are; newest is the path of the
// latest, which was written at that time.
func (e *Env) CrashReports() (count int, newest string, at time.Time) {
	entries, err := os.ReadDir(e.crashDir())
	if err != nil {
		return 0, "", time.Time{} // there is no log yet, or nobody can read its folder
	}
	for _, entry := range entries { // by name, which is by time
		if t, err := time.Parse(crashReportName, entry.Name()); err == nil {
			count, newest, at = count+1, filepath.Join(e.crashDir(), entry.Name()), t
		}
	}
	return count, newest, at
}
