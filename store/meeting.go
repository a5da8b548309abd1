package store

import (
	"context"

	"tgdesk/core"
)

// meetSQL is the one question that each message of a visitor asks.
const meetSQL = `SELECT ` + visitorColumns + `, ` + chatColumns + `,
		EXISTS (SELECT 1 FROM messages m WHERE m.visitor_id = v.id AND m.telegram_id = ?)
	FROM visitors v LEFT JOIN chats c ON c.visitor_id = v.id AND c.state <> 'completed'
	WHERE v.brand_id = ? AND v.telegram_id = ?`

func (r reader) Meet(ctx context.Context, brand core.BrandID, user, message int64) (core.Meeting, error) {
	list, err := collect(ctx, r.q, "look a visitor up", scanMeeting, meetSQL, message, brand, user)
	if err != nil || len(list) == 0 {
		return core.Meeting{}, err
	}
	return list[0], nil
}

func scanMeeting(row scanner) (m core.Meeting, err error) {
	targets := append(visitorTargets(&m.Visitor), chatTargets(&m.Chat)...)
	err = row.Scan(append(targets, &m.Known)...)
	return m, err
}
