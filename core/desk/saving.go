package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"tgdesk/core"
	"tgdesk/core/media"
)

// SaveFileAs copies a message's file into a directory under a cleaned name and
// returns the path. It overwrites nothing: "name (2).pdf" stands beside "name.pdf".
// Of a live photo it copies the film and, beside it, the still.
func (d *Desk) SaveFileAs(ctx context.Context, msg core.MessageID, dir string) (string, error) {
	m, err := d.ready(ctx, msg)
	if err != nil {
		return "", err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", notSaved(dir, err)
	}
	defer root.Close()
	name, err := d.files.CopyOut(root, m.Attachment.File, media.SavedName(m))
	if err == nil && m.Attachment.Kind == core.KindLivePhoto && m.Attachment.Thumb.Ready() {
		stem, _ := media.CutExt(name)
		_, err = d.files.CopyOut(root, m.Attachment.Thumb, stem+filepath.Ext(m.Attachment.Thumb.Path))
	}
	if err != nil {
		return "", notSaved(dir, err)
	}
	return filepath.Join(dir, name), nil
}

// notSaved says why a file could not be copied to dir; what the desk itself
// lacks is told as it is.
func notSaved(dir string, err error) error {
	if _, ours := errors.AsType[*core.Error](err); ours {
		return err
	}
	return core.Errorf(core.CodeUnavailable, "not_saved", "The file cannot be saved in %s: %s.", dir, core.SystemReason(err)).Because(err)
}
