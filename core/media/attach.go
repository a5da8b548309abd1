package media

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // formats of pictures whose size is read
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tgdesk/core"
)

// Checked is a file that may be attached.
type Checked struct {
	Path   string
	Name   string // as the visitor will see it
	Kind   core.Kind
	MIME   string
	Size   int64
	Width  int // of a picture, in pixels
	Height int
	// OfferDocument means that Telegram accepts this picture only as a document:
	// ask, and check it again as one. Import refuses it as a picture.
	OfferDocument bool
}

// Measured reports whether the size of a picture could be read. If not, it may be
// damaged, and is offered as a document.
func (c Checked) Measured() bool { return c.Width > 0 && c.Height > 0 }

// Check determines what a file is, by its content, and checks it against what a
// brand with these options accepts. A refusal names the file, what it is, and the
// limit. Links are followed, but only to regular files.
func (d *Dir) Check(o core.BrandOptions, path string, asDocument bool) (Checked, error) {
	f, c, err := d.openChecked(o, path, asDocument)
	if err != nil {
		return Checked{}, err
	}
	return c, f.Close()
}

// CheckStored checks a file of the directory, which an operator gave the desk, as Check
// does one that is to be attached; its name and kind are those it has already.
func (d *Dir) CheckStored(o core.BrandOptions, stored core.StoredFile, f core.File) error {
	file, err := d.Open(f)
	if err != nil {
		return err
	}
	_, err = d.inspect(file, Checked{Name: stored.Name}, o, stored.Kind == core.KindDocument)
	return errors.Join(err, file.Close())
}

// openChecked opens and checks a file. The caller closes it.
func (d *Dir) openChecked(o core.BrandOptions, path string, asDocument bool) (*os.File, Checked, error) {
	c := Checked{Path: path, Name: cleanName(filepath.Base(path), "file")}
	f, err := openRegular(path, c.Name)
	if err != nil {
		return nil, c, err
	}
	if c, err = d.inspect(f, c, o, asDocument); err != nil {
		_ = f.Close()
		return nil, c, err
	}
	return f, c, nil
}

func (d *Dir) inspect(f *os.File, c Checked, o core.BrandOptions, asDocument bool) (Checked, error) {
	info, err := f.Stat()
	if err != nil {
		return c, unreadable(c.Name, err)
	}
	if c.Size = info.Size(); c.Size == 0 {
		return c, core.NewError(core.CodeInvalid, "file_empty", c.Name)
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return c, unreadable(c.Name, err)
	}
	head = head[:n]
	c.MIME, _, _ = strings.Cut(d.sniff(head), ";")
	row, ok := formatOf(o, d.ownServer, c.MIME)
	if asDocument && ok {
		row = row.asDocument(o, d.ownServer)
	}
	refuse := func(id string, args ...any) (Checked, error) {
		wider := o
		wider.Attachments = core.AttachAny
		if row, ok := formatOf(wider, d.ownServer, c.MIME); ok && o != wider && c.Size <= row.limit {
			return c, core.NewError(core.CodeInvalid, "attachment_by_option", core.NewProblem(id, args...))
		}
		return c, core.NewError(core.CodeInvalid, id, args...)
	}
	switch {
	case !ok && (c.MIME == "" || c.MIME == "application/octet-stream"):
		return refuse("file_format", c.Name, core.NewProblem("of_unknown_format"))
	case !ok:
		return refuse("file_format", c.Name, c.MIME)
	case c.Size > row.limit:
		return refuse("file_too_big", c.Name, row.noun, core.Size(c.Size), core.Size(row.limit))
	}
	c.Kind = row.kind
	if c.Kind == core.KindAudio && bytes.Contains(head[:min(len(head), 512)], []byte("OpusHead")) {
		c.Kind = core.KindVoice // what Telegram takes as a voice message (sendVoice)
	}
	if strings.HasPrefix(c.MIME, "image/") {
		c = c.measured(f)
	}
	return c, nil
}

// measured reads a picture's size from its header, and whether Telegram takes
// it as a picture (core.telegram.org/bots/api#sendphoto).
func (c Checked) measured(f *os.File) Checked {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return c
	}
	size, _, err := image.DecodeConfig(f)
	c.Width, c.Height = size.Width, size.Height
	long, short := max(c.Width, c.Height), min(c.Width, c.Height)
	fits := err == nil && short > 0 && c.Width+c.Height <= core.PhotoPixels && long <= core.PhotoRatio*short
	c.OfferDocument = c.Kind == core.KindPhoto && !fits
	return c
}

// openRegular opens a regular file. It looks at the file before it opens it, for
// opening a pipe could block.
func openRegular(path, name string) (*os.File, error) {
	for range 2 {
		info, err := os.Stat(path)
		if err != nil {
			return nil, unreadable(name, err)
		}
		if info.IsDir() {
			return nil, core.NewError(core.CodeInvalid, "file_directory", name)
		}
		if !info.Mode().IsRegular() {
			return nil, core.NewError(core.CodeInvalid, "file_special", name)
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, unreadable(name, err)
		}
		if now, err := f.Stat(); err == nil && os.SameFile(info, now) {
			return f, nil
		}
		_ = f.Close() // it was replaced in between: try again
	}
	return nil, errFileChanged()
}

func errFileChanged() error { return core.NewError(core.CodeConflict, "file_changed") }

func unreadable(name string, err error) error {
	return core.NewError(core.CodeInvalid, "file_unreadable", name, core.SystemReason(err)).Because(err)
}
