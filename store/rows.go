package store

import (
	"context"
	"slices"

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
		LEFT JOIN messages m ON m.id = c.last_message_id` + attachmentJoins
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

// rowsSQL is the query of a page and what it takes: ?1 state, ?2 brand, ?3 and
// ?4 the cursor, ?5 limit. It walks away from the cursor, or from an end of the
// list, so a page before something comes out reversed.
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
	return query, []any{q.State, q.Brand, at, id, atMost(q.Limit)}
}

// pageSQL finds the page's chats. Those of the cursor's very millisecond come
// from a search of their own, which SQLite merges with the other in order: a
// comparison of pairs would read through all of them, and timers can complete
// a hundred thousand chats in one millisecond.
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
	targets = append(targets, opt(&r.Owner), opt(&r.EndedBy))
	var a core.Attachment
	targets = append(targets, messageTargets(&r.Last, &a)...)
	targets = append(targets, &r.Earlier)
	err = row.Scan(targets...)
	r.Last.Attachment = attached(a)
	return r, err
}
