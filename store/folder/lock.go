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
	"sync"
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
	Version  string    `json:"version,omitempty"`
	// Socket says that the process answers on the desk's socket, or will in a moment;
	// see package attach.
	Socket bool `json:"socket,omitempty"`
}

// Lock is the right to run a desk's engine. It ends with Release or with the
// process, however that dies. There are two locks: that of the file says who holds the
// desk, that of the folder cannot be removed while there is a desk. Not every file
// system locks folders; the file's lock is enough as long as nobody removes it.
type Lock struct {
	dir    string
	holder Holder
	folder *flock.Flock // nil where folders have no locks

	mu   sync.Mutex
	file *flock.Flock
	info os.FileInfo // of the file
}

// Acquire locks the desk in dir for h, and makes the folder if it is missing.
// If another process holds it, the error is a CodeConflict that says who. What
// a killed holder left incomplete is removed.
func Acquire(dir string, h Holder) (*Lock, error) {
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	l := &Lock{dir: dir, holder: h, folder: folderLock(dir)}
	held, err := await(l.folder)
	if held {
		holder, _ := readHolder(dir)
		return nil, errHeld(holder)
	}
	if err != nil {
		l.folder = nil
	}
	if err := l.lockFile(); err != nil {
		return nil, errors.Join(err, l.unlockFolder())
	}
	sweep(dir, newPrefix, probePrefix)
	SweepTempDirs(dir, BackupPrefix)
	return l, nil
}

// await waits for a lock a little. held says that another process has it, err that
// it cannot be locked.
func await(l *flock.Flock) (held bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	ok, err := l.TryLockContext(ctx, lockRetry)
	if !ok && errors.Is(err, context.DeadlineExceeded) {
		return true, l.Close()
	}
	return false, err
}

// lockFile locks the file and writes into it who holds the desk.
func (l *Lock) lockFile() error {
	file := newLock(l.dir)
	held, err := await(file)
	if held {
		holder, _ := readHolder(l.dir)
		return errHeld(holder)
	}
	if err != nil {
		return Unusable(l.dir, err)
	}
	err = writeHolder(l.dir, l.holder)
	if err == nil {
		l.info, err = file.Stat()
	}
	if err != nil {
		return errors.Join(Unusable(l.dir, err), file.Close())
	}
	l.file = file
	return nil
}

func (l *Lock) unlockFolder() error {
	if l.folder == nil {
		return nil
	}
	return l.folder.Close()
}

// Check makes the file again if somebody removed it, so that others see who holds the
// desk. It fails if another process has taken the desk meanwhile, which the lock of
// the folder prevents where there is one. It costs a few µs.
func (l *Lock) Check() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ours() {
		return nil
	}
	removed := l.file
	if err := l.lockFile(); err != nil {
		if core.CodeOf(err) == core.CodeConflict {
			return core.NewError(core.CodeUnavailable, "store_lock_lost", l.dir).Because(err)
		}
		return err
	}
	_ = removed.Close() // of a file that is gone
	return nil
}

// NoSocket says to others that the holder answers no calls after all.
func (l *Lock) NoSocket() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holder.Socket = false
	if l.ours() {
		_ = writeHolder(l.dir, l.holder) // others then wait in vain for a moment
	}
}

func (l *Lock) ours() bool {
	now, err := os.Lstat(filepath.Join(l.dir, lockName))
	return err == nil && os.SameFile(l.info, now)
}

// Release unlocks the desk. The file stays: removing it could remove the lock
// of a process that has just acquired it.
func (l *Lock) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.file.Locked() {
		return nil
	}
	var err error
	if l.ours() {
		err = os.Truncate(l.file.Path(), 0)
	}
	return errors.Join(err, l.file.Close(), l.unlockFolder())
}

// HolderOf returns the process that runs an engine on the desk in dir, if one
// does; the zero Holder if that is not known. What a killed process left does not
// count.
func HolderOf(dir string) (h Holder, held bool, err error) {
	h, err = readHolder(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Holder{}, false, Unusable(dir, err)
	}
	if err == nil && h != (Holder{}) {
		if held, err = isHeld(newLock(dir)); held || err != nil {
			return h, held, err
		}
	}
	held, _ = isHeld(folderLock(dir)) // there may be no such lock
	return Holder{}, held, nil
}

func isHeld(l *flock.Flock) (bool, error) {
	free, err := l.TryRLock()
	if err != nil {
		return false, Unusable(filepath.Dir(l.Path()), err)
	}
	return !free, l.Close()
}

func newLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
}

func folderLock(dir string) *flock.Flock { return flock.New(dir, flock.SetFlag(os.O_RDONLY)) }

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
