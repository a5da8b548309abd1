package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"tgdesk/core"
)

const (
	messageColumnsBefore = `m.id, m.chat_id, m.visitor_id, m.sender, m.kind, m.operator_id, m.author, `
	messageColumnsAfter  = `, m.telegram_id, m.markup, m.reply_to, m.quote, m.external_author, m.external_kind,
		m.external_text, m.forward, m.sent_at, m.edited_at, m.deleted_at, m.delivery, m.error, m.partial, m.buttons, m.keyboard, m.pressed, m.automatic, ` + attachmentColumns
	messageColumns = messageColumnsBefore + `m.text` + messageColumnsAfter
	// substr of a text would stop at a NUL.
	lastColumns = messageColumnsBefore + `substr(CAST(m.text AS BLOB), 1, 1 + ` + previewLimit + `)` + messageColumnsAfter

	selectMessages = `SELECT ` + messageColumns + ` FROM messages m` + attachmentJoins

	messageSQL           = selectMessages + ` WHERE m.id = ?`
	messageByTelegramSQL = selectMessages + ` WHERE m.visitor_id = ? AND m.telegram_id = ?`
	messagesNewestSQL    = selectMessages + ` WHERE m.chat_id = ? ORDER BY m.id DESC LIMIT ?`
	messagesBeforeSQL    = selectMessages + ` WHERE m.chat_id = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?`
	messagesAfterSQL     = selectMessages + ` WHERE m.chat_id = ? AND m.id > ? ORDER BY m.id LIMIT ?`
)

// saveMessageSQL writes what can change of a message: not whose it is, nor Automatic.
var saveMessageSQL = `UPDATE messages SET ` + strings.Join(insertedColumns[4:len(insertedColumns)-1], ` = ?, `) + ` = ? WHERE id = ?`

func (r reader) Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error) {
	const doing = "read a transcript"
	if q.After != 0 {
		return queryAll(ctx, r.q, doing, messageScan(), messagesAfterSQL, q.Chat, q.After, nonNegative(q.Limit))
	}
	query, args := messagesNewestSQL, []any{q.Chat, nonNegative(q.Limit)}
	if q.Before != 0 {
		query, args = messagesBeforeSQL, []any{q.Chat, q.Before, nonNegative(q.Limit)}
	}
	list, err := queryAll(ctx, r.q, doing, messageScan(), query, args...)
	slices.Reverse(list)
	return list, err
}

func (r reader) Message(ctx context.Context, id core.MessageID) (core.Message, error) {
	return queryOne(ctx, r.q, target{"message", id}, messageScan(), messageSQL, id)
}

func (r reader) MessageByTelegram(ctx context.Context, visitor core.VisitorID, telegramID int64) (core.Message, error) {
	return queryOne(ctx, r.q, target{"message with Telegram id", telegramID}, messageScan(), messageByTelegramSQL, visitor, telegramID)
}

func (t *tx) InsertMessage(ctx context.Context, m core.Message) (core.Message, error) {
	id, err := t.nextMessageID(ctx)
	if err != nil {
		return m, err
	}
	m.ID = id
	t.savedMessage(m)
	if m == plain(m) {
		err = t.insertLater(ctx, &insertPlain, &t.plain, plainArgs(m)...)
	} else {
		err = t.insertLater(ctx, &insertMessages, &t.messages, messageArgs(m)...)
	}
	if err != nil || m.Attachment == nil {
		return m, err
	}
	return m, t.insertLater(ctx, &insertAttachments, &t.attachments, attachmentArgs(m)...)
}

// plain is m with no more than what plainColumns hold, and its attachment, which has a row
// of its own.
func plain(m core.Message) core.Message {
	return core.Message{
		ID: m.ID, ChatID: m.ChatID, VisitorID: m.VisitorID, From: m.From, Kind: m.Kind, Author: m.Author, Text: m.Text,
		TelegramID: m.TelegramID, SentAt: m.SentAt, Attachment: m.Attachment,
	}
}

// SaveMessage stores all of m except its chat, visitor, sender and Automatic, which never
// change, and the attachment's File, which SaveFile stores.
func (t *tx) SaveMessage(ctx context.Context, m core.Message) error {
	args := messageArgs(m)
	if err := updateOne(ctx, t.keepingCache(), target{"message", m.ID}, saveMessageSQL, append(args[4:len(args)-1:len(args)-1], m.ID)...); err != nil {
		return err
	}
	t.savedMessage(m)
	return t.saveAttachment(ctx, m)
}

// plainArgs are for plainColumns.
func plainArgs(m core.Message) []any {
	return []any{int64(m.ID), int64(m.ChatID), int64(m.VisitorID), string(m.From), string(m.Kind), m.Author, m.Text, nullID(m.TelegramID), millis(m.SentAt)}
}

// messageArgs are for insertedColumns.
func messageArgs(m core.Message) []any {
	return append(plainArgs(m),
		nullID(m.OperatorID), m.Markup, nullID(m.ReplyTo), m.Quote, m.ExternalReply.Author, m.ExternalReply.Kind, m.ExternalReply.Text,
		m.Forward, millis(m.EditedAt), millis(m.DeletedAt), m.Delivery, m.Problem, m.Partial, m.Buttons, m.Keyboard, nullID(int64(m.Pressed)), m.Automatic)
}

