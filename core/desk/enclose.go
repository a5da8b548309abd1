package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/media"
)

// Attach copies files into the desk and writes them down as queued messages of
// op, the caption with the first. Files that Telegram groups become albums of 2
// to 10; what of the caption is too long for one follows as text. The files are
// checked again: what they are counts when they are copied. The operator's draft
// in the chat stays: captions are written beside it.
func (d *Desk) Attach(ctx context.Context, op core.OperatorID, chat core.ChatID, files []media.Checked, caption string, replyTo core.MessageID) ([]core.Message, error) {
	if caption != "" {
		var err error
		if caption, err = checkCaption(caption); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 || len(files) > core.MaxAttachments {
		return nil, core.Errorf(core.CodeInvalid, "files_count", "Between 1 and %d files can be sent at once.", core.MaxAttachments)
	}
	d.files.Sweeping.RLock()
	defer d.files.Sweeping.RUnlock()
	c, err := d.store.Chat(ctx, chat)
	if err != nil {
		return nil, err
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil {
		return nil, err
	}
	copies, err := d.files.CopyIn(b.Options, files)
	if err != nil {
		return nil, err
	}
	sent, err := d.attach(ctx, op, chat, copies, caption, replyTo)
	return sent, errors.Join(err, d.files.Settle(copies, err == nil))
}

func (d *Desk) attach(ctx context.Context, op core.OperatorID, chat core.ChatID, copies []core.Attachment, caption string, replyTo core.MessageID) ([]core.Message, error) {
	var sent []core.Message
	err := d.write(ctx, func(w *tx) error {
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
		text := signed(compose(b.Options, caption), b.Options, by).Parts(markup.MaxCaption)
		sent, err = w.queue(ctx, c, by, enclose(copies, text), answered)
		return err
	})
	return sent, err
}

// enclose makes messages of copies, the first part of the text with the first
// of them and the rest behind.
func enclose(copies []core.Attachment, text []markup.Text) []core.Message {
	albums(copies)
	var all []core.Message
	for i := range copies {
		all = append(all, core.Message{Kind: copies[i].Kind, Attachment: &copies[i]})
	}
	for i, part := range text {
		if i > 0 {
			all = append(all, core.Message{Kind: core.KindText})
		}
		at := len(all) - 1
		if i == 0 {
			at = 0
		}
		all[at].Text, all[at].Markup = part.Plain, part.Markup
	}
	return all
}

// albums gives neighbours an album's id that Telegram sends as one
// (core.telegram.org/bots/api#sendmediagroup).
func albums(copies []core.Attachment) {
	for from := 0; from < len(copies); {
		to := from + 1
		for to < len(copies) && to-from < core.MaxAlbum && grouped(copies[from].Kind) != "" && grouped(copies[to].Kind) == grouped(copies[from].Kind) {
			to++
		}
		if to-from > 1 {
			id := media.OutPrefix + rand.Text()
			for i := from; i < to; i++ {
				copies[i].AlbumID = id
			}
		}
		from = to
	}
}

// grouped names with what a kind can share an album; "" for nothing.
func grouped(k core.Kind) string {
	switch k {
	case core.KindPhoto, core.KindVideo:
		return "pictures"
	case core.KindDocument, core.KindAudio:
		return string(k)
	}
	return ""
}

// checkCaption is checkText for a caption, which may be blank.
func checkCaption(caption string) (string, error) {
	if len(bytes.TrimSpace([]byte(caption))) == 0 {
		return "", nil
	}
	return checkText(caption)
}

// CheckFile tells what a file is, by its content, and holds it against what the
// chat's brand takes. A refusal names the file, what it is, and the limit.
// Links are followed, but only to regular files.
func (d *Desk) CheckFile(ctx context.Context, chat core.ChatID, path string, asDocument bool) (media.Checked, error) {
	c, err := d.store.Chat(ctx, chat)
	if err != nil {
		return media.Checked{}, err
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil {
		return media.Checked{}, err
	}
	f, checked, err := d.files.Check(b.Options, path, asDocument)
	if err != nil {
		return media.Checked{}, err
	}
	return checked, f.Close()
}
