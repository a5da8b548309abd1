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
	return updateOne(ctx, t, target{"channel", id}, setOffsetSQL, offset, id)
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
