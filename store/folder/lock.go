package folder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"tgdesk/core"
)

const (
	lockName = "desk.lock"
	// lockPatience outlasts the moment for which HolderOf takes a shared lock.
	lockPatience = 300 * time.Millisecond
	lockRetry    = 10 * time.Millisecond
)

// Holder is the process that runs a desk's engine. Command and Operator may be
// empty; PID is 0 if nothing but its existence is known.
type Holder struct {
	PID      int       `json:"pid"`
	Command  string    `json:"command"`
	Operator string    `json:"operator"`
	Since    time.Time `json:"since"`
}

// Lock is the right to run a desk's engine. It ends with Release or with the
// process, however that dies.
type Lock struct{ lock *flock.Flock }

// Acquire locks the desk in dir for h, and makes the folder if it is missing.
// If another process holds it, the error is a CodeConflict that says who. What
// a killed holder left incomplete is removed.
func Acquire(dir string, h Holder) (*Lock, error) {
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	l := newLock(dir)
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	ok, err := l.TryLockContext(ctx, lockRetry)
	if !ok && errors.Is(err, context.DeadlineExceeded) {
		holder, _ := readHolder(dir)
		return nil, errHeld(holder)
	}
	if err != nil {
		return nil, Unusable(dir, err)
	}
	if err := writeHolder(dir, h); err != nil {
		return nil, errors.Join(Unusable(dir, err), l.Close())
	}
	sweep(dir, newPrefix, probePrefix)
	return &Lock{lock: l}, nil
}

// Release unlocks the desk. The file stays: removing it could remove the lock
// of a process that has just acquired it.
func (l *Lock) Release() error {
	if !l.lock.Locked() {
		return nil
	}
	return errors.Join(os.Truncate(l.lock.Path(), 0), l.lock.Close())
}

// HolderOf returns the process that runs an engine on the desk in dir, if one
// does. What a killed process left does not count.
func HolderOf(dir string) (h Holder, held bool, err error) {
	h, err = readHolder(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && h == (Holder{}) {
		return Holder{}, false, nil
	}
	if err != nil {
		return Holder{}, false, Unusable(dir, err)
	}
	l := newLock(dir)
	free, err := l.TryRLock()
	if err != nil {
		return Holder{}, false, Unusable(dir, err)
	}
	if free {
		return Holder{}, false, l.Close()
	}
	return h, true, l.Close()
}

func newLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
}

// writeHolder is called with the lock held. Another descriptor of a locked file
// is harmless: flock, unlike the locks of SQLite, belongs to a descriptor.
func writeHolder(dir string, h Holder) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, lockName), append(text, '\n'), 0o600)
}

// readHolder reads what the last holder wrote; the zero Holder if it is not readable.
func readHolder(dir string) (h Holder, err error) {
	text, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil {
		return Holder{}, err
	}
	if json.Unmarshal(text, &h) != nil {
		return Holder{}, nil
	}
	return h, nil
}

// errHeld says who holds the desk, as far as that is known.
func errHeld(h Holder) error {
	var known []string
	if h.PID != 0 {
		known = append(known, fmt.Sprintf("process %d", h.PID))
	}
	if h.Command != "" {
		known = append(known, fmt.Sprintf("%q", h.Command))
	}
	if h.Operator != "" {
		known = append(known, "of "+h.Operator)
	}
	if !h.Since.IsZero() {
		since, layout := h.Since.Local(), "2006-01-02 15:04"
		if since.Format(time.DateOnly) == time.Now().Format(time.DateOnly) {
			layout = "15:04"
		}
		known = append(known, "since "+since.Format(layout))
	}
	details := ""
	if known != nil {
		details = " (" + strings.Join(known, ", ") + ")"
	}
	return core.NewError(core.CodeConflict, "desk_held", details)
}
