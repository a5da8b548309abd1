package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
)

// Identity is which files an open database consists of.
type Identity struct{ database, log identified }

type identified struct {
	path string
	info os.FileInfo
}

// Identify records the files of the open database at path.
func Identify(path string) (id Identity, err error) {
	for _, f := range []struct {
		to   *identified
		path string
	}{{&id.database, path}, {&id.log, path + "-wal"}} {
		info, err := os.Lstat(f.path)
		if err != nil {
			return Identity{}, Unusable(filepath.Dir(path), err)
		}
		*f.to = identified{f.path, info}
	}
	return id, nil
}

// Path is the path of the database, "" of the zero Identity.
func (id Identity) Path() string { return id.database.path }

// Dir is the folder of the database, "" of the zero Identity.
func (id Identity) Dir() string {
	if id.database.path == "" {
		return ""
	}
	return filepath.Dir(id.database.path)
}

// LogInPlace reports whether the recorded log still lies in its place.
func (id Identity) LogInPlace() bool { return id.log.inPlace() }

// InPlace reports whether the recorded file of the database still lies in its
// place, whatever it contains.
func (id Identity) InPlace() bool { return id.database.inPlace() }

func (f identified) inPlace() bool {
	now, err := os.Lstat(f.path)
	return err == nil && os.SameFile(f.info, now)
}

// Check fails if the files in the folder are no longer the recorded ones. It
// costs a few µs.
func (id Identity) Check() error {
	for _, f := range []identified{id.database, id.log} {
		now, err := os.Lstat(f.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return core.NewError(core.CodeUnavailable, "store_gone", f.path).Because(err)
		case err != nil:
			return Unusable(id.Dir(), err)
		case !os.SameFile(f.info, now):
			return core.NewError(core.CodeUnavailable, "store_replaced", f.path)
		}
	}
	return nil
}
