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
		return collect(ctx, r.q, doing, scanMessage, messagesAfterSQL, q.Chat, q.After, atMost(q.Limit))
	}
	query, args := messagesNewestSQL, []any{q.Chat, atMost(q.Limit)}
	if q.Before != 0 {
		query, args = messagesBeforeSQL, []any{q.Chat, q.Before, atMost(q.Limit)}
	}
	list, err := collect(ctx, r.q, doing, scanMessage, query, args...)
	slices.Reverse(list)
	return list, err
}

func (r reader) Message(ctx context.Context, id core.MessageID) (core.Message, error) {
	return one(ctx, r.q, thing{"message", id}, scanMessage, messageSQL, id)
}

func (r reader) MessageByTelegram(ctx context.Context, visitor core.VisitorID, telegramID int64) (core.Message, error) {
	return one(ctx, r.q, thing{"message with Telegram id", telegramID}, scanMessage, messageByTelegramSQL, visitor, telegramID)
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

// SaveMessage stores all of m but its chat, its visitor and whom it is from (a
// message never moves), and the attachment's File, which SaveFile stores.
func (t *tx) SaveMessage(ctx context.Context, m core.Message) error {
	if err := save(ctx, t, thing{"message", m.ID}, saveMessageSQL, append(messageArgs(m), m.ID)...); err != nil {
		return err
	}
	return t.saveAttachment(ctx, m)
}

func messageArgs(m core.Message) []any {
	return []any{
		m.Kind, null(m.OperatorID), m.Author, m.Text, null(m.TelegramID), m.Markup, null(m.ReplyTo), m.Quote,
		m.Answered.Author, m.Answered.Kind, m.Answered.Text, m.Forward,
		ms(m.SentAt), ms(m.EditedAt), ms(m.DeletedAt), m.Delivery, m.Problem,
	}
}

func scanMessage(row scanner) (m core.Message, err error) {
	var a core.Attachment
	err = row.Scan(messageTargets(&m, &a)...)
	m.Attachment = attached(a)
	return m, err
}

// columnsOfMessage is room for a target of each of messageColumns.
const columnsOfMessage = 54

// messageTargets receive messageColumns, or lastColumns of a chat without messages.
func messageTargets(m *core.Message, a *core.Attachment) []any {
	return addAttachmentTargets(append(make([]any, 0, columnsOfMessage),
		opt(&m.ID), opt(&m.ChatID), opt(&m.VisitorID), opt(&m.From), opt(&m.Kind), opt(&m.OperatorID), opt(&m.Author),
		opt(&m.Text), opt(&m.TelegramID), opt(&m.Markup), opt(&m.ReplyTo), opt(&m.Quote),
		opt(&m.Answered.Author), opt(&m.Answered.Kind), opt(&m.Answered.Text), opt(&m.Forward),
		asTime(&m.SentAt), asTime(&m.EditedAt), asTime(&m.DeletedAt), opt(&m.Delivery), opt(&m.Problem),
	), a)
}
