package desk

import (
	"context"
	"os"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// FetchFile asks for the download of a message's file, whatever its size. It does
// nothing if the file is there or on its way.
func (d *Desk) FetchFile(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	if !d.files.Enabled() {
		_, err := d.files.Open(core.File{})
		return err
	}
	return d.write(ctx, func(t *tx) error {
		t.Actor = op
		m, c, err := messageWithFile(ctx, t, op, msg)
		if err != nil {
			return err
		}
		if m.Attachment.FileID == "" || m.Attachment.FileUniqueID == "" {
			return core.NewError(core.CodeInvalid, "file_not_there")
		}
		order := txn.FetchOrder{Requested: true}
		if err := t.WantThumb(ctx, c.BrandID, m, order); err != nil {
			return err
		}
		return t.WantFile(ctx, c.BrandID, m, order)
	})
}

// CancelFetch stops the download of a message's file. What arrived of it is
// dropped; the file can be asked for again. It does nothing if there is nothing to
// stop.
func (d *Desk) CancelFetch(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	if _, _, err := messageWithFile(ctx, d.store, op, msg); core.IsNotFound(err) {
		return nil
	} else if err != nil {
		return err
	}
	if d.engine.CancelTransfer(msg, false) {
		return nil // the fetcher stores the result
	}
	err := d.write(ctx, func(t *tx) error {
		t.Actor = op
		m, c, err := messageWithFile(ctx, t, op, msg)
		if err != nil {
			return err
		}
		f, err := t.File(ctx, m.Attachment.FileUniqueID)
		if err != nil || f.State != core.FileWanted && f.State != core.FileHeld {
			return err
		}
		f.State, f.Problem, f.Requested, f.ChangedAt = core.FileAbsent, "", false, t.Now()
		t.Emit(core.Event{Kind: core.EventFile, Brand: c.BrandID, Chat: m.ChatID})
		t.Emit(d.engine.ForgetDownload(f.UniqueID)...)
		return t.SaveFile(ctx, f)
	})
	if core.IsNotFound(err) {
		return nil
	}
	return err
}

// messageWithFile reads a message that has an attachment, and its chat, for an operator who
// works for the brand of that.
func messageWithFile(ctx context.Context, r core.Reader, op core.OperatorID, msg core.MessageID) (core.Message, core.Chat, error) {
	m, err := r.Message(ctx, msg)
	if err != nil {
		return m, core.Chat{}, err
	}
	c, err := chatFor(ctx, r, op, m.ChatID)
	if err == nil && m.Attachment == nil {
		err = core.NewError(core.CodeInvalid, "no_file")
	}
	return m, c, err
}

// OpenFile opens a message's file for reading. CodeNotFound means that it is not
// on this disk: ask for it with [Desk.FetchFile].
func (d *Desk) OpenFile(ctx context.Context, op core.OperatorID, msg core.MessageID) (*os.File, error) {
	m, err := d.messageWithReadyFile(ctx, op, msg)
	if err != nil {
		return nil, err
	}
	return d.files.Open(m.Attachment.File)
}

// OpenThumb opens the thumbnail of a message's file for reading. CodeNotFound
// means that there is none on this disk.
func (d *Desk) OpenThumb(ctx context.Context, op core.OperatorID, msg core.MessageID) (*os.File, error) {
	m, _, err := messageWithFile(ctx, d.store, op, msg)
	if err == nil && !m.Attachment.Thumb.Ready() {
		err = core.NewError(core.CodeNotFound, "thumb_not_fetched")
	}
	if err != nil {
		return nil, err
	}
	return d.files.Open(m.Attachment.Thumb)
}

// FilePath returns the absolute path of a message's file, for a program that
// opens it. The desk made the file's name and its extension.
func (d *Desk) FilePath(ctx context.Context, op core.OperatorID, msg core.MessageID) (string, error) {
	m, err := d.messageWithReadyFile(ctx, op, msg)
	if err != nil {
		return "", err
	}
	return d.files.PathOf(m.Attachment.File)
}

// SaveFileAs copies a message's file into a directory under a cleaned name and
// returns the path. It overwrites nothing: "name (2).pdf" stands beside
// "name.pdf". For a live photo it copies the film and, beside it, the still.
func (d *Desk) SaveFileAs(ctx context.Context, op core.OperatorID, msg core.MessageID, dir string) (string, error) {
	m, err := d.messageWithReadyFile(ctx, op, msg)
	if err != nil {
		return "", err
	}
	return d.files.SaveAs(dir, m)
}

// SaveCode writes a QR code of a brand's link into a directory, as [Desk.SaveFileAs] does.
func (d *Desk) SaveCode(ctx context.Context, op core.OperatorID, dir, name string, code []byte) (string, error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return "", err
	}
	return media.SaveNew(dir, name, code)
}

func (d *Desk) messageWithReadyFile(ctx context.Context, op core.OperatorID, msg core.MessageID) (core.Message, error) {
	m, _, err := messageWithFile(ctx, d.store, op, msg)
	if err == nil && !m.Attachment.File.Ready() {
		err = core.NewError(core.CodeNotFound, "file_not_fetched")
	}
	return m, err
}
