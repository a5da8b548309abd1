package folder

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Restoring replaces the database by another file in steps that may be
// interrupted anywhere. It is decided when the new file gets the name
// restore-STAMP.db; from then on every [Prepare] finishes it: the files of the
// old database move to replaced-STAMP, the database itself first, and then the
// new file takes its name. So a database never lies beside the write-ahead log
// of another.
const (
	decidedPrefix  = "restore-"
	decidedSuffix  = ".db"
	replacedPrefix = "replaced-"
	stagingPrefix  = ".restore-"
	stampLayout    = "20060102T150405Z" // a time in UTC
)

// Stage makes a folder inside dir for the database that is to replace the
// desk's. The next Stage or Prepare removes what a killed process left.
// The caller must hold the desk's [Lock].
func Stage(dir string) (string, error) {
	if _, err := finishRestore(dir); err != nil {
		return "", err
	}
	staging, err := os.MkdirTemp(dir, stagingPrefix+"*")
	if err != nil {
		return "", Unusable(dir, err)
	}
	return staging, nil
}

// Restore replaces the database in dir, which nobody may have open, by the
// complete file at path in a folder of [Stage]. It returns the folder to which
// the old database moved, "" if there was none.
func Restore(dir, path string, now time.Time) (replaced string, err error) {
	if err := SyncFile(path); err != nil {
		return "", Unusable(dir, err)
	}
	stamp := unusedStamp(dir, now)
	if err := errors.Join(os.Rename(path, filepath.Join(dir, decidedPrefix+stamp+decidedSuffix)), SyncDir(dir)); err != nil {
		return "", Unusable(dir, err)
	}
	return finishRestore(dir)
}

// IsReplaced reports whether dir is a folder to which the database of a desk moved.
// What else that desk had is in the folder around it.
func IsReplaced(dir string) bool {
	_, err := time.Parse(replacedPrefix+stampLayout, filepath.Base(dir))
	return err == nil
}

// unusedStamp is now in UTC, or a little later if that is taken.
func unusedStamp(dir string, now time.Time) string {
	for ; ; now = now.Add(time.Second) {
		stamp := now.UTC().Format(stampLayout)
		if _, err := os.Lstat(filepath.Join(dir, replacedPrefix+stamp)); err != nil {
			return stamp
		}
	}
}

// PendingRestore returns the name of a database that was to replace the desk's
// and has not yet; "" if there is none.
func PendingRestore(dir string) string {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if _, err := time.Parse(decidedPrefix+stampLayout+decidedSuffix, e.Name()); err == nil && e.Type().IsRegular() {
			return e.Name()
		}
	}
	return ""
}

// Replaced lists the folders in dir with what replaced databases left, oldest first.
func Replaced(dir string) (paths []string) {
	entries, _ := os.ReadDir(dir) // sorted by name, which is by time
	for _, e := range entries {
		if e.IsDir() && IsReplaced(e.Name()) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths
}

// finishRestore finishes a decided restore, if there is one, and removes what
// an undecided one left. replaced is as Restore says. Each step may be repeated.
func finishRestore(dir string) (replaced string, err error) {
	sweep(dir, stagingPrefix)
	name := PendingRestore(dir)
	if name == "" {
		return "", nil
	}
	stamp := strings.TrimSuffix(strings.TrimPrefix(name, decidedPrefix), decidedSuffix)
	replaced, err = moveAside(dir, filepath.Join(dir, replacedPrefix+stamp), databaseSuffixes()...)
	if err == nil {
		err = errors.Join(os.Rename(filepath.Join(dir, name), filepath.Join(dir, Database)), SyncDir(dir))
	}
	if err != nil {
		return replaced, Unusable(dir, err)
	}
	return replaced, nil
}

// SetLogAside moves the log beside the database in dir, which nobody may have open,
// to a folder like that of a replaced database, and returns the folder.
func SetLogAside(dir string, now time.Time) (string, error) {
	to, err := moveAside(dir, filepath.Join(dir, replacedPrefix+unusedStamp(dir, now)), "-wal")
	if err != nil {
		return "", Unusable(dir, err)
	}
	return to, RemoveLog(filepath.Join(dir, Database)) // its index, which SQLite makes anew
}

// RemoveLog removes the log beside the database at path, of which a copy was made.
func RemoveLog(path string) error { return remove(path, "-wal", "-shm") }

// RemoveDatabase removes the database at path and what SQLite wrote beside it.
func RemoveDatabase(path string) error { return remove(path, databaseSuffixes()...) }

func remove(path string, suffixes ...string) error {
	for _, suffix := range suffixes {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return Unusable(filepath.Dir(path), err)
		}
	}
	return nil
}

// Rescue makes the folder for what an open database contains whose files are no
// longer in dir, and returns the path for its copy.
func Rescue(dir string, now time.Time) (string, error) {
	to := filepath.Join(dir, replacedPrefix+unusedStamp(dir, now))
	if err := os.Mkdir(to, 0o700); err != nil {
		return "", Unusable(dir, err)
	}
	return filepath.Join(to, Database), nil
}

// moveAside moves the database's files with these endings to the folder to.
func moveAside(dir, to string, suffixes ...string) (replaced string, err error) {
	for _, suffix := range suffixes {
		from := filepath.Join(dir, Database+suffix)
		if _, err := os.Lstat(from); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := os.MkdirAll(to, 0o700); err != nil {
			return "", err
		}
		if err := os.Rename(from, filepath.Join(to, Database+suffix)); err != nil {
			return "", err
		}
	}
	if _, err := os.Lstat(to); err != nil {
		return "", nil // there was no database
	}
	return to, errors.Join(SyncDir(to), SyncDir(dir))
}
