package cli

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// Archive is a zip archive on its way to a writer. Names of files are relative, with
// slashes.
type Archive struct{ zip *zip.Writer }

// NewArchive writes an archive to w.
func NewArchive(w io.Writer) Archive { return Archive{zip.NewWriter(w)} }

// Add begins a file, which lasts until the next one begins.
func (a Archive) Add(name string, at time.Time) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Method: zip.Store, Modified: at.Truncate(time.Second)}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".csv", ".jsonl", ".txt": // most of the rest is compressed already
		h.Method = zip.Deflate
	}
	h.SetMode(0o600)
	return a.zip.CreateHeader(h)
}

// End completes the archive.
func (a Archive) End() error { return a.zip.Close() }

// pack makes an archive of all files in a folder.
func pack(dir fs.FS, to string) (err error) {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	a := NewArchive(f)
	err = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return addFile(a, dir, name)
	})
	if err == nil {
		err = a.End()
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync())
}

func addFile(a Archive, dir fs.FS, name string) error {
	from, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	w, err := a.Add(name, info.ModTime())
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return err
}
