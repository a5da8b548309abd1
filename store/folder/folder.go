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

// Names in the desk's folder.
const (
	Database = "desk.db"
	Index    = "search.db" // for search; it can be made anew from the database
	Media    = "media"     // the folder of files that were fetched and sent
	Socket   = "desk.sock" // on which a desk that runs answers
)

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

// BackupPrefix begins the names of temporary folders in which backups are made, beside
// what they become or, for those that are sent elsewhere, in the desk's folder.
const BackupPrefix = ".tgdesk-backup-"

// HostKey is the name of the key by which clients of SSH recognize the desk.
const HostKey = "ssh_host_ed25519"

// Files lists the names that the database, the lock and the host key may have in a
// desk's folder.
func Files() []string {
	names := []string{lockName, HostKey}
	for _, suffix := range databaseSuffixes() {
		names = append(names, Database+suffix, Index+suffix)
	}
	return names
}

// DatabasePath returns the absolute path of the database in dir.
func DatabasePath(dir string) (string, error) { return filepath.Abs(filepath.Join(dir, Database)) }

// Prepare makes the folder (mode 0700) where it is missing, finishes an
// interrupted restore, and returns the absolute path of the database. missing says
// that there is none and that [Create] may make one: it is refused if what is left
// of a desk shows that there was one.
func Prepare(dir string) (path string, missing bool, err error) {
	path, err = DatabasePath(dir)
	if err != nil {
		return "", false, err
	}
	if err := makeDir(dir); err != nil {
		return "", false, err
	}
	if _, err := finishRestore(dir); err != nil {
		return "", false, err
	}
	err = Find(path)
	if !core.IsNotFound(err) {
		return path, false, err
	}
	if left := remains(dir); left != "" {
		return "", false, core.NewError(core.CodeUnavailable, "desk_lost", path, left)
	}
	return path, true, nil
}

// Find looks for the database at path: an error of CodeNotFound if there is none.
// An empty file is no database, and SQLite would make one of it and remove the log
// beside it.
func Find(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return core.NewError(core.CodeNotFound, "desk_missing", filepath.Dir(path)).Because(err)
	case err != nil:
		return Unusable(filepath.Dir(path), err)
	case !info.Mode().IsRegular(): // opening a pipe would wait for ever
		return core.NewError(core.CodeUnavailable, "desk_special", path)
	case info.Size() == 0:
		return core.NewError(core.CodeUnavailable, "desk_empty", path)
	}
	return nil
}

// remains is the path of something in dir that only a desk with chats leaves there,
// "" if there is nothing.
func remains(dir string) string {
	for _, suffix := range databaseSuffixes() {
		if info, err := os.Stat(filepath.Join(dir, Database+suffix)); err == nil && info.Size() > 0 && suffix != "-shm" {
			return filepath.Join(dir, Database+suffix)
		}
	}
	media := filepath.Join(dir, Media)
	found := ""
	_ = filepath.WalkDir(media, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = media
			return fs.SkipAll
		}
		return nil
	})
	return found
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Unusable(dir, err)
	}
	return nil
}

// Create makes a database at path with mode 0600, whatever the umask: fill turns the
// empty file that it is given into one. It appears complete or not at all, and never
// in the place of another.
func Create(path string, fill func(path string) error) error {
	dir := filepath.Dir(path)
	temp, err := os.MkdirTemp(dir, newPrefix+"*")
	if err != nil {
		return Unusable(dir, err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	made := filepath.Join(temp, Database)
	f, err := os.OpenFile(made, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Unusable(dir, err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return Unusable(dir, err)
	}
	if err := fill(made); err != nil {
		return err
	}
	if err := SyncFile(made); err != nil {
		return Unusable(dir, err)
	}
	if err := Rename(made, path, false); err != nil && !errors.Is(err, fs.ErrExist) {
		return Unusable(dir, err)
	}
	return nil
}

// Rename gives a complete file its name, for good. Without replace it fails with
// fs.ErrExist if the name is taken; on a file system without links, another process
// may take it in between.
func Rename(from, to string, replace bool) error {
	if !replace {
		err := os.Link(from, to)
		if err == nil {
			return SyncDir(filepath.Dir(to))
		}
		if _, taken := os.Lstat(to); taken == nil {
			return err
		}
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
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
