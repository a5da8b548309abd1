// Package media is the directory of a desk's files: what visitors sent and was
// downloaded, and copies of what operators attach. It knows formats and their
// limits. It must not know the database or Telegram, nor make a name of anything
// from outside: all names in the directory are made here, and [os.Root] keeps every
// access below it.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"tgdesk/core"
)

const (
	// partDir holds downloads that are not complete, and notes of attachments
	// whose messages are not stored yet (see [Import]).
	partDir = "part"
	// outDir holds copies of what operators attached.
	outDir = "out"
	// sniffed is how many bytes determine the type of a file.
	sniffed = 3072
	// probeSize is how many bytes must fit beside what did not fit, for the disk
	// to count as recovered.
	probeSize = 256 << 10
)

// Dir is the directory of files. It may be used from many goroutines.
type Dir struct {
	path      string
	sniff     func(head []byte) string
	ownServer bool
	disk      Disk

	stuck     atomic.Int32 // questions to the disk that have waited too long for an answer
	importing sync.RWMutex // read-locked from the copy of an attachment to its message
	missing   atomic.Int64 // bytes of the last file that did not fit
	spooled   sync.Map     // names of the folders of [Dir.Spool] that are in use
}

// New returns the directory at path, which is created when first used; "" stores no
// files. sniff returns the MIME type of a file by its first bytes, at most 3072;
// with nil, only brands that allow any file can attach one. ownServer says that
// brands without a Bot API server of their own use a self-hosted one, which has no
// limit of 20 MB on downloads.
func New(path string, sniff func(head []byte) string, ownServer bool) *Dir {
	if sniff == nil {
		sniff = func([]byte) string { return "" }
	}
	return &Dir{path: path, sniff: sniff, ownServer: ownServer}
}

// Enabled reports whether files are stored at all.
func (d *Dir) Enabled() bool { return d.path != "" }

// DownloadLimit is the size in bytes up to which a brand can download files.
func (d *Dir) DownloadLimit(o core.BrandOptions) int64 {
	if d.ownServer || o.APIURL != "" {
		return core.OwnServer
	}
	return core.CloudDownload
}

// root opens the directory, and creates it if need be. The caller closes it.
func (d *Dir) root() (*os.Root, error) {
	if !d.Enabled() {
		return nil, core.NewError(core.CodeUnavailable, "media_none")
	}
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return nil, diskError(err)
	}
	if info, err := os.Lstat(d.path); err == nil && !info.IsDir() {
		return nil, core.NewError(core.CodeUnavailable, "media_linked", d.path)
	}
	root, err := os.OpenRoot(d.path)
	return root, diskError(err)
}

// Open opens a file that is ready, but no link in its place. CodeNotFound means
// that the file is gone.
func (d *Dir) Open(f core.File) (*os.File, error) {
	root, err := d.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Lstat(f.Path); err == nil && !info.Mode().IsRegular() {
		return nil, core.NewError(core.CodeUnavailable, "file_linked")
	}
	file, err := root.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, core.NewError(core.CodeNotFound, "file_gone").Because(err)
	}
	return file, diskError(err)
}

// PathOf returns the absolute path of a file that is ready, for another program.
func (d *Dir) PathOf(f core.File) (string, error) {
	file, err := d.Open(f) // which makes sure that the path leads nowhere else
	if err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", diskError(err)
	}
	abs, err := filepath.Abs(filepath.Join(d.path, filepath.FromSlash(f.Path)))
	return abs, diskError(err)
}

// Has reports whether a file that should exist does. It assumes so while the
// directory cannot be opened or its disk does not answer, for then nothing can be
// downloaded either.
func (d *Dir) Has(f core.File) bool {
	has, err := ask(&d.stuck, lookupPatience, func() (bool, error) {
		root, err := d.root()
		if err != nil {
			return true, nil
		}
		defer root.Close()
		_, err = root.Stat(f.Path)
		return !errors.Is(err, fs.ErrNotExist), nil
	})
	return has || err != nil
}

// Holds reports whether a file that the desk misses is there after all, in full. It assumes
// that it is not while the disk does not answer.
func (d *Dir) Holds(f core.File) bool {
	holds, err := ask(&d.stuck, lookupPatience, func() (bool, error) {
		root, err := d.root()
		if err != nil {
			return false, err
		}
		defer root.Close()
		info, err := root.Lstat(f.Path)
		return err == nil && info.Mode().IsRegular() && info.Size() == f.Size, err
	})
	return holds && err == nil
}

