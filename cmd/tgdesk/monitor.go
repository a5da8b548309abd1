package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/core/crash"
	"tgdesk/tui/term"
)

// A panic on a goroutine of a library, a fault that the runtime ends the
// program for, and a kill cannot be caught. So a screen is watched by a second
// process, this program's verb monitor: it waits at the end of a pipe, and when
// the screen's process ends without a farewell, it gives the terminal back and
// tells why. The runtime writes into the pipe what it prints of a crash
// (debug.SetCrashOutput). The monitor knows nothing but what watch is.

// watch is the first line in the pipe: what to do in the end.
type watch struct {
	Dumb  bool            `json:"dumb"`
	Mode  json.RawMessage `json:"mode"`  // of the terminal's lines, before the screen
	Crash string          `json:"crash"` // the folder for a report
}

const (
	// farewell ends what an orderly program writes into the pipe.
	farewell = "farewell\n"
	// maxCrash bounds what is read of a crash, in bytes: the runtime tells of
	// the goroutine that crashed first.
	maxCrash = 1 << 20
)

func newMonitor(c *cli) *cobra.Command {
	return &cobra.Command{
		Use: monitorVerb, Short: "Wait for the end of a screen (used by tgdesk itself)", Hidden: true,
		Example: "  " + monitorVerb + " is started by a screen, for the time that it is shown", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return c.monitor() },
	}
}

const monitorVerb = "monitor"

// monitor watches the screen of another process.
func (c *cli) monitor() error {
	endure()
	told, err := io.ReadAll(io.LimitReader(c.in, maxCrash))
	if err != nil {
		return fmt.Errorf("watching the screen: %w", err)
	}
	_, _ = io.Copy(io.Discard, c.in) // the rest of a long crash
	first, rest, _ := bytes.Cut(told, []byte("\n"))
	var w watch
	if err := json.Unmarshal(first, &w); err != nil {
		return errors.New("monitor is for tgdesk itself")
	}
	if bytes.HasSuffix(rest, []byte(farewell)) {
		return nil
	}
	terminal := os.NewFile(terminalFD, "terminal")
	err = errors.Join(term.Rescue(terminal, w.Dumb), setMode(terminal, w.Mode))
	_, printed := fmt.Fprintln(c.err, "tgdesk: "+oneLine(c.deathOf(w, rest)))
	return errors.Join(err, printed)
}

// deathOf tells how the screen's process ended, and writes a report if the
// runtime told why.
func (c *cli) deathOf(w watch, printed []byte) string {
	trace := string(crash.Scrub(printed))
	cause, _, _ := strings.Cut(trace, "\n")
	if cause == "" {
		return "The program was killed. What was stored is safe; the next start goes on from there."
	}
	path, _ := writeCrash(w.Crash, time.Now(), cause, trace) // an error leaves path empty
	return crashSentence(cause, path)
}
