package media

import (
	"errors"
	"io/fs"
	"os"
	"tgdesk/core"
)

// read opens a file that is ready, and no link that stands in its place.
func (m *Dir) Read(f core.File) (*os.File, error) {
	root, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Lstat(f.Path); err == nil && !info.Mode().IsRegular() {
		return nil, core.Errorf(core.CodeUnavailable, "file_linked", "Something else lies in this file's place in the desk's folder. Run tgdesk doctor.")
	}
	file, err := root.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errFileGone(err)
	}
	return file, WrapError(err)
}

// has reports whether a file that should be there is.
func (m *Dir) Has(f core.File) bool {
	root, err := m.Open()
	if err != nil {
		return true // nothing can be fetched either
	}
	defer root.Close()
	_, err = root.Stat(f.Path)
	return !errors.Is(err, fs.ErrNotExist)
}

func errFileGone(err error) error {
	return core.Errorf(core.CodeNotFound, "file_gone", "The file is no longer on this disk. Fetch it again.").Because(err)
}
