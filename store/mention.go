package store

import (
	"context"

	"tgdesk/core"
)

// ofServedBrand leaves the mentions n of operator ?1 in brands that they work for.
const ofServedBrand = `(EXISTS (SELECT 1 FROM operators o WHERE o.id = ?1 AND o.role = 'admin')
		OR NOT EXISTS (SELECT 1 FROM operator_brands s WHERE s.operator_id = ?1)
		OR EXISTS (SELECT 1 FROM operator_brands s WHERE s.operator_id = ?1 AND s.brand_id = n.brand_id))`

const (
	mentionsSQL = `SELECT n.operator_id, n.chat_id, n.brand_id, n.seen_at, m.id, m.operator_id, m.author, m.text, m.sent_at,
			v.telegram_id, v.first_name, v.last_name, v.username, b.name
		FROM mentions n CROSS JOIN messages m ON m.id = n.message_id CROSS JOIN visitors v ON v.id = m.visitor_id CROSS JOIN brands b ON b.id = n.brand_id
		WHERE n.operator_id = ?1 AND ` + ofServedBrand + ` ORDER BY n.message_id DESC LIMIT ?2`
	newMentionsSQL = `SELECT n.message_id FROM mentions n WHERE n.operator_id = ?1 AND n.seen_at IS NULL AND ` + ofServedBrand

	insertMentionSQL = `INSERT INTO mentions (operator_id, message_id, chat_id, brand_id) VALUES (?, ?, ?, ?)`
	seeMentionsSQL   = `UPDATE mentions SET seen_at = ? WHERE operator_id = ? AND chat_id = ? AND seen_at IS NULL`
)

func (r reader) Mentions(ctx context.Context, op core.OperatorID, limit int) ([]core.Mention, error) {
	return queryAll(ctx, r.q, "list mentions", func(row scanner) (n core.Mention, err error) {
		err = row.Scan(&n.Operator, &n.Chat, &n.Brand, asTime(&n.SeenAt), &n.Note.ID, nullable(&n.Note.OperatorID), &n.Note.Author, &n.Note.Text, asTime(&n.Note.SentAt),
			&n.Visitor.TelegramID, &n.Visitor.FirstName, &n.Visitor.LastName, &n.Visitor.Username, &n.BrandName)
		n.Note.ChatID, n.Note.From, n.Note.Kind = n.Chat, core.FromNote, core.KindText
		return n, err
	}, mentionsSQL, op, nonNegative(limit))
}

// InsertMention implements core.Tx.
func (t *tx) InsertMention(ctx context.Context, n core.Mention) error {
	return execute(ctx, t.keepingCache(), "insert a mention", insertMentionSQL, n.Operator, n.Note.ID, n.Chat, n.Brand)
}

// SeeMentions implements core.Tx.
func (t *tx) SeeMentions(ctx context.Context, op core.OperatorID, chat core.ChatID) (int, error) {
	return execCount(ctx, t.keepingCache(), "mark mentions as seen", seeMentionsSQL, millis(t.now), op, chat)
}