// Remove deletes a file; a missing one is no error.
func (d *Dir) Remove(name string) error {
	root, err := d.root()
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskError(err)
	}
	return nil
}

// Receive stores what download writes as the file with that unique id: complete
// on disk, or not at all. An error of download is returned unchanged, unless the
// disk caused it.
func (d *Dir) Receive(uniqueID string, kind core.Kind, download func(io.Writer) error) (name string, size int64, err error) {
	root, err := d.root()
	if err != nil {
		return "", 0, err
	}
	defer root.Close()
	id := fileID(uniqueID)
	part := path.Join(partDir, id)
	f, err := create(root, part)
	if err != nil {
		return "", 0, err
	}
	ext, size, err := d.fill(f, kind, download)
	if err == nil {
		name = path.Join(id[:2], id[2:]+ext)
		err = diskError(root.MkdirAll(path.Dir(name), 0o700))
	}
	if err == nil {
		err = diskError(root.Rename(part, name))
	}
	if err == nil {
		err = syncDir(root, path.Dir(name)) // so that the name survives a power cut
	}
	if err != nil {
		return "", 0, errors.Join(err, root.Remove(part))
	}
	return name, size, nil
}

// fileID is what names the file with that unique id.
func fileID(uniqueID string) string {
	sum := sha256.Sum256([]byte(uniqueID))
	return hex.EncodeToString(sum[:16])
}

// RemovePart deletes what an interrupted download has left of a file; nothing is no error.
func (d *Dir) RemovePart(uniqueID string) error {
	return d.Remove(path.Join(partDir, fileID(uniqueID)))
}

// fill writes and closes f, and returns the extension that its name shall have.
func (d *Dir) fill(f *os.File, kind core.Kind, download func(io.Writer) error) (ext string, size int64, err error) {
	w := &countingWriter{w: f}
	err = download(w)
	d.missing.Store(0)
	if w.err != nil {
		d.missing.Store(w.n)
		err = diskError(w.err)
	}
	if err == nil {
		head := make([]byte, sniffed)
		n, _ := f.ReadAt(head, 0) // a short file is no error
		ext = extension(d.sniff(head[:n]), kind)
		err = diskError(f.Sync())
	}
	if closed := diskError(f.Close()); err == nil {
		err = closed
	}
	return ext, w.n, err
}

// Probe returns nil if the disk answers and there is room for what did not fit last,
// and some more.
func (d *Dir) Probe(context.Context) error {
	need := d.missing.Load() + probeSize
	if room, err := d.Room(); err != nil {
		return err
	} else if !room.TakesRequested(need) { // not even for a moment: messages need it
		return core.NewError(core.CodeUnavailable, "media_disk", core.SystemReason(&fs.PathError{Err: syscall.ENOSPC}))
	}
	_, err := ask(&d.stuck, probePatience, func() (struct{}, error) { return struct{}{}, d.writeProbe(need) })
	return err
}

// writeProbe writes and removes a file of at least size bytes.
func (d *Dir) writeProbe(size int64) error {
	root, err := d.root()
	if err != nil {
		return err
	}
	defer root.Close()
	name := path.Join(partDir, "probe")
	f, err := create(root, name)
	if err != nil {
		return err
	}
	block := make([]byte, probeSize)
	for left := size; left > 0 && err == nil; left -= probeSize {
		_, err = f.Write(block)
	}
	return diskError(errors.Join(err, f.Close(), root.Remove(name)))
}

// create makes a new private file, and its directory if need be.
func create(root *os.Root, name string) (*os.File, error) {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return nil, diskError(err)
	}
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	return f, diskError(err)
}

// syncDir flushes a directory. Some file systems cannot, which is no error.
func syncDir(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if err != nil {
		return diskError(err)
	}
	_ = f.Sync()
	return diskError(f.Close())
}

// countingWriter counts bytes, and records the errors of its own writer, which the
// caller could not distinguish from those of the download.
type countingWriter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// diskError makes an error of the operating system a *core.Error; nil and other
// *core.Errors are returned unchanged.
func diskError(err error) error {
	if _, ok := errors.AsType[*core.Error](err); err == nil || ok {
		return err
	}
	return core.NewError(core.CodeUnavailable, "media_disk", core.SystemReason(err)).Because(err)
}
