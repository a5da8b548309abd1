package store

import (
	"context"

	"tgdesk/core"
)

const (
	brandsFrom = `SELECT b.id, b.name, b.accent, b.answer_limit, b.close_unanswered, b.close_idle, b.options, b.removed_at,
		c.bot_id, c.bot_username, c.bot_name, c.token_sealed, c.enabled, c.update_offset, c.health_state, c.health_detail, c.health_until, c.health_since
		FROM brands b LEFT JOIN channels c ON c.brand_id = b.id`

	brandsSQL      = brandsFrom + ` WHERE b.removed_at IS NULL ORDER BY b.name_key`
	brandSQL       = brandsFrom + ` WHERE b.id = ?`
	brandByNameSQL = brandsFrom + ` WHERE b.name_key = ? AND b.removed_at IS NULL`
	brandByBotSQL  = brandsFrom + ` WHERE b.id = (SELECT brand_id FROM channels WHERE bot_id = ?)`

	insertBrandSQL = `INSERT INTO brands (name, name_key, accent, answer_limit, close_unanswered, close_idle, options, removed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	saveBrandSQL = `UPDATE brands SET name = ?, name_key = ?, accent = ?,
		answer_limit = ?, close_unanswered = ?, close_idle = ?, options = ?, removed_at = ? WHERE id = ?`
)

func (r reader) Brands(ctx context.Context) ([]core.BrandView, error) {
	return queryAll(ctx, r.q, "list brands", r.scanBrand, brandsSQL)
}

func (r reader) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	return queryOne(ctx, r.q, target{"brand", id}, r.scanBrand, brandSQL, id)
}

// BrandByName does not mind case.
func (r reader) BrandByName(ctx context.Context, name string) (core.BrandView, error) {
	return queryOne(ctx, r.q, target{"brand", name}, r.scanBrand, brandByNameSQL, foldCase(name))
}

func (r reader) BrandByBot(ctx context.Context, botID int64) (core.BrandView, error) {
	return queryOne(ctx, r.q, target{"brand with bot", botID}, r.scanBrand, brandByBotSQL, botID)
}

func (t *tx) InsertBrand(ctx context.Context, b core.Brand) (core.Brand, error) {
	args, err := brandArgs(b)
	if err != nil {
		return b, err
	}
	id, err := insert(ctx, t, "insert brand", insertBrandSQL, args...)
	b.ID = core.BrandID(id)
	return b, err
}

func (t *tx) SaveBrand(ctx context.Context, b core.Brand) error {
	args, err := brandArgs(b)
	if err != nil {
		return err
	}
	return updateOne(ctx, t, target{"brand", b.ID}, saveBrandSQL, append(args, b.ID)...)
}

// brandArgs are the columns that both INSERT and UPDATE write.
func brandArgs(b core.Brand) ([]any, error) {
	options, err := optionsColumn(b.Options)
	return []any{
		b.Name, foldCase(b.Name), b.Accent,
		b.Limits.Answer.Milliseconds(), b.Limits.CloseUnanswered.Milliseconds(), b.Limits.CloseIdle.Milliseconds(),
		options, millis(b.RemovedAt),
	}, err
}

func (r reader) scanBrand(row scanner) (b core.BrandView, err error) {
	var sealed []byte
	err = row.Scan(&b.ID, &b.Name, &b.Accent,
		asDuration(&b.Limits.Answer), asDuration(&b.Limits.CloseUnanswered), asDuration(&b.Limits.CloseIdle),
		asOptions(&b.Options), asTime(&b.RemovedAt),
		nullable(&b.Bot.ID), nullable(&b.Bot.Username), nullable(&b.Bot.Name), &sealed, nullable(&b.Enabled), nullable(&b.Offset),
		nullable(&b.Health.State), nullable(&b.Health.Detail), asTime(&b.Health.Until), asTime(&b.Health.Since))
	b.TokenSealed = r.sealer.Open(b.Bot.ID, sealed).Sealed()
	return b, err
}
