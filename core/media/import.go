package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"tgdesk/core"
)

// outgoingPrefix begins the unique ids of files that operators attached.
// Telegram's own contain no colon.
const outgoingPrefix = "out:"

// IsOutgoing reports whether a file came from an operator: there is no other
// copy of it to download.
func IsOutgoing(uniqueID string) bool { return strings.HasPrefix(uniqueID, outgoingPrefix) }

// NewAlbumID returns an id for files that are sent as one album.
func NewAlbumID() string { return outgoingPrefix + rand.Text() }

// Import is a set of files that were copied into the directory for messages that
// are not stored yet. A note in partDir names each copy until [Import.Close], so
// that the next start removes copies whose messages never came to be.
type Import struct {
	Attachments []core.Attachment // in the order of the files
	dir         *Dir
}

// Import checks and copies files; after an error none of them is left. The
// caller must close the import.
func (d *Dir) Import(o core.BrandOptions, files []Checked) (*Import, error) {
	size := int64(0)
	for _, f := range files {
		size += f.Size
	}
	if room, err := d.Room(); err != nil {
		return nil, err
	} else if !room.TakesRequested(size) {
		return nil, core.NewError(core.CodeUnavailable, "attach_full", core.ShortSize(room.MessageRoom()))
	}
	root, err := d.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	d.importing.RLock()
	in := &Import{dir: d}
	for _, f := range files {
		if err := in.add(root, o, f); err != nil {
			return nil, errors.Join(err, in.Close(false))
		}
	}
	return in, nil
}

// ImportData is Import of files that are in memory. A picture that Telegram does not take
// as one goes as a document.
func (d *Dir) ImportData(o core.BrandOptions, files ...core.BotFile) (*Import, error) {
	if len(files) == 0 {
		return &Import{}, nil
	}
	var checked []Checked
	for _, f := range files {
		file, remove, err := d.Spool(f.Name, d.AttachLimit(o), bytes.NewReader(f.Data))
		if err != nil {
			return nil, err
		}
		defer remove()
		c, err := d.Check(o, file, false)
		if err == nil && c.OfferDocument {
			c, err = d.Check(o, file, true)
		}
		if err != nil {
			return nil, err
		}
		checked = append(checked, c)
	}
	return d.Import(o, checked)
}

// Close ends an import: stored says whether its messages are on disk. If not, the
// copies are removed.
func (in *Import) Close(stored bool) error {
	if in.dir == nil { // of no files
		return nil
	}
	defer in.dir.importing.RUnlock()
	for _, a := range in.Attachments {
		if !stored {
			if err := in.dir.Remove(a.File.Path); err != nil {
				return err // its note stays, and the next start removes both
			}
		}
		if err := in.dir.Remove(notePath(a.FileUniqueID)); err != nil && !stored {
			return err
		}
	}
	return nil
}

func (in *Import) add(root *os.Root, o core.BrandOptions, f Checked) error {
	src, c, err := in.dir.openChecked(o, f.Path, f.Kind == core.KindDocument)
	if err != nil {
		return err
	}
	defer src.Close()
	switch {
	case c.OfferDocument && !c.Measured():
		return core.NewError(core.CodeInvalid, "picture_unreadable", c.Name)
	case c.OfferDocument:
		return core.NewError(core.CodeInvalid, "picture_rules", c.Name, core.PhotoPixels, core.PhotoRatio)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return unreadable(c.Name, err)
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	id := hex.EncodeToString(random)
	uniqueID, name := outgoingPrefix+id, path.Join(outDir, id[:2], id[2:]+extension(c.MIME, c.Kind))
	in.Attachments = append(in.Attachments, core.Attachment{
		Kind: c.Kind, FileUniqueID: uniqueID, FileName: c.Name, MIME: c.MIME, Size: c.Size, Width: c.Width, Height: c.Height,
		File: core.File{UniqueID: uniqueID, State: core.FileReady, Path: name, Size: c.Size},
	})
	return diskError(copyNoted(root, src, uniqueID, name, c.Size))
}

// copyNoted copies src to name after it wrote a note of that.
func copyNoted(root *os.Root, src io.Reader, uniqueID, name string, size int64) error {
	if err := root.MkdirAll(partDir, 0o700); err != nil {
		return err
	}
	if err := root.WriteFile(notePath(uniqueID), []byte(name), 0o600); err != nil {
		return err
	}
	f, err := create(root, name)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(src, size+1))
	if err == nil && n != size {
		err = errFileChanged()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return syncDir(root, path.Dir(name))
}

func notePath(uniqueID string) string {
	return path.Join(partDir, "out-"+strings.TrimPrefix(uniqueID, outgoingPrefix))
}

// Sweep removes what an earlier run left incomplete: partial downloads, and
// copies of attachments whose messages were never stored. lookup returns what is
// stored of a file.
func (d *Dir) Sweep(ctx context.Context, lookup func(ctx context.Context, uniqueID string) (core.File, error)) error {
	if !d.Enabled() {
		return nil
	}
	d.importing.Lock()
	defer d.importing.Unlock()
	root, err := d.root()
	if err != nil {
		return err
	}
	defer root.Close()
	left, err := fs.ReadDir(root.FS(), partDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range left {
		name := path.Join(partDir, e.Name())
		if _, inUse := d.spooled.Load(e.Name()); inUse {
			continue
		}
		if id, ok := strings.CutPrefix(e.Name(), "out-"); ok {
			_, missing := lookup(ctx, outgoingPrefix+id)
			if missing != nil && !core.IsNotFound(missing) {
				return missing
			}
			if copied, err := root.ReadFile(name); err == nil && missing != nil {
				_ = root.Remove(string(copied))
			}
		}
		if err := root.RemoveAll(name); err != nil { // what was spooled lies in a folder
			return diskError(err)
		}
	}
	return diskError(err)
}
