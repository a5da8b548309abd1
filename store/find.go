package store

import (
	"context"
	"strconv"
	"strings"

	"tgdesk/core"
)

// longestSearch limits a search text, in bytes.
const longestSearch = 200

// findSQL scans all visitors, because a name may match anywhere, but sorts only ids
// and builds rows only for the result. instr compares bytes: column and query are
// folded alike.
const findSQL = `SELECT ` + rowColumns + ` FROM (
		SELECT hit.id FROM visitors w CROSS JOIN chats hit ON hit.visitor_id = w.id
		WHERE instr(w.search, ?) > 0 OR w.telegram_id = ?
		ORDER BY hit.state = 'completed', hit.id DESC LIMIT ?
	) found CROSS JOIN chats c ON c.id = found.id` + rowJoins + `
	ORDER BY c.state = 'completed', c.id DESC`

func (r reader) FindRows(ctx context.Context, query string, limit int) ([]core.ChatRow, error) {
	text := foldCase(query)
	if text == "" || len(text) > longestSearch {
		return nil, ctx.Err()
	}
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		if id, ok := positive(digits); ok {
			return queryAll(ctx, r.q, "find a chat by number", scanRow, rowSQL+` LIMIT ?`, id, nonNegative(limit))
		}
	}
	telegramID, _ := positive(text)
	return queryAll(ctx, r.q, "find chats", scanRow, findSQL, text, telegramID, nonNegative(limit))
}

// positive parses an integer above 0.
func positive(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return max(n, 0), err == nil && n > 0
}
