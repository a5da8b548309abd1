package store

import (
	"context"

	"tgdesk/core"
)

const (
	holdsSQL     = `SELECT visitor_id, until FROM holds WHERE brand_id = ? ORDER BY visitor_id`
	dropHoldsSQL = `DELETE FROM holds WHERE brand_id = ? AND until <= ?`
	saveHoldSQL  = `INSERT INTO holds (brand_id, visitor_id, until) VALUES (?, ?, ?)
		ON CONFLICT (brand_id, visitor_id) DO UPDATE SET until = excluded.until`
)

func (r reader) Holds(ctx context.Context, brand core.BrandID) ([]core.Hold, error) {
	return collect(ctx, r.q, "read what Telegram holds up", scanHold, holdsSQL, brand)
}

// SaveHold also forgets the brand's holds that are over.
func (t *tx) SaveHold(ctx context.Context, brand core.BrandID, h core.Hold) error {
	const doing = "note what Telegram holds up"
	if _, err := change(ctx, t, doing, dropHoldsSQL, brand, ms(t.now)); err != nil {
		return err
	}
	_, err := change(ctx, t, doing, saveHoldSQL, brand, h.Visitor, ms(h.Until))
	return err
}

func scanHold(row scanner) (h core.Hold, err error) {
	err = row.Scan(&h.Visitor, asTime(&h.Until))
	return h, err
}
