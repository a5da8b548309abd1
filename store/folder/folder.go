// Package folder is the desk's folder on the disk: the names in it, private
// permissions, the lock that lets one process run the desk, temporary folders,
// and the replacement of the database by a restored one.
//
// It must never open the database file while SQLite may have it open: closing
// any descriptor of a file drops the POSIX locks that this process holds on it,
// and with them committed rows. It looks at names only.
package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"tgdesk/core"
)

// Database is the name of the database in the desk's folder.
const Database = "desk.db"

// Prefixes of the files that are written before they get their name, and of
// those that only test whether the disk takes a write.
const (
	newPrefix   = ".new-"
	probePrefix = ".probe-"
)

// probeSize is how much room there must be on the disk, in bytes, for it to
// count as writable again: a few transactions' worth.
const probeSize = 256 << 10

// databaseSuffixes are the endings of the database's files: SQLite writes the
// others beside it.
func databaseSuffixes() []string { return []string{"", "-wal", "-shm", "-journal"} }

// Files lists the names that the database and the lock may have in a desk's folder.
func Files() []string {
	names := []string{lockName}
	for _, suffix := range databaseSuffixes() {
		names = append(names, Database+suffix)
	}
	return names
}

// DatabasePath returns the absolute path of the database in dir.
func DatabasePath(dir string) (string, error) { return filepath.Abs(filepath.Join(dir, Database)) }

// Prepare makes the folder (mode 0700) and an empty database file (0600) where
// they are missing, finishes an interrupted restore, and returns the absolute
// path of the database.
func Prepare(dir string) (string, error) {
	path, err := DatabasePath(dir)
	if err != nil {
		return "", err
	}
	if err := makeDir(dir); err != nil {
		return "", err
	}
	if _, err := finishRestore(dir); err != nil {
		return "", err
	}
	if err := createEmpty(path); err != nil {
		return "", Unusable(dir, err)
	}
	return path, nil
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Unusable(dir, err)
	}
	return nil
}

// createEmpty makes an empty file with mode 0600, whatever the umask, unless
// path exists. The file is made under another name and linked, so that this
// process never has a descriptor of path: SQLite in another goroutine may have
// opened it by then.
func createEmpty(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), newPrefix+"*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// ProbeSpace writes a file of some hundred kilobytes to the folder and removes
// it. A single page of the database may find room where a transaction would not.
func ProbeSpace(dir string) error {
	f, err := os.CreateTemp(dir, probePrefix+"*")
	if err != nil {
		return Unusable(dir, err)
	}
	_, err = f.Write(make([]byte, probeSize))
	if err := errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name())); err != nil {
		return Unusable(dir, err)
	}
	return nil
}

// SyncDir flushes what was made, renamed or removed in dir. Some file systems
// cannot do so for folders, and need not.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// SyncFile flushes a file.
func SyncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sweep removes what has one of these prefixes in dir. All of it is incomplete
// or a copy, and the next start tries again what fails now.
func sweep(dir string, prefixes ...string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name(), p) }) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// Unusable is the error for an operation that the system refused in dir.
func Unusable(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return core.NewError(core.CodeUnavailable, "store_full").Because(err)
	case errors.Is(err, syscall.EROFS):
		return core.NewError(core.CodeUnavailable, "store_readonly").Because(err)
	}
	return core.NewError(core.CodeUnavailable, "store_files", dir, core.CauseOf(err)).Because(err)
}

// Identity is which files an open database consists of. SQLite keeps its files
// open and commits into them even when nobody can find them any more: the
// folder was renamed, its disk was removed, or another database was put there.
// Such commits are lost with the process, so they must not count as written.
type Identity struct {
	dir   string
	files []identified
}

type identified struct {
	path string
	info os.FileInfo
}

// Identify records the files of the open database at path.
func Identify(path string) (Identity, error) {
	id := Identity{dir: filepath.Dir(path)}
	for _, path := range []string{path, path + "-wal"} {
		info, err := os.Lstat(path)
		if err != nil {
			return id, Unusable(id.dir, err)
		}
		id.files = append(id.files, identified{path, info})
	}
	return id, nil
}

// Dir is the folder of the database.
func (id Identity) Dir() string { return id.dir }

// Check fails if the files in the folder are no longer the recorded ones. It
// costs a few µs.
func (id Identity) Check() error {
	for _, f := range id.files {
		now, err := os.Lstat(f.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return core.NewError(core.CodeUnavailable, "store_gone", f.path).Because(err)
		case err != nil:
			return Unusable(id.dir, err)
		case !os.SameFile(f.info, now):
			return core.NewError(core.CodeUnavailable, "store_replaced", f.path)
		}
	}
	return nil
}
