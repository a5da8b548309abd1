package store

import (
	"context"
	"strconv"
	"strings"

	"tgdesk/core"
)

// longestSearch bounds what is looked for, in bytes.
const longestSearch = 200

// findSQL reads every visitor (a name may match anywhere), but sorts bare ids
// and makes rows only of the ones it gives. instr compares bytes: the column
// and the query are folded alike.
const findSQL = `SELECT ` + rowColumns + ` FROM (
		SELECT hit.id FROM visitors w CROSS JOIN chats hit ON hit.visitor_id = w.id
		WHERE instr(w.search, ?) > 0 OR w.telegram_id = ?
		ORDER BY hit.state = 'completed', hit.id DESC LIMIT ?
	) found CROSS JOIN chats c ON c.id = found.id` + rowJoins + `
	ORDER BY c.state = 'completed', c.id DESC`

func (r reader) FindRows(ctx context.Context, query string, limit int) ([]core.ChatRow, error) {
	text := fold(query)
	if text == "" || len(text) > longestSearch {
		return nil, ctx.Err()
	}
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		if id, ok := positive(digits); ok {
			return collect(ctx, r.q, "find a chat by number", scanRow, rowSQL+` LIMIT ?`, id, atMost(limit))
		}
	}
	telegramID, _ := positive(text)
	return collect(ctx, r.q, "find chats", scanRow, findSQL, text, telegramID, atMost(limit))
}

// positive reads a whole number above 0.
func positive(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return max(n, 0), err == nil && n > 0
}
