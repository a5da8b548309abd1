package cli

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/store/folder"
)

// Files are the files that a command line names: those of the machine, and of the
// place in it, where the line was typed. A verb opens no named file but through them:
// it may run inside a desk far away.
type Files interface {
	// Open opens a file for reading. Its errors are short: the caller names the file.
	Open(path string) (io.ReadCloser, error)
	// Create begins a file.
	Create(path string, o Creation) (NewFile, error)
	// CreateBundle begins a bundle, or goes on with one.
	CreateBundle(path string, o BundleOptions) (Bundle, error)
	// Abs is a path as it can be kept: absolute, and "~/" is the home of the desk's user,
	// which no shell expands behind a colon.
	Abs(path string) string
}

// Creation is how a file is written.
type Creation struct {
	Replace bool `json:"replace"` // an older file
	// Backup accepts only what a backup of the desk may be: a regular file outside of
	// the desk's own folder.
	Backup bool `json:"backup"`
	// NewFolder makes the folder of the file, which must not be there yet.
	NewFolder bool `json:"new_folder"`
}

// NewFile is a file that is being written. It has its name, or replaces an older
// file, only once it is committed: it was written to the disk then, and read back.
// Discard removes what is not committed. What is no regular file (a pipe,
// /dev/stdout) is written directly.
type NewFile interface {
	io.Writer
	Commit() error
	Discard()
}

// Files are those of whoever made the call.
func (e *Env) Files() Files {
	if e.Running != nil {
		return e.Running.Caller
	}
	return LocalFiles{DeskDir: e.DeskDir()}
}

// RefuseSlash refuses the name of a file that is written as one of a folder.
func RefuseSlash(path string) error {
	if strings.HasSuffix(path, "/") {
		return Usagef("%s ends in a slash, and this is one file. Name a file.", path)
	}
	return nil
}

// WriteFile lets fn write the file at path, which appears only if it was written in
// full.
func (e *Env) WriteFile(path string, o Creation, fn func(io.Writer) error) error {
	if err := RefuseSlash(path); err != nil {
		return err
	}
	f, err := e.Files().Create(path, o)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := fn(f); err != nil {
		return err
	}
	return f.Commit()
}

// OpenInput opens a file that a command line names, or standard input for "-", and returns how
// a sentence calls it.
func (e *Env) OpenInput(path string) (f io.ReadCloser, name string, err error) {
	if path == "-" {
		return io.NopCloser(e.In), "standard input", nil
	}
	f, err = e.Files().Open(path)
	return f, path, err
}

// ReadInput reads a text from a file that a command line names, or standard input for "-", of
// which at most so many bytes and one more are read. what names it in an error, name is how a
// sentence calls the file.
func (e *Env) ReadInput(path, what string, most int64) (text, name string, err error) {
	f, name, err := e.OpenInput(path)
	if err != nil {
		return "", name, fmt.Errorf("the %s file %s cannot be read: %w", what, path, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	read, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return "", name, fmt.Errorf("reading the %s from %s: %w", what, name, err)
	}
	return strings.TrimPrefix(string(read), "\ufeff"), name, nil // editors on Windows write a byte-order mark
}

// TextOrInput is the text that a command line gives, or standard input for "-", of which at
// most so many bytes are read. what names it in an error.
func (e *Env) TextOrInput(text, what string, most int64) (string, error) {
	if text != "-" {
		return text, nil
	}
	input, err := io.ReadAll(io.LimitReader(e.In, most))
	if err != nil {
		return "", fmt.Errorf("reading %s from standard input: %w", what, err)
	}
	return string(input), nil
}

// LocalFiles are the files of this machine.
type LocalFiles struct {
	DeskDir string
	Dir     string // where relative paths begin; "" is the working directory
}

func (l LocalFiles) find(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.Dir, path)
}

// Open implements Files.
func (l LocalFiles) Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(l.find(path))
	if err == nil {
		if info, statErr := f.Stat(); statErr == nil && info.IsDir() {
			_ = f.Close() // nothing was read
			return nil, Failf("it is a folder")
		}
	}
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, Failf("%w", inner.Err) // no sentence: the reason in one
	}
	return f, err
}

// Abs implements Files.
func (l LocalFiles) Abs(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if abs, err := filepath.Abs(l.find(path)); err == nil {
		return abs
	}
	return path // where one is, is not known
}

