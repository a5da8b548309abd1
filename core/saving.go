package core

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// SaveFileAs copies a message's file into a directory under a cleaned name and
// returns the path. It overwrites nothing: "name (2).pdf" stands beside "name.pdf".
// Of a live photo it copies the film and, beside it, the still.
func (d *Desk) SaveFileAs(ctx context.Context, msg MessageID, dir string) (string, error) {
	m, err := d.ready(ctx, msg)
	if err != nil {
		return "", err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", notSaved(dir, err)
	}
	defer root.Close()
	name, err := d.media.copyOut(root, m.Attachment.File, savedName(m))
	if err == nil && m.Attachment.Kind == KindLivePhoto && m.Attachment.Thumb.Ready() {
		stem, _ := cutExt(name)
		_, err = d.media.copyOut(root, m.Attachment.Thumb, stem+filepath.Ext(m.Attachment.Thumb.Path))
	}
	if err != nil {
		return "", notSaved(dir, err)
	}
	return filepath.Join(dir, name), nil
}

// copyOut copies a file that is ready to root and returns its name there.
func (m *media) copyOut(root *os.Root, f File, as string) (string, error) {
	src, err := m.read(f)
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

// savedName is what a file is called that somebody saves. A name without an
// ending gets that of the file's content. None begins with a dash, which
// programs would read as an option.
func savedName(m Message) string {
	a := m.Attachment
	ext := filepath.Ext(a.File.Path)
	if name := cleanName(strings.TrimLeft(cleanName(a.FileName, ""), "- "), ""); name != "" {
		if _, has := cutExt(name); has != "" {
			ext = ""
		}
		return strings.TrimSpace(name + ext)
	}
	untitled := string(a.Kind) + " " + m.SentAt.Format("2006-01-02 150405")
	title := strings.NewReplacer("/", "-", `\`, "-").Replace(a.Title) // of it, all is meant
	return strings.TrimSpace(cleanName(strings.TrimLeft(title, "- "), untitled) + ext)
}

// notSaved says why a file could not be copied to dir; what the desk itself
// lacks is told as it is.
func notSaved(dir string, err error) error {
	if _, ours := errors.AsType[*Error](err); ours {
		return err
	}
	return Errorf(CodeUnavailable, "not_saved", "The file cannot be saved in %s: %s.", dir, reasonOf(err)).Because(err)
}
