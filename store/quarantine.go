package store

import (
	"context"

	"tgdesk/core"
)

const (
	quarantinedUpdatesSQL = `SELECT count(*) FROM quarantined_updates`
	// Telegram repeats an update soon after the first time, so the last 200 suffice
	// to find duplicates.
	quarantineUpdateSQL = `INSERT INTO quarantined_updates (brand_id, update_id, kind, raw, quarantined_at) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
		SELECT 1 FROM (SELECT brand_id, update_id, raw FROM quarantined_updates ORDER BY id DESC LIMIT 200)
		WHERE brand_id = ?1 AND update_id = ?2 AND raw = ?4)`
)

func (r reader) QuarantinedUpdates(ctx context.Context) (int, error) {
	return queryInt(ctx, r.q, "count quarantined updates", quarantinedUpdatesSQL)
}

func (t *tx) QuarantineUpdate(ctx context.Context, brand core.BrandID, u core.Update) error {
	raw := u.Raw
	if raw == nil {
		raw = []byte{} // nil would be NULL
	}
	_, err := insert(ctx, t, "quarantine an update", quarantineUpdateSQL, brand, u.ID, u.Kind, raw, millis(t.now))
	return err
}
