package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// MaxReply is how many characters (runes) a reply or a note may have; a longer
// text is a mistake with the clipboard.
const MaxReply = 40_000

// SendDraft stores op's reply as queued messages, one for each part of at most
// [markup.MaxText] UTF-16 units, and wakes the sender. The beginning of the text is the
// caption of the first of the draft's files, which are checked again against what the brand
// accepts. The first part answers draft.ReplyTo.
// known is what op's screen takes for their draft in the chat, from which this one is made:
// what another screen has written since stays a draft, and if another one has sent or
// changed what was known, nothing is sent. nil is for an operator who has not seen their
// draft; all of it stays.
func (d *Desk) SendDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, draft core.Draft, known *core.Draft) ([]core.Message, error) {
	files := draft.Files.Files()
	check := checkText
	if len(files) > 0 {
		check = checkOptionalText
	}
	text, err := check(draft.Text)
	if err != nil {
		return nil, err
	}
	if err := d.checkDraftFiles(ctx, op, chat, files); err != nil {
		return nil, err
	}
	return inTx(ctx, d, func(t *tx) ([]core.Message, error) {
		to, err := t.prepareReply(ctx, op, chat, draft.ReplyTo)
		if err != nil {
			return nil, err
		}
		attachments, err := t.storedAttachments(ctx, files)
		if err != nil {
			return nil, err
		}
		formatted, err := to.format(text)
		if err != nil {
			return nil, err
		}
		sent, err := t.queue(ctx, to, replyMessages(attachments, formatted))
		if err != nil {
			return nil, err
		}
		return sent, t.draftSent(ctx, to.chat, core.DraftReply, known)
	})
}

// replyMessages are the messages of a reply: its files, if it has any, and its text.
func replyMessages(attachments []core.Attachment, text markup.Text) (parts []core.Message) {
	if len(attachments) > 0 {
		return attachmentMessages(attachments, text.Split(markup.MaxCaption))
	}
	for _, part := range text.Split(markup.MaxText) {
		parts = append(parts, core.Message{Kind: core.KindText, Text: part.Plain, Markup: part.Markup})
	}
	return parts
}

// checkDraftFiles checks the files of a draft against what the brand accepts now.
func (d *Desk) checkDraftFiles(ctx context.Context, op core.OperatorID, chat core.ChatID, files []core.StoredFile) error {
	if len(files) == 0 {
		return nil
	}
	if len(files) > core.MaxAttachments {
		return core.NewError(core.CodeInvalid, "files_count", core.MaxAttachments)
	}
	b, err := d.brandOf(ctx, op, chat)
	if err != nil {
		return err
	}
	return d.checkStored(ctx, b.Options, files)
}

// storedAttachments makes attachments of files that the desk holds.
func (t *tx) storedAttachments(ctx context.Context, files []core.StoredFile) (all []core.Attachment, err error) {
	for _, s := range files {
		f, err := t.File(ctx, s.UniqueID)
		if err == nil && !f.Ready() {
			err = core.NewError(core.CodeNotFound, "stored_file_gone", s.Name)
		}
		if err != nil {
			return nil, err
		}
		a := s.Attachment()
		a.File = f
		all = append(all, a)
	}
	return all, nil
}

// replyTarget is what a reply needs to know.
type replyTarget struct {
	by      core.Operator
	chat    core.Chat // as it is after the reply
	brand   core.BrandView
	replyTo int64 // Telegram's id of the message that is answered, 0 for none
}

// prepareReply reads what a reply of op needs, or returns why op may not reply.
func (t *tx) prepareReply(ctx context.Context, op core.OperatorID, chat core.ChatID, replyTo core.MessageID) (to replyTarget, err error) {
	if to.by, _, to.chat, err = t.writable(ctx, op, chat); err != nil {
		return to, err
	}
	if to.brand, err = t.Brand(ctx, to.chat.BrandID); err != nil || replyTo == 0 {
		return to, err
	}
	m, err := t.Message(ctx, replyTo)
	switch {
	case err != nil:
		return to, err
	case m.VisitorID != to.chat.VisitorID:
		return to, errOtherChat()
	case !m.DeletedAt.IsZero(): // since the reply was begun, which is sent all the same
		return to, nil
	}
	to.replyTo = m.TelegramID
	return to, core.MayQuote(m)
}

// writable returns op, and the chat before and after a message of op, or why op may
// not send one.
func (t *tx) writable(ctx context.Context, op core.OperatorID, chat core.ChatID) (by core.Operator, before, after core.Chat, err error) {
	by, before, rules, err := t.chatAsItStands(ctx, op, chat)
	if err != nil {
		return by, before, after, err
	}
	v, err := t.Visitor(ctx, before.VisitorID)
	if err != nil {
		return by, before, after, err
	}
	if err := core.MayReply(by, before, v); err != nil {
		return by, before, after, t.nameHolder(ctx, err, before)
	}
	after, err = before.OperatorWrote(by, t.Now(), rules)
	return by, before, after, err
}

// queue adds the messages of a reply to the transcript and to the brand's queue.
func (t *tx) queue(ctx context.Context, to replyTarget, parts []core.Message) ([]core.Message, error) {
	// A part of a long text may hold nothing that can be seen.
	parts = slices.DeleteFunc(parts, func(m core.Message) bool { return m.Attachment == nil && !clean.Visible(m.Text) })
	for i := range parts {
		m := &parts[i]
		m.From, m.OperatorID, m.Author = core.FromOperator, to.by.ID, to.by.Name
		m.SentAt, m.Delivery = t.Now(), core.DeliveryQueued
		if i == 0 {
			m.ReplyTo = to.replyTo
		}
		stored, err := t.AppendMessage(ctx, to.chat, *m)
		if err != nil {
			return nil, err
		}
		*m, to.chat.LastMessageID = stored, stored.ID
	}
	t.WakeSender(to.brand.ID)
	return parts, t.SaveChat(ctx, to.chat)
}

// format turns a typed text into what is sent: with entities and a signature, as
// the brand wants.
func (to replyTarget) format(typed string) (markup.Text, error) {
	text, err := parse(to.brand.Options, typed)
	return sign(text, to.brand.Options, to.by), err
}

// parse reads the markup of a typed text where the brand wants that. Something of
// what remains can be seen, unless nothing was typed.
func parse(o core.BrandOptions, typed string) (markup.Text, error) {
	if !o.Markup || typed == "" {
		return markup.Text{Plain: typed}, nil
	}
	text := markup.Parse(typed)
	return text, core.CheckVisible(text.Plain)
}

// sign puts who answers before the text.
func sign(c markup.Text, o core.BrandOptions, by core.Operator) markup.Text {
	name := ""
	switch {
	case o.Signature == core.SignName, o.Signature == core.SignAlias && by.Alias == "":
		name = by.Name
	case o.Signature == core.SignAlias:
		name = by.Alias
	}
	if name == "" || c.Plain == "" {
		return c
	}
	return c.Prefixed(name + ": ")
}

// checkText returns a text as it is stored and sent. Telegram trims messages too,
// so that the desk shows what the visitor will see.
func checkText(text string) (string, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" {
		return "", core.NewError(core.CodeInvalid, "text_empty")
	}
	if err := core.CheckVisible(text); err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(text); n > MaxReply {
		return "", core.NewError(core.CodeInvalid, "text_too_long", n, MaxReply)
	}
	return text, nil
}

// checkOptionalText is checkText for what may be empty: a caption, or a transfer's note.
func checkOptionalText(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return checkText(text)
}
