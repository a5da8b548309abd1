package core

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
)

// Attach copies files into the desk and writes them down as queued messages of
// op, the caption with the first. Files that Telegram groups become albums of 2
// to 10; what of the caption is too long for one follows as text. The files are
// checked again: what they are counts when they are copied. The operator's draft
// in the chat stays: captions are written beside it.
func (d *Desk) Attach(ctx context.Context, op OperatorID, chat ChatID, files []Checked, caption string, replyTo MessageID) ([]Message, error) {
	if caption != "" {
		var err error
		if caption, err = checkCaption(caption); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 || len(files) > maxAttachments {
		return nil, Errorf(CodeInvalid, "files_count", "Between 1 and %d files can be sent at once.", maxAttachments)
	}
	d.media.sweeping.RLock()
	defer d.media.sweeping.RUnlock()
	c, err := d.store.Chat(ctx, chat)
	if err != nil {
		return nil, err
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil {
		return nil, err
	}
	copies, err := d.media.copyIn(b.Manner, files)
	if err != nil {
		return nil, err
	}
	sent, err := d.attach(ctx, op, chat, copies, caption, replyTo)
	return sent, errors.Join(err, d.media.settle(copies, err == nil))
}

func (d *Desk) attach(ctx context.Context, op OperatorID, chat ChatID, copies []Attachment, caption string, replyTo MessageID) ([]Message, error) {
	var sent []Message
	err := d.write(ctx, func(w *work) error {
		by, c, err := w.writable(ctx, op, chat)
		if err != nil {
			return err
		}
		answered, err := w.answered(ctx, c, replyTo)
		if err != nil {
			return err
		}
		b, err := w.Brand(ctx, c.BrandID)
		if err != nil {
			return err
		}
		for _, a := range copies {
			a.File.ChangedAt = w.Now()
			if err := w.SaveFile(ctx, a.File); err != nil {
				return err
			}
		}
		text := compose(b.Manner, caption).signed(b.Manner, by).parts(MaxCaption)
		sent, err = w.queue(ctx, c, by, enclose(copies, text), answered)
		return err
	})
	return sent, err
}

// enclose makes messages of copies, the first part of the text with the first
// of them and the rest behind.
func enclose(copies []Attachment, text []content) []Message {
	albums(copies)
	var all []Message
	for i := range copies {
		all = append(all, Message{Kind: copies[i].Kind, Attachment: &copies[i]})
	}
	for i, part := range text {
		if i > 0 {
			all = append(all, Message{Kind: KindText})
		}
		at := len(all) - 1
		if i == 0 {
			at = 0
		}
		all[at].Text, all[at].Markup = part.text, part.markup
	}
	return all
}

// albums gives neighbours an album's id that Telegram sends as one
// (core.telegram.org/bots/api#sendmediagroup).
func albums(copies []Attachment) {
	for from := 0; from < len(copies); {
		to := from + 1
		for to < len(copies) && to-from < maxAlbum && grouped(copies[from].Kind) != "" && grouped(copies[to].Kind) == grouped(copies[from].Kind) {
			to++
		}
		if to-from > 1 {
			id := outPrefix + rand.Text()
			for i := from; i < to; i++ {
				copies[i].AlbumID = id
			}
		}
		from = to
	}
}

// grouped names with what a kind can share an album; "" for nothing.
func grouped(k Kind) string {
	switch k {
	case KindPhoto, KindVideo:
		return "pictures"
	case KindDocument, KindAudio:
		return string(k)
	}
	return ""
}

// copyIn checks and copies files; after an error nothing is left of them.
func (m *media) copyIn(manner Manner, files []Checked) ([]Attachment, error) {
	root, err := m.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	copies := make([]Attachment, 0, len(files))
	for _, f := range files {
		a, err := m.copyOne(root, manner, f)
		if a.FileUniqueID != "" {
			copies = append(copies, a)
		}
		if err != nil {
			return nil, errors.Join(err, m.settle(copies, false))
		}
	}
	return copies, nil
}

func (m *media) copyOne(root *os.Root, manner Manner, f Checked) (Attachment, error) {
	src, c, err := m.check(manner, f.Path, f.Kind == KindDocument)
	if err != nil {
		return Attachment{}, err
	}
	defer src.Close()
	if c.OfferDocument && !c.Measured() {
		return Attachment{}, Errorf(CodeInvalid, "picture_unreadable",
			"The width and height of %s cannot be read: it may be damaged. It can be sent as a document.", c.Name)
	}
	if c.OfferDocument {
		return Attachment{}, Errorf(CodeInvalid, "picture_rules",
			"%s breaks Telegram's rules for pictures (%d pixels of width and height together, sides of at most 1 to %d). It can be sent as a document.", c.Name, photoPixels, photoRatio)
	}
	if _, err := src.Seek(0, 0); err != nil {
		return Attachment{}, unreadable(c.Name, err)
	}
	id, name := newOut(extension(c.MIME, c.Kind))
	a := Attachment{
		Kind: c.Kind, FileUniqueID: id, FileName: c.Name, MIME: c.MIME, Size: c.Size, Width: c.Width, Height: c.Height,
		File: File{UniqueID: id, State: FileReady, Path: name, Size: c.Size},
	}
	return a, m.keep(root, src, id, name, c.Size)
}

// settle ends what keep began: written says whether the messages are on disk.
func (m *media) settle(copies []Attachment, written bool) error {
	for _, a := range copies {
		if !written {
			if err := m.remove(a.File.Path); err != nil {
				return err // the note stays, and the next start sweeps
			}
		}
		if err := m.remove(notePath(a.FileUniqueID)); err != nil && !written {
			return err
		}
	}
	return nil
}

// checkCaption is checkText for a caption, which may be blank.
func checkCaption(caption string) (string, error) {
	if len(bytes.TrimSpace([]byte(caption))) == 0 {
		return "", nil
	}
	return checkText(caption)
}