// tempPrefix begins the names of folders in which files are made.
const tempPrefix = ".tgdesk-new-"

// Create implements Files.
func (l LocalFiles) Create(name string, o Creation) (NewFile, error) {
	path := l.find(name)
	if o.NewFolder {
		if err := os.Mkdir(filepath.Dir(path), 0o700); errors.Is(err, fs.ErrExist) {
			return nil, core.NewError(core.CodeConflict, "output_exists", filepath.Dir(name))
		} else if err != nil {
			return nil, o.notWritten(filepath.Dir(name), err)
		}
	}
	if o.Backup {
		if err := l.CheckBackup(name, o.Replace); err != nil {
			return nil, err
		}
	} else if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, o.notWritten(name, err)
		}
		return &streamFile{output.NewWriter(f), f}, nil
	} else if err == nil && !o.Replace {
		return nil, core.NewError(core.CodeConflict, "output_exists", name)
	}
	temp, err := folder.NewTempDir(filepath.Dir(path), tempPrefix)
	if err != nil {
		return nil, o.notWritten(name, err)
	}
	made := temp.File("file")
	f, err := os.OpenFile(made, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = f.Chmod(0o600) // whatever the umask
	}
	if err != nil {
		temp.Remove()
		return nil, o.notWritten(name, err)
	}
	return &wholeFile{f: f, temp: temp, made: made, name: name, path: path, o: o, sum: sha256.New()}, nil
}

// CheckBackup refuses a file that no backup may be.
func (l LocalFiles) CheckBackup(name string, replace bool) error {
	abs, err := filepath.Abs(l.find(name))
	if err != nil {
		return err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return core.NewError(core.CodeUnavailable, "backup_no_folder", name, core.CauseOf(err)).Because(err)
	}
	if rel, err := filepath.Rel(l.DeskDir, dir); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return core.NewError(core.CodeInvalid, "backup_in_desk")
	}
	info, err := os.Lstat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return core.NewError(core.CodeUnavailable, "backup_place_unreadable", name, core.CauseOf(err)).Because(err)
	case info.IsDir():
		return core.NewError(core.CodeInvalid, "backup_folder", name)
	case !info.Mode().IsRegular():
		return core.NewError(core.CodeInvalid, "backup_no_file", name)
	case !replace:
		return core.NewError(core.CodeConflict, "output_exists", name)
	}
	return nil
}

// wholeFile is written in a folder of its own until it is complete.
type wholeFile struct {
	f                *os.File
	temp             *folder.TempDir
	made, name, path string // name is path as it was typed
	o                Creation
	sum              hash.Hash
}

func (w *wholeFile) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	w.sum.Write(p[:n])
	if err != nil {
		err = w.o.notWritten(w.name, err)
	}
	return n, err
}

func (w *wholeFile) Commit() error {
	err := w.f.Sync()
	if err == nil {
		err = w.verify()
	}
	if err == nil {
		err = folder.Rename(w.made, w.path, w.o.Replace)
	}
	if errors.Is(err, fs.ErrExist) {
		return core.NewError(core.CodeConflict, "output_exists", w.name)
	}
	if err != nil {
		return w.o.notWritten(w.name, err)
	}
	return nil
}

// verify reads back what was written.
func (w *wholeFile) verify() error {
	if _, err := w.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, w.f); err != nil {
		return err
	}
	if string(sum.Sum(nil)) != string(w.sum.Sum(nil)) {
		return errors.New("the disk gives back something else than was written")
	}
	return nil
}

func (w *wholeFile) Discard() {
	_ = w.f.Close() // what counts was flushed by Commit
	w.temp.Remove()
}

// streamFile is something that only takes bytes.
type streamFile struct {
	*output.Writer
	f *os.File
}

func (s *streamFile) Commit() error { return errors.Join(s.Flush(), s.f.Close()) }

func (s *streamFile) Discard() { _ = s.f.Close() } // after Commit it is closed already

// notWritten is that the file called name could not be written.
func (o Creation) notWritten(name string, err error) error {
	if o.Backup {
		return core.NewError(core.CodeUnavailable, "backup_not_written", name, core.CauseOf(err)).Because(err)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return core.NewError(core.CodeUnavailable, "output_no_folder", name, filepath.Dir(name)).Because(err)
	}
	return core.NewError(core.CodeUnavailable, "output_not_written", name, core.CauseOf(err)).Because(err)
}