// messageScan scans the rows of one query. Making the targets takes longer than
// scanning a row into them.
func messageScan() func(scanner) (core.Message, error) {
	var m core.Message
	var a core.Attachment
	targets := messageTargets(&m, nullable(&m.Text), &a)
	return func(row scanner) (core.Message, error) {
		err := row.Scan(targets...)
		m.Attachment = attached(a)
		return m, err
	}
}

// messageTargets are for the 59 messageColumns, or for lastColumns, NULL in a
// chat without messages. text takes the text or its beginning.
func messageTargets(m *core.Message, text sql.Scanner, a *core.Attachment) []any {
	return addAttachmentTargets(append(make([]any, 0, 59),
		nullable(&m.ID), nullable(&m.ChatID), nullable(&m.VisitorID), nullable(&m.From), nullable(&m.Kind), nullable(&m.OperatorID), nullable(&m.Author),
		text, nullable(&m.TelegramID), nullable(&m.Markup), nullable(&m.ReplyTo), nullable(&m.Quote),
		nullable(&m.ExternalReply.Author), nullable(&m.ExternalReply.Kind), nullable(&m.ExternalReply.Text), nullable(&m.Forward),
		asTime(&m.SentAt), asTime(&m.EditedAt), asTime(&m.DeletedAt), nullable(&m.Delivery), nullable(&m.Problem), nullable(&m.Partial),
		nullable(&m.Buttons), nullable(&m.Keyboard), nullable(&m.Pressed), nullable(&m.Automatic),
	), a)
}

const (
	attachmentColumns = `a.kind, a.file_id, a.file_unique_id, a.file_name, a.mime, a.size, a.width, a.height,
		a.duration, a.album_id, a.emoji, a.set_name, a.thumb_id, a.thumb_unique_id, a.spoiler,
		a.title, a.thumb_width, a.thumb_height, ` + fileColumns + `, ` + thumbColumns
	thumbColumns = `p.unique_id, p.state, p.path, p.size, p.error, p.changed_at, p.brand_id, p.visitor_id, p.requested`
	// attachmentJoins joins messages m with their attachments, files and thumbnails.
	attachmentJoins = ` LEFT JOIN attachments a ON a.message_id = m.id
		LEFT JOIN files f ON f.unique_id = a.file_unique_id
		LEFT JOIN files p ON p.unique_id = a.thumb_unique_id`

	dropAttachmentSQL = `DELETE FROM attachments WHERE message_id = ?`
)

// saveAttachment inserts, replaces or deletes the attachment of m.
func (t *tx) saveAttachment(ctx context.Context, m core.Message) error {
	if err := execute(ctx, t.keepingCache(), "drop an attachment", dropAttachmentSQL, m.ID); err != nil || m.Attachment == nil {
		return err
	}
	return t.insertLater(ctx, &insertAttachments, &t.attachments, attachmentArgs(m)...)
}

func attachmentArgs(m core.Message) []any {
	a := m.Attachment
	return []any{
		m.ID, a.Kind, a.FileID, a.FileUniqueID, a.FileName, a.MIME,
		a.Size, a.Width, a.Height, a.Duration.Milliseconds(), a.AlbumID, a.Emoji, a.SetName, a.ThumbID, a.ThumbUniqueID, a.Spoiler,
		a.Title, a.ThumbWidth, a.ThumbHeight,
	}
}

// addAttachmentTargets appends targets for attachmentColumns, which are NULL
// without an attachment.
func addAttachmentTargets(targets []any, a *core.Attachment) []any {
	targets = addFileTargets(append(targets,
		nullable(&a.Kind), nullable(&a.FileID), nullable(&a.FileUniqueID), nullable(&a.FileName), nullable(&a.MIME), nullable(&a.Size), nullable(&a.Width), nullable(&a.Height),
		asDuration(&a.Duration), nullable(&a.AlbumID), nullable(&a.Emoji), nullable(&a.SetName), nullable(&a.ThumbID), nullable(&a.ThumbUniqueID), nullable(&a.Spoiler),
		nullable(&a.Title), nullable(&a.ThumbWidth), nullable(&a.ThumbHeight),
	), &a.File)
	return addFileTargets(targets, &a.Thumb)
}

// attached is a, or nil if all of its columns are NULL.
func attached(a core.Attachment) *core.Attachment {
	if a == (core.Attachment{}) {
		return nil
	}
	found := a // only here, so that a message without one costs nothing
	return &found
}

const (
	editsSQL      = `SELECT text, markup, kind, file_name, replaced_at FROM edits WHERE message_id = ? ORDER BY id`
	insertEditSQL = `INSERT INTO edits (message_id, text, markup, kind, file_name, replaced_at) VALUES (?, ?, ?, ?, ?, ?)`
)

func (r reader) Edits(ctx context.Context, id core.MessageID) ([]core.Edit, error) {
	return queryAll(ctx, r.q, "read a message's history", scanEdit, editsSQL, id)
}

func (t *tx) InsertEdit(ctx context.Context, id core.MessageID, e core.Edit) error {
	return execute(ctx, t.keepingCache(), "insert an earlier version", insertEditSQL, id, e.Text, e.Markup, e.Kind, e.FileName, millis(e.Replaced))
}

var scanEdit = scanTo(func(e *core.Edit) []any { return []any{&e.Text, &e.Markup, &e.Kind, &e.FileName, asTime(&e.Replaced)} })
