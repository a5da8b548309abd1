package media

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"tgdesk/core"
)

// copyIn checks and copies files; after an error nothing is left of them.
func (m *Dir) CopyIn(manner core.BrandOptions, files []Checked) ([]core.Attachment, error) {
	root, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	copies := make([]core.Attachment, 0, len(files))
	for _, f := range files {
		a, err := m.copyOne(root, manner, f)
		if a.FileUniqueID != "" {
			copies = append(copies, a)
		}
		if err != nil {
			return nil, errors.Join(err, m.Settle(copies, false))
		}
	}
	return copies, nil
}

func (m *Dir) copyOne(root *os.Root, manner core.BrandOptions, f Checked) (core.Attachment, error) {
	src, c, err := m.Check(manner, f.Path, f.Kind == core.KindDocument)
	if err != nil {
		return core.Attachment{}, err
	}
	defer src.Close()
	if c.OfferDocument && !c.Measured() {
		return core.Attachment{}, core.Errorf(core.CodeInvalid, "picture_unreadable",
			"The width and height of %s cannot be read: it may be damaged. It can be sent as a document.", c.Name)
	}
	if c.OfferDocument {
		return core.Attachment{}, core.Errorf(core.CodeInvalid, "picture_rules",
			"%s breaks Telegram's rules for pictures (%d pixels of width and height together, sides of at most 1 to %d). It can be sent as a document.", c.Name, core.PhotoPixels, core.PhotoRatio)
	}
	if _, err := src.Seek(0, 0); err != nil {
		return core.Attachment{}, unreadable(c.Name, err)
	}
	id, name := newOut(extension(c.MIME, c.Kind))
	a := core.Attachment{
		Kind: c.Kind, FileUniqueID: id, FileName: c.Name, MIME: c.MIME, Size: c.Size, Width: c.Width, Height: c.Height,
		File: core.File{UniqueID: id, State: core.FileReady, Path: name, Size: c.Size},
	}
	return a, m.keep(root, src, id, name, c.Size)
}

// settle ends what keep began: written says whether the messages are on disk.
func (m *Dir) Settle(copies []core.Attachment, written bool) error {
	for _, a := range copies {
		if !written {
			if err := m.Remove(a.File.Path); err != nil {
				return err // the note stays, and the next start sweeps
			}
		}
		if err := m.Remove(notePath(a.FileUniqueID)); err != nil && !written {
			return err
		}
	}
	return nil
}

// copyOut copies a file that is ready to root and returns its name there.
func (m *Dir) CopyOut(root *os.Root, f core.File, as string) (string, error) {
	src, err := m.Read(f)
	if err != nil {
		return "", err
	}
	defer src.Close()
	dst, name, err := createNew(root, as)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Close()); err != nil {
		return "", errors.Join(err, root.Remove(name))
	}
	return name, nil
}

// createNew makes a file that was not there, under name or "name (2)" and so on.
func createNew(root *os.Root, name string) (*os.File, string, error) {
	stem, ext := CutExt(name)
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		}
		f, err := root.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) || n == 999 {
			return f, try, err
		}
	}
}

// savedName is what a file is called that somebody saves. A name without an
// ending gets that of the file's content. None begins with a dash, which
// programs would read as an option.
func SavedName(m core.Message) string {
	a := m.Attachment
	ext := filepath.Ext(a.File.Path)
	if name := cleanName(strings.TrimLeft(cleanName(a.FileName, ""), "- "), ""); name != "" {
		if _, has := CutExt(name); has != "" {
			ext = ""
		}
		return strings.TrimSpace(name + ext)
	}
	untitled := string(a.Kind) + " " + m.SentAt.Format("2006-01-02 150405")
	title := strings.NewReplacer("/", "-", `\`, "-").Replace(a.Title) // of it, all is meant
	return strings.TrimSpace(cleanName(strings.TrimLeft(title, "- "), untitled) + ext)
}
