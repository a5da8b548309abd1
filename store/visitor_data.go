package store

import (
	"context"
	"math"
	"strconv"

	"tgdesk/core"
)

const (
	blocksOfSQL      = `SELECT ` + blockColumns + ` FROM blocks k WHERE k.visitor_id = ? ORDER BY k.id`
	transfersOfSQL   = `SELECT ` + transferColumns + ` FROM transfers tr WHERE tr.chat_id IN ` + chatsOfVisitor + ` ORDER BY tr.id`
	rawOfMessagesSQL = `SELECT q.message_id, q.raw FROM chats c CROSS JOIN messages m ON m.chat_id = c.id CROSS JOIN quarantined_updates q ON q.message_id = m.id
		WHERE c.visitor_id = ? AND m.partial = 1 AND q.message_id IS NOT NULL ORDER BY q.id`
	draftsOfSQL   = `SELECT d.operator_id, d.chat_id, d.kind, d.text, d.files FROM drafts d WHERE d.chat_id IN ` + chatsOfVisitor + ` ORDER BY d.chat_id, d.operator_id, d.kind`
	memoriesOfSQL = `SELECT b.chat_id, b.memory FROM bot_memories b WHERE b.chat_id IN ` + chatsOfVisitor + ` ORDER BY b.chat_id`
	auditOfSQL    = selectAudit + ` AND a.id IN (SELECT id FROM audit WHERE visitor_id = ?2
		UNION SELECT x.id FROM chats c CROSS JOIN audit x ON x.chat_id = c.id WHERE c.visitor_id = ?2) ORDER BY a.id`
)

// VisitorData implements core.Reader.
func (r reader) VisitorData(ctx context.Context, v core.Visitor) (d core.VisitorData, err error) {
	const doing = "read what is known of a visitor"
	d.Blocks, err = queryAll(ctx, r.q, doing, scanTo(blockTargets), blocksOfSQL, v.ID)
	if err != nil {
		return d, err
	}
	d.Transfers, err = queryAll(ctx, r.q, doing, scanTo(transferTargets), transfersOfSQL, v.ID)
	if err != nil {
		return d, err
	}
	scan := scanTo(func(o *core.OwnedDraft) []any { return []any{&o.Operator, &o.Chat, &o.Kind, &o.Text, &o.Files} })
	d.Drafts, err = queryAll(ctx, r.q, doing, scan, draftsOfSQL, v.ID)
	if err != nil {
		return d, err
	}
	d.Memories, err = queryAll(ctx, r.q, doing, scanTo(func(m *core.BotMemory) []any { return []any{&m.Chat, &m.Memory} }), memoriesOfSQL, v.ID)
	if err != nil {
		return d, err
	}
	if d.Audit, err = queryAll(ctx, r.q, doing, scanAudit, auditOfSQL, int64(math.MaxInt64), v.ID); err != nil {
		return d, err
	}
	d.Updates, err = queryAll(ctx, r.q, doing, scanRaw, rawOfMessagesSQL, v.ID)
	if err != nil || v.Erased() {
		return d, err
	}
	loose, err := queryAll(ctx, r.q, doing, scanRaw, rawUpdatesAboutSQL, v.BrandID, strconv.FormatInt(v.TelegramID, 10))
	for _, u := range loose {
		if namesVisitor(u.Raw, v) {
			d.Updates = append(d.Updates, core.RawUpdate{Raw: u.Raw})
		}
	}
	return d, err
}

// scanRaw scans a raw update after the id of its message, or its own.
var scanRaw = scanTo(func(u *core.RawUpdate) []any { return []any{&u.Message, &u.Raw} })
