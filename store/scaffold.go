package store

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
	scaffoldLock = "lock"
	// scaffoldTries is how often a scaffold is put up: another process may take
	// one that is not locked yet for a dead one's.
	scaffoldTries = 10
	// longDead is for how long nothing changed in what belongs to nobody alive,
	// where no lock can tell.
	longDead = 24 * time.Hour
)

// Scaffold is a hidden folder beside a file that is being made, in which it is
// made. It is locked for as long as its process lives; what a killed one left
// is removed when the next is put up in the same folder.
//
// A lock may not be seen from another machine that shares the folder. So the
// lock names its machine, and another's scaffold stays until nothing has
// changed in it for a day.
type Scaffold struct {
	dir  string
	lock *flock.Flock
}

// NewScaffold puts up a scaffold with mode 0700 in folder; its name begins with
// prefix, which should begin with a point.
func NewScaffold(folder, prefix string) (*Scaffold, error) {
	SweepScaffolds(folder, prefix)
	var err error
	for range scaffoldTries {
		var s *Scaffold
		if s, err = putUp(folder, prefix); err == nil {
			return s, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if _, gone := os.Stat(folder); gone != nil {
			break
		}
	}
	return nil, err
}

// putUp makes a scaffold and locks it. fs.ErrNotExist may mean that somebody
// took it down in between.
func putUp(folder, prefix string) (*Scaffold, error) {
	dir, err := os.MkdirTemp(folder, prefix+"*")
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	s := &Scaffold{dir: dir, lock: lockOf(dir)}
	if err := os.WriteFile(s.lock.Path(), []byte(machine()), 0o600); err != nil {
		takeDown(dir, s.lock)
		return nil, err
	}
	locked, err := s.lock.TryLock()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, nil // there are no locks here, for nobody
	}
	if !locked || !s.stands() {
		return nil, errors.Join(fs.ErrNotExist, s.lock.Close())
	}
	return s, nil
}

// stands reports whether what was locked is what lies there.
func (s *Scaffold) stands() bool {
	ours, err := s.lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(s.lock.Path())
	return err == nil && os.SameFile(ours, there)
}

// File is the path of a file with that name in the scaffold.
func (s *Scaffold) File(name string) string { return filepath.Join(s.dir, name) }

// Remove takes the scaffold down with all that is in it. What it cannot remove
// is left to the next.
func (s *Scaffold) Remove() {
	takeDown(s.dir, s.lock)
}

// SweepScaffolds removes what killed processes left in folder under names that
// begin with prefix, and nothing of a living one.
func SweepScaffolds(folder, prefix string) {
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		path := filepath.Join(folder, e.Name())
		switch {
		case e.IsDir():
			sweepScaffold(path)
		case e.Type().IsRegular() && untouched(path): // of a tgdesk that put up no scaffolds
			_ = os.Remove(path)
		}
	}
}

func sweepScaffold(dir string) {
	lock := lockOf(dir)
	locked, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		_ = os.Remove(dir) // fails unless it is empty
	case !locked && err == nil: // its process lives
	case locked && ofThisMachine(lock.Path()), untouched(dir):
		takeDown(dir, lock)
	default:
		_ = lock.Close()
	}
}

func ofThisMachine(lock string) bool {
	name, err := os.ReadFile(lock)
	return err == nil && len(name) > 0 && string(name) == machine()
}

// takeDown removes a scaffold whose lock is held. The lock goes last, for
// without it nobody could tell that the rest is dead; and it goes while it is
// held, or somebody could take it for theirs.
func takeDown(dir string, lock *flock.Flock) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != scaffoldLock {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	_ = os.Remove(lock.Path())
	_ = lock.Close()
	_ = os.Remove(lock.Path()) // where an open file cannot be removed
	_ = os.Remove(dir)
}

// lockOf is a scaffold's lock, which putUp alone makes.
func lockOf(dir string) *flock.Flock {
	return flock.New(filepath.Join(dir, scaffoldLock), flock.SetFlag(os.O_RDWR))
}

// machine is the name of this one; "" is nobody's.
func machine() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}

// untouched reports whether neither path nor what lies in it changed for long.
func untouched(path string) bool {
	paths := []string{path}
	entries, _ := os.ReadDir(path)
	for _, e := range entries {
		paths = append(paths, filepath.Join(path, e.Name()))
	}
	for _, p := range paths {
		if info, err := os.Lstat(p); err != nil || time.Since(info.ModTime()) < longDead {
			return false
		}
	}
	return true
}
