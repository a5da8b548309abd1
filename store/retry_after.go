package store

import (
	"context"

	"tgdesk/core"
)

const (
	retryAftersSQL     = `SELECT visitor_id, until FROM retry_afters WHERE brand_id = ? ORDER BY visitor_id`
	dropRetryAftersSQL = `DELETE FROM retry_afters WHERE brand_id = ? AND until <= ?`
	saveRetryAfterSQL  = `INSERT INTO retry_afters (brand_id, visitor_id, until) VALUES (?, ?, ?)
		ON CONFLICT (brand_id, visitor_id) DO UPDATE SET until = excluded.until`
)

func (r reader) RetryAfters(ctx context.Context, brand core.BrandID) ([]core.RetryAfter, error) {
	return queryAll(ctx, r.q, "list retry-after times", scanRetryAfter, retryAftersSQL, brand)
}

// SaveRetryAfter also deletes the brand's waits that are over.
func (t *tx) SaveRetryAfter(ctx context.Context, brand core.BrandID, h core.RetryAfter) error {
	const doing = "save a retry-after time"
	if _, err := execCount(ctx, t, doing, dropRetryAftersSQL, brand, millis(t.now)); err != nil {
		return err
	}
	_, err := execCount(ctx, t, doing, saveRetryAfterSQL, brand, h.Visitor, millis(h.Until))
	return err
}

func scanRetryAfter(row scanner) (h core.RetryAfter, err error) {
	err = row.Scan(&h.Visitor, asTime(&h.Until))
	return h, err
}
