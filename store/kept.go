package store

import (
	"context"

	"tgdesk/core"
)

const (
	keptUpdatesSQL = `SELECT count(*) FROM kept_updates`
	keepUpdateSQL  = `INSERT INTO kept_updates (brand_id, update_id, kind, raw, kept_at) VALUES (?, ?, ?, ?, ?)`
)

func (r reader) KeptUpdates(ctx context.Context) (int, error) {
	return number(ctx, r.q, "count kept updates", keptUpdatesSQL)
}

func (t *tx) KeepUpdate(ctx context.Context, brand core.BrandID, u core.Update) error {
	raw := u.Raw
	if raw == nil {
		raw = []byte{} // nil would be NULL
	}
	_, err := insert(ctx, t, "keep an update", keepUpdateSQL, brand, u.ID, u.Kind, raw, ms(t.now))
	return err
}
