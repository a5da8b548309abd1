package desk

import (
	"context"
	"errors"
	"io"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/media"
)

// CheckFile determines what a file is, by its content, and checks it against what
// the chat's brand accepts. A refusal names the file, what it is, and the limit.
// Links are followed, but only to regular files.
func (d *Desk) CheckFile(ctx context.Context, op core.OperatorID, chat core.ChatID, path string, asDocument bool) (media.Checked, error) {
	b, err := d.brandOf(ctx, op, chat)
	if err != nil {
		return media.Checked{}, err
	}
	return d.files.Check(b.Options, path, asDocument)
}

// Spool receives a file that is not on the desk's machine, for [Desk.CheckFile] and
// [Desk.Attach] of the chat. It is called as name says, cleaned; remove deletes it
// again. Who may not reply in the chat need not send it.
func (d *Desk) Spool(ctx context.Context, op core.OperatorID, chat core.ChatID, name string, r io.Reader) (path string, remove func(), err error) {
	to, err := inTx(ctx, d, func(t *tx) (replyTarget, error) { return t.prepareReply(ctx, op, chat, 0) })
	if err != nil {
		return "", nil, err
	}
	return d.files.Spool(name, d.files.AttachLimit(to.brand.Options), r)
}

// SpoolCanned is Spool for [Desk.CheckCannedFile].
func (d *Desk) SpoolCanned(ctx context.Context, op core.OperatorID, brand core.BrandID, name string, r io.Reader) (path string, remove func(), err error) {
	if _, err := d.cannedOptions(ctx, op, brand); err != nil {
		return "", nil, err
	}
	return d.files.Spool(name, core.OwnServer, r)
}

// brandOf reads the brand of a chat for an operator who works for it.
func (d *Desk) brandOf(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.BrandView, error) {
	c, err := chatFor(ctx, d.store, op, chat)
	if err != nil {
		return core.BrandView{}, err
	}
	return d.store.Brand(ctx, c.BrandID)
}

// Attach copies files into the desk and stores them as queued messages of op, the
// caption with the first. Files that Telegram groups become albums of 2 to 10; the
// part of the caption that is too long for one follows as text. The files are
// checked again as they are copied. op's draft in the chat stays: captions are
// written beside it.
func (d *Desk) Attach(ctx context.Context, op core.OperatorID, chat core.ChatID, files []media.Checked, caption string, replyTo core.MessageID) (sent []core.Message, err error) {
	if caption, err = checkOptionalText(caption); err != nil {
		return nil, err
	}
	if len(files) == 0 || len(files) > core.MaxAttachments {
		return nil, core.NewError(core.CodeInvalid, "files_count", core.MaxAttachments)
	}
	b, err := d.brandOf(ctx, op, chat)
	if err != nil {
		return nil, err
	}
	copies, err := d.files.Import(b.Options, files)
	if err != nil {
		return nil, err
	}
	stored := false
	defer func() { err = errors.Join(err, copies.Close(stored)) }()
	err = d.write(ctx, func(t *tx) error {
		to, err := t.prepareReply(ctx, op, chat, replyTo)
		if err != nil {
			return err
		}
		for _, a := range copies.Attachments {
			a.File.ChangedAt = t.Now()
			if err := t.SaveFile(ctx, a.File); err != nil {
				return err
			}
		}
		text, err := to.format(caption)
		if err != nil {
			return err
		}
		sent, err = t.queue(ctx, to, attachmentMessages(copies.Attachments, text.Split(markup.MaxCaption)))
		return err
	})
	stored = err == nil
	return sent, err
}

// attachmentMessages makes a message of each attachment. The first part of the
// text is the caption of the first one, the rest follows behind the last.
func attachmentMessages(attachments []core.Attachment, text []markup.Text) []core.Message {
	groupAlbums(attachments)
	var all []core.Message
	for i := range attachments {
		all = append(all, core.Message{Kind: attachments[i].Kind, Attachment: &attachments[i]})
	}
	for i, part := range text {
		if i == 0 {
			all[0].Text, all[0].Markup = part.Plain, part.Markup
		} else {
			all = append(all, core.Message{Kind: core.KindText, Text: part.Plain, Markup: part.Markup})
		}
	}
	return all
}

// groupAlbums gives one album id to neighbours that Telegram sends as an album
// (core.telegram.org/bots/api#sendmediagroup).
func groupAlbums(attachments []core.Attachment) {
	for from := 0; from < len(attachments); {
		group := albumGroup(attachments[from].Kind)
		to := from + 1
		for group != "" && to < len(attachments) && to-from < core.MaxAlbum && albumGroup(attachments[to].Kind) == group {
			to++
		}
		if to-from > 1 {
			id := media.NewAlbumID()
			for i := from; i < to; i++ {
				attachments[i].AlbumID = id
			}
		}
		from = to
	}
}

// albumGroup names the kinds that can share an album; "" for none.
func albumGroup(k core.Kind) string {
	switch k {
	case core.KindPhoto, core.KindVideo:
		return "pictures"
	case core.KindDocument, core.KindAudio:
		return string(k)
	}
	return ""
}
