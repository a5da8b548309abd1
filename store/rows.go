package store

import (
	"context"
	"slices"

	"tgdesk/core"
)

// previewRunes limits the text of a chat's last message.
const previewRunes = "300"

// CROSS joins make the planner read the chats first, in the order of the index.
const (
	rowColumns = chatColumns + `, b.name, b.accent, ` + visitorColumns + `, o.name, e.name, ` + lastColumns + `,
		(SELECT count(*) FROM chats x WHERE x.visitor_id = c.visitor_id AND x.id < c.id)`
	rowJoins = ` CROSS JOIN brands b ON b.id = c.brand_id
		CROSS JOIN visitors v ON v.id = c.visitor_id
		LEFT JOIN operators o ON o.id = c.owner_id
		LEFT JOIN operators e ON e.id = c.ended_by
		LEFT JOIN messages m ON m.id = c.last_message_id` + attachmentJoins
	selectRows = `SELECT ` + rowColumns + ` FROM chats c` + rowJoins

	rowSQL     = selectRows + ` WHERE c.id = ?`
	chatsOfSQL = selectRows + ` WHERE c.visitor_id = ? ORDER BY c.id DESC LIMIT ?`
)

func (r reader) Row(ctx context.Context, id core.ChatID) (core.ChatRow, error) {
	return queryOne(ctx, r.q, target{"chat", id}, scanRow, rowSQL, id)
}

func (r reader) ChatsOf(ctx context.Context, id core.VisitorID, limit int) ([]core.ChatRow, error) {
	return queryAll(ctx, r.q, "list a visitor's chats", scanRow, chatsOfSQL, id, nonNegative(limit))
}

func (r reader) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	query, args := rowsSQL(q)
	rows, err := queryAll(ctx, r.q, "list chats", scanRow, query, args...)
	if q.Before {
		slices.Reverse(rows)
	}
	return rows, err
}

// rowsSQL is the query of a page and its arguments: ?1 state, ?2 brand, ?3 and ?4
// cursor, ?5 limit. It reads away from the cursor, or from an end of the list, so
// a page before something is reversed.
func rowsSQL(q core.RowQuery) (string, []any) {
	var at, id int64
	if q.Cursor != nil {
		at, id = q.Cursor.At.UnixMilli(), int64(q.Cursor.ID)
	}
	upwards := (q.State != core.Completed) != q.Before
	direction := ``
	if !upwards {
		direction = ` DESC`
	}
	query := `SELECT ` + rowColumns + ` FROM (` + pageSQL(q, upwards) +
		` ORDER BY sort_at` + direction + `, id` + direction + ` LIMIT ?5) page CROSS JOIN chats c ON c.id = page.id` + rowJoins +
		` ORDER BY page.sort_at` + direction + `, page.id` + direction
	return query, []any{q.State, q.Brand, at, id, nonNegative(q.Limit)}
}

// pageSQL selects the chats of the page. Those of the cursor's millisecond have
// their own SELECT, which SQLite merges with the other in order: a comparison of
// (sort_at, id) would scan all of them, and timers can complete a hundred thousand
// chats in one millisecond.
func pageSQL(q core.RowQuery, upwards bool) string {
	list := `SELECT id, sort_at FROM chats WHERE state = ?1`
	if q.Brand != 0 {
		list += ` AND brand_id = ?2`
	}
	if q.Cursor == nil {
		return list
	}
	beyond := `<`
	if upwards {
		beyond = `>`
	}
	from := beyond
	if q.From {
		from += `=`
	}
	return list + ` AND sort_at = ?3 AND id ` + from + ` ?4 UNION ALL ` + list + ` AND sort_at ` + beyond + ` ?3`
}

func scanRow(row scanner) (r core.ChatRow, err error) {
	targets := append(chatTargets(&r.Chat), &r.Brand, &r.Accent)
	targets = append(targets, visitorTargets(&r.Visitor)...)
	targets = append(targets, nullable(&r.Owner), nullable(&r.EndedBy))
	var a core.Attachment
	targets = append(targets, messageTargets(&r.Last, &a)...)
	targets = append(targets, &r.Earlier)
	err = row.Scan(targets...)
	r.Last.Attachment = attached(a)
	return r, err
}
