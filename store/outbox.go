package store

import (
	"context"

	"tgdesk/core"
)

// Conditions on delivery repeat that of a partial index, or SQLite would not use it.
const (
	isUnsent = `delivery IN ('queued', 'sending')`

	// nextQueuedSQL reads each visitor's oldest unsent message from the index; while
	// that one is being sent, the visitor has none. It sorts one id a visitor. Of an
	// album it returns the first unsent part; Album returns the others.
	nextQueuedSQL = `SELECT ` + messageColumns + ` FROM (
			SELECT min(u.id) AS id, u.visitor_id FROM messages u WHERE u.` + isUnsent + ` GROUP BY u.visitor_id
		) head
		CROSS JOIN visitors v ON v.id = head.visitor_id AND v.brand_id = ?
		CROSS JOIN messages m ON m.id = head.id AND m.delivery = 'queued'` + attachmentJoins + `
		ORDER BY head.id LIMIT ?`
	unsentSQL             = `SELECT count(*) FROM messages u WHERE u.` + isUnsent
	unsentOfSQL           = `SELECT count(*) FROM messages u CROSS JOIN visitors v ON v.id = u.visitor_id WHERE u.` + isUnsent
	markUnsentUnknownSQL  = `UPDATE messages SET delivery = 'unknown', error = ? WHERE ` + isUnsent
	markSendingUnknownSQL = `UPDATE messages SET delivery = 'unknown', error = ? WHERE ` + isUnsent + ` AND delivery = 'sending'`
)

func (r reader) NextQueued(ctx context.Context, brand core.BrandID, limit int) ([]core.Message, error) {
	return queryAll(ctx, r.q, "list what is to be sent", messageScan(), nextQueuedSQL, brand, nonNegative(limit))
}

func (t *tx) MarkSendingUnknown(ctx context.Context, why core.Problem) (int, error) {
	return execCount(ctx, t, "mark what was being sent", markSendingUnknownSQL, why)
}

func (t *tx) MarkUnsentUnknown(ctx context.Context, why core.Problem) (int, error) {
	return execCount(ctx, t, "mark what was to be sent", markUnsentUnknownSQL, why)
}
