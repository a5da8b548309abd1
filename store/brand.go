package store

import (
	"context"
	"errors"

	"tgdesk/core"
)

const (
	brandColumns = `id, name, accent, bot_id, bot_username, bot_name, token_sealed, enabled,
		answer_limit, close_unanswered, close_idle, options, update_offset,
		health_state, health_detail, health_until, health_since, removed_at`

	brandsSQL      = `SELECT ` + brandColumns + ` FROM brands WHERE removed_at IS NULL ORDER BY name_key`
	brandSQL       = `SELECT ` + brandColumns + ` FROM brands WHERE id = ?`
	brandByNameSQL = `SELECT ` + brandColumns + ` FROM brands WHERE name_key = ? AND removed_at IS NULL`
	brandByBotSQL  = `SELECT ` + brandColumns + ` FROM brands WHERE bot_id = ? AND removed_at IS NULL`

	insertBrandSQL = `INSERT INTO brands (name, name_key, accent, bot_id, bot_username, bot_name, token_sealed, enabled,
		answer_limit, close_unanswered, close_idle, options, removed_at, update_offset,
		health_state, health_detail, health_until, health_since)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveBrandSQL = `UPDATE brands SET name = ?, name_key = ?, accent = ?, bot_id = ?, bot_username = ?, bot_name = ?,
		token_sealed = coalesce(?, token_sealed), enabled = ?,
		answer_limit = ?, close_unanswered = ?, close_idle = ?, options = ?, removed_at = ? WHERE id = ?`
	setOffsetSQL = `UPDATE brands SET update_offset = ? WHERE id = ?`
	setHealthSQL = `UPDATE brands SET health_state = ?, health_detail = ?, health_until = ?, health_since = ? WHERE id = ?`
)

func (r reader) Brands(ctx context.Context) ([]core.Brand, error) {
	return queryAll(ctx, r.q, "list brands", r.scanBrand, brandsSQL)
}

func (r reader) Brand(ctx context.Context, id core.BrandID) (core.Brand, error) {
	return queryOne(ctx, r.q, target{"brand", id}, r.scanBrand, brandSQL, id)
}

// BrandByName does not mind case.
func (r reader) BrandByName(ctx context.Context, name string) (core.Brand, error) {
	return queryOne(ctx, r.q, target{"brand", name}, r.scanBrand, brandByNameSQL, foldCase(name))
}

func (r reader) BrandByBot(ctx context.Context, botID int64) (core.Brand, error) {
	return queryOne(ctx, r.q, target{"brand with bot", botID}, r.scanBrand, brandByBotSQL, botID)
}

func (t *tx) InsertBrand(ctx context.Context, b core.Brand) (core.Brand, error) {
	args, err := t.brandArgs(b)
	if err != nil {
		return b, err
	}
	args = append(args, b.Offset, b.Health.State, b.Health.Detail, millis(b.Health.Until), millis(b.Health.Since))
	id, err := insert(ctx, t, "insert brand", insertBrandSQL, args...)
	b.ID = core.BrandID(id)
	return b, err
}

func (t *tx) SaveBrand(ctx context.Context, b core.Brand) error {
	args, err := t.brandArgs(b)
	if err != nil {
		return err
	}
	return updateOne(ctx, t, target{"brand", b.ID}, saveBrandSQL, append(args, b.ID)...)
}

func (t *tx) SetOffset(ctx context.Context, id core.BrandID, offset int64) error {
	return updateOne(ctx, t, target{"brand", id}, setOffsetSQL, offset, id)
}

func (t *tx) SetHealth(ctx context.Context, id core.BrandID, h core.Health) error {
	return updateOne(ctx, t, target{"brand", id}, setHealthSQL, h.State, h.Detail, millis(h.Until), millis(h.Since), id)
}

// brandArgs are the columns that both INSERT and UPDATE write.
func (t *tx) brandArgs(b core.Brand) ([]any, error) {
	sealed, err := t.sealer.Seal(b.Bot.ID, b.Token)
	options, optionsErr := optionsColumn(b.Options)
	return []any{
		b.Name, foldCase(b.Name), b.Accent, nullID(b.Bot.ID), b.Bot.Username, b.Bot.Name, sealed, b.Enabled,
		b.Limits.Answer.Milliseconds(), b.Limits.CloseUnanswered.Milliseconds(), b.Limits.CloseIdle.Milliseconds(),
		options, millis(b.RemovedAt),
	}, errors.Join(err, optionsErr)
}

func (r reader) scanBrand(row scanner) (b core.Brand, err error) {
	var sealed []byte
	err = row.Scan(&b.ID, &b.Name, &b.Accent, nullable(&b.Bot.ID), &b.Bot.Username, &b.Bot.Name, &sealed, &b.Enabled,
		asDuration(&b.Limits.Answer), asDuration(&b.Limits.CloseUnanswered), asDuration(&b.Limits.CloseIdle),
		asOptions(&b.Options), &b.Offset,
		&b.Health.State, &b.Health.Detail, asTime(&b.Health.Until), asTime(&b.Health.Since), asTime(&b.RemovedAt))
	b.Token = r.sealer.Open(b.Bot.ID, sealed)
	return b, err
}
