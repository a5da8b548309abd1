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

// SaveAs copies the file of a message into a directory under a cleaned name and
// returns the path. It overwrites nothing: "name (2).pdf" stands beside
// "name.pdf". For a live photo it copies the film and, beside it, the still.
func (d *Dir) SaveAs(dir string, m core.Message) (string, error) {
	name, err := d.saveAs(dir, m)
	if err != nil {
		if _, ours := errors.AsType[*core.Error](err); ours {
			return "", err
		}
		return "", core.NewError(core.CodeUnavailable, "not_saved", dir, core.SystemReason(err)).Because(err)
	}
	return filepath.Join(dir, name), nil
}

func (d *Dir) saveAs(dir string, m core.Message) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	a := m.Attachment
	name, err := d.copyOut(root, a.File, savedName(m))
	if err == nil && a.Kind == core.KindLivePhoto && a.Thumb.Ready() {
		stem, _ := cutExt(name)
		_, err = d.copyOut(root, a.Thumb, stem+filepath.Ext(a.Thumb.Path))
	}
	return name, err
}

// copyOut copies a file that is ready to root and returns its name there.
func (d *Dir) copyOut(root *os.Root, f core.File, as string) (string, error) {
	src, err := d.Open(f)
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

// createNew makes a file that did not exist, named name, or "name (2)" and so on.
func createNew(root *os.Root, name string) (*os.File, string, error) {
	stem, ext := cutExt(name)
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

// savedName is the name under which a message's file is saved. A name without an
// extension gets that of the content. None begins with a dash, which programs
// would read as an option.
func savedName(m core.Message) string {
	a := m.Attachment
	ext := filepath.Ext(a.File.Path)
	if name := cleanName(strings.TrimLeft(cleanName(a.FileName, ""), "- "), ""); name != "" {
		if _, has := cutExt(name); has != "" {
			ext = ""
		}
		return strings.TrimSpace(name + ext)
	}
	untitled := string(a.Kind) + " " + m.SentAt.Format("2006-01-02 150405")
	title := strings.NewReplacer("/", "-", `\`, "-").Replace(a.Title) // keep all of it, not only the last part
	return strings.TrimSpace(cleanName(strings.TrimLeft(title, "- "), untitled) + ext)
}
