package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// How files are called in the desk's directory until they are whole, and those
// that only try whether something can be written.
const (
	newPrefix   = ".new-"
	probePrefix = ".probe-"
)

// prepare makes the desk's directory and an empty database file, where they
// are missing, and returns the file's absolute path. A restore that was cut off
// comes to its end before.
func prepare(dir string) (string, error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return "", err
	}
	if err := makeDir(dir); err != nil {
		return "", err
	}
	sweepUnpacked(dir)
	if _, err := finishRestore(dir); err != nil {
		return "", err
	}
	return path, makePrivate(path, nil)
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fileTrouble(dir, err)
	}
	return nil
}

// makePrivate makes the file at path with mode 0600, whatever the umask,
// unless it exists. It is written under another name and then linked, so that
// nobody sees it half written and this process never has a descriptor of a
// file at path: SQLite in another goroutine may have it open by then.
func makePrivate(path string, content []byte) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	tmp, err := writeTemp(filepath.Dir(path), content)
	if err != nil {
		return fileTrouble(filepath.Dir(path), err)
	}
	defer func() { _ = os.Remove(tmp) }()
	if err := os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fileTrouble(filepath.Dir(path), err)
	}
	return nil
}

// writeTemp writes content to a new file in dir and returns its name; os
// creates such files with mode 0600.
func writeTemp(dir string, content []byte) (string, error) {
	f, err := os.CreateTemp(dir, newPrefix+"*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncDir puts on the disk what was made, renamed or removed in dir. Some file
// systems cannot do so for directories, and need not.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// fileTrouble tells that the system refused something in the desk's directory.
func fileTrouble(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return sentence(sqlite3.Error{Code: sqlite3.ErrFull}).Because(err)
	case errors.Is(err, syscall.EROFS):
		return sentence(sqlite3.Error{Code: sqlite3.ErrReadonly}).Because(err)
	}
	return core.Errorf(core.CodeUnavailable, "store_files",
		"tgdesk cannot use the directory %s: %s. Check its owner and permissions, or name another directory with --data.",
		dir, core.CauseOf(err)).Because(err)
}
