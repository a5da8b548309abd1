package core

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// FetchFile asks for a message's file, whatever its size. It is no error if it
// is there or on its way.
func (d *Desk) FetchFile(ctx context.Context, op OperatorID, msg MessageID) error {
	if d.media.dir == "" {
		_, err := d.media.open()
		return err
	}
	return d.write(ctx, func(w *work) error {
		if _, err := w.operator(ctx, op); err != nil {
			return err
		}
		m, b, err := w.withFile(ctx, msg)
		if err != nil {
			return err
		}
		if m.Attachment.FileID == "" || m.Attachment.FileUniqueID == "" {
			return Errorf(CodeInvalid, "file_not_there", "Telegram has no file of this message that could be fetched.")
		}
		if err := w.wantThumb(ctx, b.ID, m); err != nil {
			return err
		}
		d.transfers.ask(m.Attachment.FileUniqueID)
		return w.want(ctx, b.ID, m)
	})
}

// withFile reads a message that has an attachment, and its brand.
func (w *work) withFile(ctx context.Context, msg MessageID) (Message, Brand, error) {
	m, err := w.Message(ctx, msg)
	if err != nil {
		return m, Brand{}, err
	}
	if m.Attachment == nil {
		return m, Brand{}, errNoFile()
	}
	c, err := w.Chat(ctx, m.ChatID)
	if err != nil {
		return m, Brand{}, err
	}
	b, err := w.Brand(ctx, c.BrandID)
	return m, b, err
}

// want puts a message's file into the queue of its brand, unless it is there,
// queued or on its way.
func (w *work) want(ctx context.Context, brand BrandID, m Message) error {
	see := mention{key: m.Attachment.FileUniqueID, message: m.ID, brand: brand, chat: m.ChatID}
	return w.wantAs(ctx, see, m.Attachment.Size)
}

// wantThumb is want for the small picture of a message's file, if it has one
// that is worth showing. Telegram makes them of a few kB (320 pixels at most);
// of a live photo it is the still itself.
func (w *work) wantThumb(ctx context.Context, brand BrandID, m Message) error {
	a := m.Attachment
	if a.ThumbID == "" || a.ThumbUniqueID == "" || a.Kind == KindAudio {
		return nil
	}
	return w.wantAs(ctx, mention{key: a.ThumbUniqueID, message: m.ID, brand: brand, chat: m.ChatID, thumb: true}, 0)
}

// wantAs wants the file that is mentioned, of about so many bytes.
func (w *work) wantAs(ctx context.Context, see mention, size int64) error {
	f, err := w.File(ctx, see.key)
	if err != nil && !IsNotFound(err) {
		return err
	}
	w.mentions = append(w.mentions, see)
	if f.State == FileWanted || f.State == FileFetching || f.State == FileReady && w.media.has(f) {
		return nil
	}
	w.fetch = append(w.fetch, see.brand)
	w.events = append(w.events, see.event())
	return w.SaveFile(ctx, File{UniqueID: see.key, State: FileWanted, Size: max(size, f.Size), ChangedAt: w.Now()})
}

// CancelFetch takes back that a message's file is wanted. What arrived of it is
// dropped; it can be asked for again. It may wait for the disk.
func (d *Desk) CancelFetch(msg MessageID) {
	if d.transfers.cancel(msg, false) {
		return // its fetcher writes it down
	}
	ctx := context.Background()
	err := d.write(ctx, func(w *work) error {
		m, b, err := w.withFile(ctx, msg)
		if err != nil {
			return err
		}
		f, err := w.File(ctx, m.Attachment.FileUniqueID)
		if err != nil || f.State != FileWanted {
			return err
		}
		f.State, f.ChangedAt = FileAbsent, w.Now()
		w.events = append(w.events, Event{Kind: EventFile, Brand: b.ID, Chat: m.ChatID})
		w.events = append(w.events, d.transfers.end(f.UniqueID, false)...)
		return w.SaveFile(ctx, f)
	})
	if err != nil && !IsNotFound(err) {
		d.log.Warn("fetch not cancelled", "message", msg, "err", err)
	}
}

// OpenFile opens a message's file for reading. CodeNotFound means that it is
// not on this disk: ask for it.
func (d *Desk) OpenFile(ctx context.Context, msg MessageID) (*os.File, Message, error) {
	m, err := d.ready(ctx, msg)
	if err != nil {
		return nil, m, err
	}
	f, err := d.media.read(m.Attachment.File)
	return f, m, err
}

// OpenThumb opens the small picture of a message's file for reading.
// CodeNotFound means that there is none on this disk.
func (d *Desk) OpenThumb(ctx context.Context, msg MessageID) (*os.File, error) {
	m, err := d.store.Message(ctx, msg)
	switch {
	case err != nil:
		return nil, err
	case m.Attachment == nil:
		return nil, errNoFile()
	case !m.Attachment.Thumb.Ready():
		return nil, Errorf(CodeNotFound, "thumb_not_fetched", "There is no small picture of this file.")
	}
	return d.media.read(m.Attachment.Thumb)
}

// read opens a file that is ready, and no link that stands in its place.
func (m *media) read(f File) (*os.File, error) {
	root, err := m.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Lstat(f.Path); err == nil && !info.Mode().IsRegular() {
		return nil, Errorf(CodeUnavailable, "file_linked", "Something else lies in this file's place in the desk's folder. Run tgdesk doctor.")
	}
	file, err := root.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errFileGone(err)
	}
	return file, mediaTrouble(err)
}

// ready reads a message whose file is there.
func (d *Desk) ready(ctx context.Context, msg MessageID) (Message, error) {
	m, err := d.store.Message(ctx, msg)
	switch {
	case err != nil:
		return m, err
	case m.Attachment == nil:
		return m, errNoFile()
	case !m.Attachment.File.Ready():
		return m, Errorf(CodeNotFound, "file_not_fetched", "This file has not been fetched yet.")
	}
	return m, nil
}

// FilePath returns the absolute path of a message's file, for a program that
// opens it. Its name and ending were made by the desk.
func (d *Desk) FilePath(ctx context.Context, msg MessageID) (string, error) {
	f, m, err := d.OpenFile(ctx, msg) // through the root: the path leads nowhere else
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", mediaTrouble(err)
	}
	path, err := filepath.Abs(filepath.Join(d.media.dir, filepath.FromSlash(m.Attachment.File.Path)))
	return path, mediaTrouble(err)
}

// has reports whether a file that should be there is.
func (m *media) has(f File) bool {
	root, err := m.open()
	if err != nil {
		return true // nothing can be fetched either
	}
	defer root.Close()
	_, err = root.Stat(f.Path)
	return !errors.Is(err, fs.ErrNotExist)
}

func errNoFile() error {
	return Errorf(CodeInvalid, "no_file", "This message has no file.")
}

func errFileGone(err error) error {
	return Errorf(CodeNotFound, "file_gone", "The file is no longer on this disk. Fetch it again.").Because(err)
}
