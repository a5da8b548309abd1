package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	tempLockName = "lock"
	// tempTries is how often a temporary folder is made: another process may
	// take one that is not locked yet for an abandoned one.
	tempTries = 10
	// abandonedAfter is after how long without a change a temporary folder
	// counts as abandoned if its lock cannot tell.
	abandonedAfter = 24 * time.Hour
)

// TempDir is a hidden folder beside a file, in which the file is made before it
// gets its name. Its lock is held for as long as the process lives; what killed
// processes left is removed when the next one is made.
//
// Locks may not work between machines that share a disk. So the lock file names
// its machine, and the temporary folder of another machine stays until nothing
// has changed in it for a day.
type TempDir struct {
	dir  string
	lock *flock.Flock
}

// NewTempDir makes a temporary folder with mode 0700 in parent, with a name
// that begins with prefix, which should begin with a dot.
func NewTempDir(parent, prefix string) (*TempDir, error) {
	SweepTempDirs(parent, prefix)
	var err error
	for range tempTries {
		var t *TempDir
		if t, err = makeTempDir(parent, prefix); err == nil {
			return t, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if _, gone := os.Stat(parent); gone != nil {
			break
		}
	}
	return nil, err
}

// makeTempDir makes and locks a temporary folder. fs.ErrNotExist may mean that
// another process removed it in between.
func makeTempDir(parent, prefix string) (*TempDir, error) {
	dir, err := os.MkdirTemp(parent, prefix+"*")
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	t := &TempDir{dir: dir, lock: tempLock(dir)}
	host, _ := os.Hostname() // without a name, only time tells that the folder is abandoned
	if err := os.WriteFile(t.lock.Path(), []byte(host), 0o600); err != nil {
		removeTempDir(dir, t.lock)
		return nil, err
	}
	locked, err := t.lock.TryLock()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return t, nil // this file system has no locks
	}
	if !locked {
		return nil, errors.Join(fs.ErrNotExist, t.lock.Close())
	}
	ours, err := t.lock.Stat()
	there, err2 := os.Lstat(t.lock.Path())
	if err != nil || err2 != nil || !os.SameFile(ours, there) {
		return nil, errors.Join(fs.ErrNotExist, t.lock.Close())
	}
	return t, nil
}

// File is the path of a file with that name in the folder.
func (t *TempDir) File(name string) string { return filepath.Join(t.dir, name) }

// Remove removes the folder and the files in it. What it cannot remove is left
// to the next [SweepTempDirs].
func (t *TempDir) Remove() { removeTempDir(t.dir, t.lock) }

// SweepTempDirs removes the temporary folders that killed processes left in
// parent with names that begin with prefix.
func SweepTempDirs(parent, prefix string) {
	entries, _ := os.ReadDir(parent)
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			sweepTempDir(filepath.Join(parent, e.Name()))
		}
	}
}

func sweepTempDir(dir string) {
	lock := tempLock(dir)
	locked, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_ = os.Remove(dir) // fails unless it is empty
	case !locked && err == nil: // its process lives
	case locked && lockedHere(lock.Path()), unchanged(dir):
		removeTempDir(dir, lock)
	default:
		_ = lock.Close()
	}
}

// lockedHere reports whether the lock file was written on this machine.
func lockedHere(path string) bool {
	name, err := os.ReadFile(path)
	host, _ := os.Hostname()
	return err == nil && len(name) > 0 && string(name) == host
}

// removeTempDir removes a folder whose lock is held. The lock file goes last,
// because without it nobody could tell that the rest is abandoned, and while it
// is locked, or somebody else could take it over.
func removeTempDir(dir string, lock *flock.Flock) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != tempLockName {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	_ = os.Remove(lock.Path())
	_ = lock.Close()
	_ = os.Remove(lock.Path()) // where an open file cannot be removed
	_ = os.Remove(dir)
}

// tempLock opens an existing lock file; makeTempDir alone creates one.
func tempLock(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, tempLockName), flock.SetFlag(os.O_RDWR))
}

// unchanged reports whether neither dir nor a file in it changed for long.
func unchanged(dir string) bool {
	paths := []string{dir}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		paths = append(paths, filepath.Join(dir, e.Name()))
	}
	for _, p := range paths {
		if info, err := os.Lstat(p); err != nil || time.Since(info.ModTime()) < abandonedAfter {
			return false
		}
	}
	return true
}

// TryLock makes a lock file and locks it, unless another process or call has. unlock
// leaves the file.
func TryLock(path string) (unlock func(), free bool, err error) {
	lock := flock.New(path, flock.SetPermissions(0o600))
	free, err = lock.TryLock()
	return func() { _ = lock.Close() }, free, err
}
