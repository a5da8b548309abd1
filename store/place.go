package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
)

// place is where the open database should be. SQLite holds its files open and
// commits into them even when nobody can find them any more: the folder was
// renamed or its disk taken away, or another database was put there. What is
// committed so is lost with the process, so it must not count as written.
//
// Names are only looked at: opening a database file would drop SQLite's locks.
type place struct {
	dir   string
	files []placed
}

// placed is a file as it was when the desk was opened.
type placed struct {
	path string
	info os.FileInfo
}

// placeOf notes the files of the database at path, which is open.
func placeOf(path string) (place, error) {
	p := place{dir: filepath.Dir(path)}
	for _, path := range []string{path, path + "-wal"} {
		info, err := os.Lstat(path)
		if err != nil {
			return p, fileTrouble(p.dir, err)
		}
		p.files = append(p.files, placed{path, info})
	}
	return p, nil
}

// check reports files that are not what was opened. It costs a few µs.
func (p place) check() error {
	for _, f := range p.files {
		now, err := os.Lstat(f.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return core.Errorf(core.CodeUnavailable, "store_gone",
				"The desk's database is no longer at %s, so nothing can be saved. Put back what was moved or removed; until then keep tgdesk running.", f.path).Because(err)
		case err != nil:
			return fileTrouble(p.dir, err)
		case !os.SameFile(f.info, now):
			return core.Errorf(core.CodeUnavailable, "store_replaced",
				"Another file was put in the place of %s while tgdesk runs, so nothing can be saved. Put the right one back, or quit and start tgdesk again.", f.path)
		}
	}
	return nil
}
