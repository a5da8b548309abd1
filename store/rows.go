package store

import (
	"context"
	"slices"
	"strings"

	"tgdesk/core"
)

// previewRunes is how much of a chat's last message a list gets.
const previewRunes = "300"

// The joins are CROSS so that the planner keeps the chats, in index order, outside.
const (
	rowColumns = chatColumns + `, b.name, b.accent, ` + visitorColumns + `, o.name, e.name, ` + lastColumns + `,
		(SELECT count(*) FROM chats x WHERE x.visitor_id = c.visitor_id AND x.id < c.id)`
	rowJoins = ` CROSS JOIN brands b ON b.id = c.brand_id
		CROSS JOIN visitors v ON v.id = c.visitor_id
		LEFT JOIN operators o ON o.id = c.owner_id
		LEFT JOIN operators e ON e.id = c.ended_by
		LEFT JOIN messages m ON m.id = c.last_message_id
		LEFT JOIN attachments a ON a.message_id = m.id`
	selectRows = `SELECT ` + rowColumns + ` FROM chats c` + rowJoins

	rowSQL     = selectRows + ` WHERE c.id = ?`
	chatsOfSQL = selectRows + ` WHERE c.visitor_id = ? ORDER BY c.id DESC LIMIT ?`
)

func (r reader) Row(ctx context.Context, id core.ChatID) (core.ChatRow, error) {
	return one(ctx, r.q, thing{"chat", id}, scanRow, rowSQL, id)
}

func (r reader) ChatsOf(ctx context.Context, id core.VisitorID, limit int) ([]core.ChatRow, error) {
	return collect(ctx, r.q, "list a visitor's chats", scanRow, chatsOfSQL, id, atMost(limit))
}

func (r reader) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	query, args := rowsSQL(q)
	rows, err := collect(ctx, r.q, "list chats", scanRow, query, args...)
	if q.Before {
		slices.Reverse(rows)
	}
	return rows, err
}

// rowsSQL is the query of a page. It walks away from the cursor, or from an
// end of the list, so a page before something comes out reversed.
func rowsSQL(q core.RowQuery) (string, []any) {
	var b strings.Builder
	b.WriteString(selectRows + ` WHERE c.state = ?`)
	args := []any{q.State}
	if q.Brand != 0 {
		b.WriteString(` AND c.brand_id = ?`)
		args = append(args, q.Brand)
	}
	upwards := (q.State != core.Completed) != q.Before
	if q.Cursor != nil {
		b.WriteString(` AND (c.sort_at, c.id) ` + comparison(upwards, q.From) + ` (?, ?)`)
		args = append(args, q.Cursor.At.UnixMilli(), q.Cursor.ID)
	}
	if upwards {
		b.WriteString(` ORDER BY c.sort_at, c.id LIMIT ?`)
	} else {
		b.WriteString(` ORDER BY c.sort_at DESC, c.id DESC LIMIT ?`)
	}
	return b.String(), append(args, atMost(q.Limit))
}

func comparison(upwards, including bool) string {
	op := "<"
	if upwards {
		op = ">"
	}
	if including {
		op += "="
	}
	return op
}

func scanRow(row scanner) (r core.ChatRow, err error) {
	targets := append(chatTargets(&r.Chat), &r.Brand, &r.Accent)
	targets = append(targets, visitorTargets(&r.Visitor)...)
	targets = append(targets, opt(&r.Owner), opt(&r.EndedBy))
	var a core.Attachment
	targets = append(targets, messageTargets(&r.Last, &a)...)
	targets = append(targets, &r.Earlier)
	err = row.Scan(targets...)
	r.Last.Attachment = attached(a)
	return r, err
}
