package media

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tgdesk/core"
)

// SaveAs copies the file of a message into a directory, which it makes if need be,
// under a cleaned name and returns the path. It overwrites nothing: "name (2).pdf" stands beside
// "name.pdf". For a live photo it copies the film and, beside it, the still.
func (d *Dir) SaveAs(dir string, m core.Message) (string, error) {
	return saveIn(dir, func(root *os.Root) (string, error) {
		a := m.Attachment
		name, err := d.copyOut(root, a.File, savedName(m))
		if err == nil && a.Kind == core.KindLivePhoto && a.Thumb.Ready() {
			stem, _ := cutExt(name)
			_, err = d.copyOut(root, a.Thumb, stem+filepath.Ext(a.Thumb.Path))
		}
		return name, err
	})
}

// SaveNew writes a file into a directory as [Dir.SaveAs] does.
func SaveNew(dir, name string, content []byte) (path string, err error) {
	return saveIn(dir, func(root *os.Root) (string, error) {
		return writeNew(root, cleanName(name, "file"), bytes.NewReader(content))
	})
}

// saveIn lets save write into a directory, and returns the path of what it wrote there.
func saveIn(dir string, save func(*os.Root) (name string, err error)) (path string, err error) {
	defer func() {
		if _, ok := errors.AsType[*core.Error](err); err != nil && !ok {
			err = core.NewError(core.CodeUnavailable, "not_saved", dir, core.SystemReason(err)).Because(err)
		}
	}()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	name, err := save(root)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, name), nil
}

// copyOut copies a file that is ready to root, as writeNew does.
func (d *Dir) copyOut(root *os.Root, f core.File, name string) (string, error) {
	src, err := d.Open(f)
	if err != nil {
		return "", err
	}
	defer src.Close()
	return writeNew(root, name, src)
}

// writeNew writes a file in root and returns its name there: the given one, or
// "name (2)" and so on if there is such a file.
func writeNew(root *os.Root, name string, src io.Reader) (string, error) {
	stem, ext := cutExt(name)
	dst, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	for n := 2; errors.Is(err, fs.ErrExist) && n < 1000; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		dst, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return "", err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Close()); err != nil {
		return "", errors.Join(err, root.Remove(name))
	}
	return name, nil
}

// NameIn is a name for a message's file in a folder that has one of each message: that
// under which it is saved, after the number of the message.
func NameIn(m core.Message) string {
	return shortened(fmt.Sprintf("%d-%s", m.ID, savedName(m)))
}

// savedName is the name under which a message's file is saved. A name without an
// extension gets that of the content.
func savedName(m core.Message) string {
	a := m.Attachment
	ext := filepath.Ext(a.File.Path)
	name := cleanName(a.FileName, "")
	if _, has := cutExt(name); has != "" {
		return name
	}
	if name == "" {
		untitled := string(a.Kind) + " " + m.SentAt.Format("2006-01-02 150405")
		title := strings.NewReplacer("/", "-", `\`, "-").Replace(a.Title) // keep all of it, not only the last part
		name = cleanName(title, untitled)
	}
	return name + ext
}
