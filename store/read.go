package store

import (
	"context"

	"tgdesk/core"
)

const (
	// The list of states lets SQLite use the index of the chats in a state.
	readMarksSQL = `SELECT r.chat_id, r.read_to, r.seen FROM chats c CROSS JOIN reads r ON r.operator_id = ? AND r.chat_id = c.id
		WHERE c.state IN ('pending', 'active', 'unanswered')`
	readMarkSQL     = `SELECT chat_id, read_to, seen FROM reads WHERE operator_id = ? AND chat_id = ?`
	saveReadMarkSQL = `INSERT INTO reads (operator_id, chat_id, read_to, seen) VALUES (?, ?, ?, ?)
		ON CONFLICT (operator_id, chat_id) DO UPDATE SET read_to = excluded.read_to, seen = excluded.seen WHERE excluded.read_to > reads.read_to`
)

func (r reader) ReadMarks(ctx context.Context, op core.OperatorID) ([]core.ReadMark, error) {
	return queryAll(ctx, r.q, "list what an operator has read", scanReadMark, readMarksSQL, op)
}

func (r reader) ReadMark(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.ReadMark, error) {
	m, err := queryFirst(ctx, r.q, "read what an operator has read", scanReadMark, readMarkSQL, op, chat)
	m.Chat = chat
	return m, err
}

func (t *tx) SaveReadMark(ctx context.Context, op core.OperatorID, m core.ReadMark) error {
	return execute(ctx, t.keepingCache(), "save what an operator has read", saveReadMarkSQL, op, m.Chat, m.To, m.Seen)
}

var scanReadMark = scanTo(func(m *core.ReadMark) []any { return []any{&m.Chat, &m.To, &m.Seen} })
