package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
)

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
			return core.NewError(core.CodeUnavailable, "store_gone",
				f.path).Because(err)
		case err != nil:
			return Unusable(id.dir, err)
		case !os.SameFile(f.info, now):
			return core.NewError(core.CodeUnavailable, "store_replaced",
				f.path)
		}
	}
	return nil
}
