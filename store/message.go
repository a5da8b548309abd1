package store

import (
	"context"
	"slices"

	"tgdesk/core"
)

const (
	messageColumnsBefore = `m.id, m.chat_id, m.visitor_id, m.sender, m.kind, m.operator_id, m.author, `
	messageColumnsAfter  = `, m.telegram_id, m.markup, m.reply_to, m.quote, m.external_author, m.external_kind,
		m.external_text, m.forward, m.sent_at, m.edited_at, m.deleted_at, m.delivery, m.error, ` + attachmentColumns
	messageColumns = messageColumnsBefore + `m.text` + messageColumnsAfter
	lastColumns    = messageColumnsBefore + `substr(m.text, 1, ` + previewRunes + `)` + messageColumnsAfter

	selectMessages = `SELECT ` + messageColumns + ` FROM messages m` + attachmentJoins

	messageSQL           = selectMessages + ` WHERE m.id = ?`
	messageByTelegramSQL = selectMessages + ` WHERE m.visitor_id = ? AND m.telegram_id = ?`
	messagesNewestSQL    = selectMessages + ` WHERE m.chat_id = ? ORDER BY m.id DESC LIMIT ?`
	messagesBeforeSQL    = selectMessages + ` WHERE m.chat_id = ? AND m.id < ? ORDER BY m.id DESC LIMIT ?`
	messagesAfterSQL     = selectMessages + ` WHERE m.chat_id = ? AND m.id > ? ORDER BY m.id LIMIT ?`

	insertMessageSQL = `INSERT INTO messages (kind, operator_id, author, text, telegram_id, markup, reply_to, quote,
		external_author, external_kind, external_text, forward, sent_at, edited_at, deleted_at, delivery, error, chat_id, visitor_id, sender)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveMessageSQL = `UPDATE messages SET kind = ?, operator_id = ?, author = ?, text = ?, telegram_id = ?, markup = ?,
		reply_to = ?, quote = ?, external_author = ?, external_kind = ?, external_text = ?, forward = ?, sent_at = ?, edited_at = ?, deleted_at = ?, delivery = ?, error = ? WHERE id = ?`
)

func (r reader) Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error) {
	const doing = "read a transcript"
	if q.After != 0 {
		return queryAll(ctx, r.q, doing, scanMessage, messagesAfterSQL, q.Chat, q.After, nonNegative(q.Limit))
	}
	query, args := messagesNewestSQL, []any{q.Chat, nonNegative(q.Limit)}
	if q.Before != 0 {
		query, args = messagesBeforeSQL, []any{q.Chat, q.Before, nonNegative(q.Limit)}
	}
	list, err := queryAll(ctx, r.q, doing, scanMessage, query, args...)
	slices.Reverse(list)
	return list, err
}

func (r reader) Message(ctx context.Context, id core.MessageID) (core.Message, error) {
	return queryOne(ctx, r.q, target{"message", id}, scanMessage, messageSQL, id)
}

func (r reader) MessageByTelegram(ctx context.Context, visitor core.VisitorID, telegramID int64) (core.Message, error) {
	return queryOne(ctx, r.q, target{"message with Telegram id", telegramID}, scanMessage, messageByTelegramSQL, visitor, telegramID)
}

func (t *tx) InsertMessage(ctx context.Context, m core.Message) (core.Message, error) {
	id, err := insert(ctx, t, "insert message", insertMessageSQL, append(messageArgs(m), m.ChatID, m.VisitorID, m.From)...)
	if err != nil {
		return m, err
	}
	m.ID = core.MessageID(id)
	if m.Attachment == nil {
		return m, nil
	}
	return m, t.saveAttachment(ctx, m)
}

// SaveMessage stores all of m except its chat, visitor and sender, which never
// change, and the attachment's File, which SaveFile stores.
func (t *tx) SaveMessage(ctx context.Context, m core.Message) error {
	if err := updateOne(ctx, t, target{"message", m.ID}, saveMessageSQL, append(messageArgs(m), m.ID)...); err != nil {
		return err
	}
	return t.saveAttachment(ctx, m)
}

func messageArgs(m core.Message) []any {
	return []any{
		m.Kind, nullID(m.OperatorID), m.Author, m.Text, nullID(m.TelegramID), m.Markup, nullID(m.ReplyTo), m.Quote,
		m.ExternalReply.Author, m.ExternalReply.Kind, m.ExternalReply.Text, m.Forward,
		millis(m.SentAt), millis(m.EditedAt), millis(m.DeletedAt), m.Delivery, m.Problem,
	}
}

func scanMessage(row scanner) (m core.Message, err error) {
	var a core.Attachment
	err = row.Scan(messageTargets(&m, &a)...)
	m.Attachment = attached(a)
	return m, err
}

// columnsOfMessage is the number of messageColumns.
const columnsOfMessage = 54

// messageTargets are for messageColumns, or for lastColumns, which are NULL in a
// chat without messages.
func messageTargets(m *core.Message, a *core.Attachment) []any {
	return addAttachmentTargets(append(make([]any, 0, columnsOfMessage),
		nullable(&m.ID), nullable(&m.ChatID), nullable(&m.VisitorID), nullable(&m.From), nullable(&m.Kind), nullable(&m.OperatorID), nullable(&m.Author),
		nullable(&m.Text), nullable(&m.TelegramID), nullable(&m.Markup), nullable(&m.ReplyTo), nullable(&m.Quote),
		nullable(&m.ExternalReply.Author), nullable(&m.ExternalReply.Kind), nullable(&m.ExternalReply.Text), nullable(&m.Forward),
		asTime(&m.SentAt), asTime(&m.EditedAt), asTime(&m.DeletedAt), nullable(&m.Delivery), nullable(&m.Problem),
	), a)
}
