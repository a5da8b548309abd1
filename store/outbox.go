package store

import (
	"context"

	"tgdesk/core"
)

// The condition on delivery repeats the partial index's, or it goes unused.
const (
	isUnsent = `delivery IN ('queued', 'sending')`

	// nextQueuedSQL takes each visitor's oldest unsent message from the index: if
	// that one is being sent, the visitor waits. Its sort holds one id a visitor.
	// The head of an album is its first unsent part; the parts behind it stay out
	// of sight until it is settled, and core reads them with Album.
	nextQueuedSQL = `SELECT ` + messageColumns + ` FROM (
			SELECT min(u.id) AS id, u.visitor_id FROM messages u WHERE u.` + isUnsent + ` GROUP BY u.visitor_id
		) head
		CROSS JOIN visitors v ON v.id = head.visitor_id AND v.brand_id = ?
		CROSS JOIN messages m ON m.id = head.id AND m.delivery = 'queued'` + attachmentJoins + `
		ORDER BY head.id LIMIT ?`
	unsentToSQL           = `SELECT count(*) FROM messages u WHERE u.visitor_id = ? AND u.` + isUnsent
	unsentSQL             = `SELECT count(*) FROM messages u WHERE u.` + isUnsent
	markUnsentUnknownSQL  = `UPDATE messages SET delivery = 'unknown', error = ? WHERE ` + isUnsent
	markSendingUnknownSQL = `UPDATE messages SET delivery = 'unknown', error = ? WHERE ` + isUnsent + ` AND delivery = 'sending'`
)

func (r reader) NextQueued(ctx context.Context, brand core.BrandID, limit int) ([]core.Message, error) {
	return collect(ctx, r.q, "list what is to be sent", scanMessage, nextQueuedSQL, brand, atMost(limit))
}

func (r reader) UnsentTo(ctx context.Context, id core.VisitorID) (int, error) {
	return number(ctx, r.q, "count unsent messages of a visitor", unsentToSQL, id)
}

func (r reader) Unsent(ctx context.Context) (int, error) {
	return number(ctx, r.q, "count unsent messages", unsentSQL)
}

func (t *tx) MarkSendingUnknown(ctx context.Context, why core.Problem) (int, error) {
	return change(ctx, t, "mark what was being sent", markSendingUnknownSQL, why)
}

func (t *tx) MarkUnsentUnknown(ctx context.Context, why core.Problem) (int, error) {
	return change(ctx, t, "mark what was to be sent", markUnsentUnknownSQL, why)
}
