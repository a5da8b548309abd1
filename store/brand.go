package store

import (
	"context"
	"encoding/json"
	"fmt"

	"tgdesk/core"
)

const (
	brandsFrom = `SELECT b.id, b.name, b.accent, b.answer_limit, b.close_unanswered, b.close_idle, b.chatbot_idle, b.options, b.removed_at,
		c.bot_id, c.bot_username, c.bot_name, c.token_sealed, c.enabled, c.update_offset, c.health_state, c.health_detail, c.health_until, c.health_since
		FROM brands b LEFT JOIN channels c ON c.brand_id = b.id`

	brandsSQL      = brandsFrom + ` WHERE b.removed_at IS NULL ORDER BY b.name_key`
	removedSQL     = brandsFrom + ` WHERE b.removed_at IS NOT NULL`
	brandSQL       = brandsFrom + ` WHERE b.id = ?`
	brandByNameSQL = brandsFrom + ` WHERE b.name_key = ? AND b.removed_at IS NULL`
	brandByBotSQL  = brandsFrom + ` WHERE b.id = (SELECT brand_id FROM channels WHERE bot_id = ?)`

	insertBrandSQL = `INSERT INTO brands (name, name_key, accent, answer_limit, close_unanswered, close_idle, chatbot_idle, options, removed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveBrandSQL = `UPDATE brands SET name = ?, name_key = ?, accent = ?,
		answer_limit = ?, close_unanswered = ?, close_idle = ?, chatbot_idle = ?, options = ?, removed_at = ? WHERE id = ?`
)

func (r reader) Brands(ctx context.Context) ([]core.BrandView, error) {
	return queryAll(ctx, r.q, "list brands", r.scanBrand, brandsSQL)
}

func (r reader) RemovedBrands(ctx context.Context) ([]core.BrandView, error) {
	return queryAll(ctx, r.q, "list removed brands", r.scanBrand, removedSQL)
}

func (r reader) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	return queryOne(ctx, r.q, target{"brand", id}, r.scanBrand, brandSQL, id)
}

func (t *tx) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	return readOnce(ctx, &t.brands, id, t.unflushedReader().Brand)
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
		b.Limits.Answer.Milliseconds(), b.Limits.CloseUnanswered.Milliseconds(), b.Limits.CloseIdle.Milliseconds(), b.Limits.ChatbotIdle.Milliseconds(),
		options, millis(b.RemovedAt),
	}, err
}

func (r reader) scanBrand(row scanner) (b core.BrandView, err error) {
	var sealed []byte
	err = row.Scan(&b.ID, &b.Name, &b.Accent,
		asDuration(&b.Limits.Answer), asDuration(&b.Limits.CloseUnanswered), asDuration(&b.Limits.CloseIdle), asDuration(&b.Limits.ChatbotIdle),
		optionsScanner{&b.Options}, asTime(&b.RemovedAt),
		nullable(&b.Bot.ID), nullable(&b.Bot.Username), nullable(&b.Bot.Name), &sealed, nullable(&b.Enabled), nullable(&b.Offset),
		nullable(&b.Health.State), nullable(&b.Health.Detail), asTime(&b.Health.Until), asTime(&b.Health.Since))
	b.TokenSealed = r.sealer.Open(b.Bot.ID, sealed).Sealed()
	return b, err
}

// optionsColumn holds a brand's options as a JSON object by the ids of the
// options. What is as in the default is left out, so that brands where nobody
// chose follow the default of the program.
func optionsColumn(of core.BrandOptions) (string, error) {
	chosen := map[string]any{}
	for _, o := range core.Options() {
		if v := o.Value(of); v != o.Value(core.DefaultBrandOptions()) {
			chosen[o.ID()] = v
		}
	}
	if len(chosen) == 0 {
		return "", nil
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return "", fmt.Errorf("write a brand's options: %w", err)
	}
	return string(text), nil
}

// optionsScanner scans what optionsColumn wrote.
type optionsScanner struct{ to *core.BrandOptions }

// Scan implements sql.Scanner.
func (s optionsScanner) Scan(value any) error {
	*s.to = core.DefaultBrandOptions()
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a brand's options cannot be a %T", value)
	}
	if text == "" {
		return nil
	}
	var chosen map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &chosen); err != nil {
		return fmt.Errorf("read a brand's options: %w", err)
	}
	for _, o := range core.Options() {
		raw, ok := chosen[o.ID()]
		if !ok {
			continue
		}
		v, err := o.Decode(raw)
		if err != nil {
			return fmt.Errorf("read the option %s of a brand: %w", o.Name, err)
		}
		o.Set(s.to, v)
	}
	return nil
}
