package media

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"

	"tgdesk/core"
)

// spoolPrefix begins the names, in partDir, of folders with one file each that is
// received to be attached.
const spoolPrefix = "in-"

// spoolStep is how many bytes are received before the disk is measured again.
const spoolStep = 4 << 20

// AttachLimit is the size in bytes of the largest file that a brand accepts.
func (d *Dir) AttachLimit(o core.BrandOptions) int64 {
	document, _ := formatOf(o, d.ownServer, "")
	return max(document.limit, core.PhotoUpload)
}

// Spool receives a file that is not on this machine, so that it can be checked and
// attached. It has the cleaned name that it is given and at most limit bytes and one
// more, which tells that it is too large. remove deletes it; what a killed process
// left, [Dir.Sweep] does.
func (d *Dir) Spool(name string, limit int64, r io.Reader) (file string, remove func(), err error) {
	root, err := d.root()
	if err != nil {
		return "", nil, err
	}
	defer root.Close()
	dir := spoolPrefix + rand.Text()
	d.spooled.Store(dir, nil)
	remove = func() {
		_ = os.RemoveAll(filepath.Join(d.path, partDir, dir)) // the next start removes what is left
		d.spooled.Delete(dir)
	}
	name = path.Join(partDir, dir, cleanName(name, "file"))
	f, err := create(root, name)
	if err == nil {
		err = errors.Join(d.receive(f, limit+1, r), diskError(f.Close()))
	}
	if err != nil {
		remove()
		return "", nil, err
	}
	file, err = filepath.Abs(filepath.Join(d.path, filepath.FromSlash(name)))
	return file, remove, err
}

// receive copies at most that many bytes, as long as the disk keeps its room for
// messages. Errors of r are returned unchanged.
func (d *Dir) receive(f *os.File, most int64, r io.Reader) error {
	w := &countingWriter{w: f}
	for w.n < most {
		step := min(spoolStep, most-w.n)
		if room, err := d.Room(); err != nil {
			return err
		} else if !room.TakesRequested(step) {
			return core.NewError(core.CodeUnavailable, "attach_full", core.ShortSize(room.MessageRoom()))
		}
		_, err := io.CopyN(w, r, step)
		switch {
		case w.err != nil:
			return diskError(w.err)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}
