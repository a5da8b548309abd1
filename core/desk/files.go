package desk

import (
	"context"
	"os"
	"path/filepath"
	"tgdesk/core"
	"tgdesk/core/media"
)

// FetchFile asks for a message's file, whatever its size. It is no error if it
// is there or on its way.
func (d *Desk) FetchFile(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	if d.files.Dir == "" {
		_, err := d.files.Open()
		return err
	}
	return d.write(ctx, func(w *tx) error {
		if _, err := w.operator(ctx, op); err != nil {
			return err
		}
		m, b, err := w.withFile(ctx, msg)
		if err != nil {
			return err
		}
		if m.Attachment.FileID == "" || m.Attachment.FileUniqueID == "" {
			return core.Errorf(core.CodeInvalid, "file_not_there", "Telegram has no file of this message that could be fetched.")
		}
		if err := w.WantThumb(ctx, b.ID, m); err != nil {
			return err
		}
		d.engine.KeepFetching(m.Attachment.FileUniqueID)
		return w.WantFile(ctx, b.ID, m)
	})
}

// withFile reads a message that has an attachment, and its brand.
func (w *tx) withFile(ctx context.Context, msg core.MessageID) (core.Message, core.Brand, error) {
	m, err := w.Message(ctx, msg)
	if err != nil {
		return m, core.Brand{}, err
	}
	if m.Attachment == nil {
		return m, core.Brand{}, errNoFile()
	}
	c, err := w.Chat(ctx, m.ChatID)
	if err != nil {
		return m, core.Brand{}, err
	}
	b, err := w.Brand(ctx, c.BrandID)
	return m, b, err
}

// CancelFetch takes back that a message's file is wanted. What arrived of it is
// dropped; it can be asked for again. It may wait for the disk.
func (d *Desk) CancelFetch(msg core.MessageID) {
	if d.engine.CancelTransfer(msg, false) {
		return // its fetcher writes it down
	}
	ctx := context.Background()
	err := d.write(ctx, func(w *tx) error {
		m, b, err := w.withFile(ctx, msg)
		if err != nil {
			return err
		}
		f, err := w.File(ctx, m.Attachment.FileUniqueID)
		if err != nil || f.State != core.FileWanted {
			return err
		}
		f.State, f.ChangedAt = core.FileAbsent, w.Now()
		w.Emit(core.Event{Kind: core.EventFile, Brand: b.ID, Chat: m.ChatID})
		w.Emit(d.engine.DropTransfer(f.UniqueID)...)
		return w.SaveFile(ctx, f)
	})
	if err != nil && !core.IsNotFound(err) {
		d.log.Warn("fetch not cancelled", "message", msg, "err", err)
	}
}

// OpenFile opens a message's file for reading. CodeNotFound means that it is
// not on this disk: ask for it.
func (d *Desk) OpenFile(ctx context.Context, msg core.MessageID) (*os.File, core.Message, error) {
	m, err := d.ready(ctx, msg)
	if err != nil {
		return nil, m, err
	}
	f, err := d.files.Read(m.Attachment.File)
	return f, m, err
}

// OpenThumb opens the small picture of a message's file for reading.
// CodeNotFound means that there is none on this disk.
func (d *Desk) OpenThumb(ctx context.Context, msg core.MessageID) (*os.File, error) {
	m, err := d.store.Message(ctx, msg)
	switch {
	case err != nil:
		return nil, err
	case m.Attachment == nil:
		return nil, errNoFile()
	case !m.Attachment.Thumb.Ready():
		return nil, core.Errorf(core.CodeNotFound, "thumb_not_fetched", "There is no small picture of this file.")
	}
	return d.files.Read(m.Attachment.Thumb)
}

// ready reads a message whose file is there.
func (d *Desk) ready(ctx context.Context, msg core.MessageID) (core.Message, error) {
	m, err := d.store.Message(ctx, msg)
	switch {
	case err != nil:
		return m, err
	case m.Attachment == nil:
		return m, errNoFile()
	case !m.Attachment.File.Ready():
		return m, core.Errorf(core.CodeNotFound, "file_not_fetched", "This file has not been fetched yet.")
	}
	return m, nil
}

// FilePath returns the absolute path of a message's file, for a program that
// opens it. Its name and ending were made by the desk.
func (d *Desk) FilePath(ctx context.Context, msg core.MessageID) (string, error) {
	f, m, err := d.OpenFile(ctx, msg) // through the root: the path leads nowhere else
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", media.WrapError(err)
	}
	path, err := filepath.Abs(filepath.Join(d.files.Dir, filepath.FromSlash(m.Attachment.File.Path)))
	return path, media.WrapError(err)
}

func errNoFile() error {
	return core.Errorf(core.CodeInvalid, "no_file", "This message has no file.")
}
