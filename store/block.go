package store

import (
	"context"
	"slices"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

const (
	blockColumns = `k.id, k.brand_id, k.visitor_id, k.state, k.reason, k.asked_by, k.asked_at, k.decided_by, k.decided_at, k.chat_id`

	blockOfSQL     = `SELECT ` + blockColumns + ` FROM blocks k WHERE k.visitor_id = ? ORDER BY k.id DESC LIMIT 1`
	blocksAskedSQL = `SELECT count(*) FROM blocks k WHERE k.state = 'asked'`

	insertBlockSQL = `INSERT INTO blocks (state, reason, asked_by, asked_at, decided_by, decided_at, chat_id, brand_id, visitor_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveBlockSQL   = `UPDATE blocks SET state = ?, reason = ?, asked_by = ?, asked_at = ?, decided_by = ?, decided_at = ?, chat_id = ? WHERE id = ?`
	blockListedSQL = `UPDATE visitors SET block = ? WHERE id = ?`

	selectVisitorRows = `SELECT ` + visitorColumns + `, b.name, (SELECT count(*) FROM chats x WHERE x.visitor_id = v.id AND x.reason <> 'start'), ` + blockColumns + `, a.name, d.name
		FROM visitors v CROSS JOIN brands b ON b.id = v.brand_id
		LEFT JOIN blocks k ON k.id = (SELECT max(i.id) FROM blocks i WHERE i.visitor_id = v.id)
		LEFT JOIN operators a ON a.id = k.asked_by
		LEFT JOIN operators d ON d.id = k.decided_by`
	visitorRowSQL = selectVisitorRows + ` WHERE v.id = ?`
)

func (r reader) BlockOf(ctx context.Context, id core.VisitorID) (core.Block, error) {
	return queryFirst(ctx, r.q, "find a visitor in the block list", scanTo(blockTargets), blockOfSQL, id)
}

// SaveBlock implements core.Tx.
func (t *tx) SaveBlock(ctx context.Context, b core.Block) (core.Block, error) {
	args := []any{b.State, b.Reason, nullID(b.AskedBy), millis(b.AskedAt), nullID(b.DecidedBy), millis(b.DecidedAt), nullID(b.Chat)}
	if b.ID == 0 {
		id, err := insert(ctx, t, "insert into the block list", insertBlockSQL, append(args, b.Brand, b.Visitor)...)
		if err != nil {
			return b, err
		}
		b.ID = core.BlockID(id)
	} else if err := updateOne(ctx, t, target{"block", b.ID}, saveBlockSQL, append(args, b.ID)...); err != nil {
		return b, err
	}
	live := b.State
	if !live.Live() {
		live = ""
	}
	return b, updateOne(ctx, t, target{"visitor", b.Visitor}, blockListedSQL, live, b.Visitor)
}

func (r reader) VisitorRow(ctx context.Context, id core.VisitorID) (core.VisitorRow, error) {
	return queryOne(ctx, r.q, target{"visitor", id}, scanVisitorRow, visitorRowSQL, id)
}

func (r reader) Visitors(ctx context.Context, q core.VisitorQuery) ([]core.VisitorRow, error) {
	query, args := selectVisitorRows, []any{}
	switch {
	case q.Listed:
		query += ` WHERE v.block <> ''`
	case q.Before != 0:
		query, args = query+` WHERE v.id < ?`, append(args, q.Before)
	default:
		query += ` WHERE v.id > 0`
	}
	query += sqlite.In("v.brand_id", q.Brands)
	order := ` ORDER BY v.id DESC LIMIT ?`
	if q.Listed {
		order = ` ORDER BY v.block = 'approved', k.asked_at DESC, v.id DESC LIMIT ?`
	}
	return queryAll(ctx, r.q, "list visitors", scanVisitorRow, query+order, append(args, nonNegative(q.Limit))...)
}

var scanVisitorRow = scanTo(func(r *core.VisitorRow) []any {
	return slices.Concat(visitorTargets(&r.Visitor), []any{&r.Brand, &r.Chats}, blockTargets(&r.Block), []any{nullable(&r.AskedBy), nullable(&r.DecidedBy)})
})

// blockTargets are for blockColumns, which are NULL for somebody who is not listed.
func blockTargets(b *core.Block) []any {
	return []any{
		nullable(&b.ID), nullable(&b.Brand), nullable(&b.Visitor), nullable(&b.State), nullable(&b.Reason), nullable(&b.AskedBy), asTime(&b.AskedAt),
		nullable(&b.DecidedBy), asTime(&b.DecidedAt), nullable(&b.Chat),
	}
}
