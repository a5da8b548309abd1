package folder

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// reserve gives the index of a log, up to this many bytes, its place on the disk.
// SQLite maps that file into memory and only makes it longer; where a block of the
// file system is smaller than a page, parts of it would get no place before they are
// written to, and if the disk is full then, the system kills the process (SIGBUS).
// What the index contains stays as it is.
//
// Closing f drops SQLite's locks on the index: only when the database is closed.
func reserve(f *os.File, bytes int64) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, bytes)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil
	}
	if err != nil {
		return Unusable(f.Name(), err)
	}
	return nil
}
