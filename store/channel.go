package store

import (
	"context"

	"tgdesk/core"
)

const (
	channelSQL = `SELECT brand_id, bot_id, bot_username, bot_name, token_sealed, enabled, update_offset,
		health_state, health_detail, health_until, health_since FROM channels WHERE brand_id = ?`
	saveChannelSQL = `INSERT INTO channels (brand_id, bot_id, bot_username, bot_name, token_sealed, enabled, update_offset,
		health_state, health_detail, health_until, health_since)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (brand_id) DO UPDATE SET bot_id = excluded.bot_id, bot_username = excluded.bot_username,
			bot_name = excluded.bot_name, token_sealed = coalesce(excluded.token_sealed, token_sealed), enabled = excluded.enabled`
	deleteChannelSQL = `DELETE FROM channels WHERE brand_id = ?`
	setOffsetSQL     = `UPDATE channels SET update_offset = ? WHERE brand_id = ?`
	setHealthSQL     = `UPDATE channels SET health_state = ?, health_detail = ?, health_until = ?, health_since = ? WHERE brand_id = ?`
)

func (r reader) Channel(ctx context.Context, id core.BrandID) (core.Channel, error) {
	return queryOne(ctx, r.q, target{"channel", id}, r.scanChannel, channelSQL, id)
}

func (t *tx) SaveChannel(ctx context.Context, c core.Channel) error {
	sealed, err := t.sealer.Seal(c.Bot.ID, c.Token)
	if err != nil {
		return err
	}
	return updateOne(ctx, t, target{"channel", c.Brand}, saveChannelSQL,
		c.Brand, nullID(c.Bot.ID), c.Bot.Username, c.Bot.Name, sealed, c.Enabled, c.Offset,
		c.Health.State, c.Health.Detail, millis(c.Health.Until), millis(c.Health.Since))
}

func (t *tx) DeleteChannel(ctx context.Context, id core.BrandID) error {
	return updateOne(ctx, t, target{"channel", id}, deleteChannelSQL, id)
}

func (t *tx) SetOffset(ctx context.Context, id core.BrandID, offset int64) error {
	err := updateOne(ctx, t.unflushed(), target{"channel", id}, setOffsetSQL, offset, id)
	if b, ok := t.brands[id]; ok && err == nil {
		b.Offset = offset
		t.brands[id] = b
	}
	return err
}

func (t *tx) SetHealth(ctx context.Context, id core.BrandID, h core.Health) error {
	return updateOne(ctx, t, target{"channel", id}, setHealthSQL, h.State, h.Detail, millis(h.Until), millis(h.Since), id)
}

func (r reader) scanChannel(row scanner) (c core.Channel, err error) {
	var sealed []byte
	err = row.Scan(&c.Brand, nullable(&c.Bot.ID), &c.Bot.Username, &c.Bot.Name, &sealed, &c.Enabled, &c.Offset,
		&c.Health.State, &c.Health.Detail, asTime(&c.Health.Until), asTime(&c.Health.Since))
	c.Token = r.sealer.Open(c.Bot.ID, sealed)
	return c, err
}

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
	if err := execute(ctx, t, doing, dropRetryAftersSQL, brand, millis(t.now)); err != nil {
		return err
	}
	return execute(ctx, t, doing, saveRetryAfterSQL, brand, h.Visitor, millis(h.Until))
}

var scanRetryAfter = scanTo(func(h *core.RetryAfter) []any { return []any{&h.Visitor, asTime(&h.Until)} })

const (
	quarantinedUpdatesSQL = `SELECT count(*) FROM quarantined_updates`
	// Telegram repeats an update soon after the first time, so the last 200 suffice
	// to find duplicates.
	quarantineUpdateSQL = `INSERT INTO quarantined_updates (brand_id, update_id, kind, raw, quarantined_at, message_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (
		SELECT 1 FROM (SELECT brand_id, update_id, raw FROM quarantined_updates ORDER BY id DESC LIMIT 200)
		WHERE brand_id = ?1 AND update_id = ?2 AND raw = ?4)`
	rawUpdateSQL = `SELECT raw FROM quarantined_updates WHERE message_id = ? ORDER BY id DESC LIMIT 1`
)

func (r reader) QuarantinedUpdates(ctx context.Context) (int, error) {
	return queryInt(ctx, r.q, "count quarantined updates", quarantinedUpdatesSQL)
}

func (r reader) RawUpdate(ctx context.Context, id core.MessageID) ([]byte, error) {
	return queryFirst(ctx, r.q, "read an update", scanValue[[]byte], rawUpdateSQL, id)
}

func (t *tx) QuarantineUpdate(ctx context.Context, brand core.BrandID, u core.Update, message core.MessageID) error {
	raw := u.Raw
	if raw == nil {
		raw = []byte{} // nil would be NULL
	}
	return execute(ctx, t.keepingCache(), "quarantine an update", quarantineUpdateSQL, brand, u.ID, u.Kind, raw, millis(t.now), nullID(message))
}
