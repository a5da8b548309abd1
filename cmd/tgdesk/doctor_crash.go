package main

import (
	"os"
	"path/filepath"
	"time"
)

// crashReport is how the name of a report of a crash is made from its time, in UTC.
const crashReport = "crash-20060102T150405.000Z.txt"

// examineCrashes looks for reports of crashes beside the log.
func (c *cli) examineCrashes() []finding {
	dir := filepath.Dir(c.logFile())
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // there is no log yet, or examineLog has said so
	}
	count, newest, path := 0, time.Time{}, ""
	for _, e := range entries { // by name, which is by time
		if at, err := time.Parse(crashReport, e.Name()); err == nil {
			count, newest, path = count+1, at, filepath.Join(dir, e.Name())
		}
	}
	if count == 0 {
		return nil
	}
	return []finding{warning("crash", "The report holds no message and no token: pass it on to whoever looks after tgdesk, and remove it.",
		"tgdesk crashed %s, the last time at %s: see %s", times(count), c.when(newest), path)}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return many(n, "time")
}
