package store

import (
	"context"

	"tgdesk/core"
)

// lookupVisitorSQL is the one query that every incoming message runs.
const lookupVisitorSQL = `SELECT ` + visitorColumns + `, ` + chatColumns + `,
		EXISTS (SELECT 1 FROM messages m WHERE m.visitor_id = v.id AND m.telegram_id = ?)
	FROM visitors v LEFT JOIN chats c ON c.visitor_id = v.id AND c.state <> 'completed'
	WHERE v.brand_id = ? AND v.telegram_id = ?`

func (r reader) LookupVisitor(ctx context.Context, brand core.BrandID, user, message int64) (core.VisitorLookup, error) {
	list, err := queryAll(ctx, r.q, "look a visitor up", scanVisitorLookup, lookupVisitorSQL, message, brand, user)
	if err != nil || len(list) == 0 {
		return core.VisitorLookup{}, err
	}
	return list[0], nil
}

func scanVisitorLookup(row scanner) (m core.VisitorLookup, err error) {
	targets := append(visitorTargets(&m.Visitor), chatTargets(&m.Chat)...)
	err = row.Scan(append(targets, &m.Duplicate)...)
	return m, err
}
