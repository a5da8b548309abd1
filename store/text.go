package store

import (
	"context"

	"tgdesk/core"
)

const (
	brandTextsSQL    = `SELECT kind, language, text, is_on FROM brand_texts WHERE brand_id = ? ORDER BY kind, language`
	saveBrandTextSQL = `INSERT INTO brand_texts (brand_id, kind, language, text, is_on) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (brand_id, kind, language) DO UPDATE SET text = excluded.text, is_on = excluded.is_on`
	deleteBrandTextSQL = `DELETE FROM brand_texts WHERE brand_id = ? AND kind = ? AND language = ?`

	queuePositionSQL = `SELECT count(*) FROM chats WHERE brand_id = ? AND state = 'pending' AND sort_at <= ?`

	preludeSQL         = `SELECT ` + chatColumns + ` FROM chats c WHERE c.visitor_id = ? AND c.reason = 'start'`
	movePreludeSQL     = `UPDATE messages SET chat_id = ?1 WHERE chat_id = ?2`
	deletePreludeSQL   = `DELETE FROM chats WHERE id = ?`
	dropFromPreludeSQL = `DELETE FROM messages WHERE id = ? AND chat_id IN (SELECT c.id FROM chats c WHERE c.id = messages.chat_id AND c.reason = 'start')`
)

// BrandTexts implements core.Reader.
func (r reader) BrandTexts(ctx context.Context, id core.BrandID) (core.BrandTexts, error) {
	scan := scanTo(func(b *core.BrandText) []any { return []any{&b.Kind, &b.Language, &b.Text, &b.On} })
	return queryAll(ctx, r.q, "list automatic texts", scan, brandTextsSQL, id)
}

func (t *tx) BrandTexts(ctx context.Context, id core.BrandID) (core.BrandTexts, error) {
	return readOnce(ctx, &t.texts, id, t.unflushedReader().BrandTexts)
}

// SaveBrandText implements core.Tx.
func (t *tx) SaveBrandText(ctx context.Context, id core.BrandID, b core.BrandText) error {
	return execute(ctx, t, "save an automatic text", saveBrandTextSQL, id, b.Kind, b.Language, b.Text, b.On)
}

// DeleteBrandText implements core.Tx.
func (t *tx) DeleteBrandText(ctx context.Context, id core.BrandID, k core.TextKind, language string) error {
	return execute(ctx, t, "delete an automatic text", deleteBrandTextSQL, id, k, language)
}

// QueuePosition implements core.Reader.
func (r reader) QueuePosition(ctx context.Context, c core.Chat) (int, error) {
	return queryInt(ctx, r.q, "count who waits longer", queuePositionSQL, c.BrandID, millis(c.SortAt()))
}

// PreludeOf implements core.Reader.
func (r reader) PreludeOf(ctx context.Context, id core.VisitorID) (core.Chat, error) {
	return queryFirst(ctx, r.q, "find what precedes a visitor's chat", chatScan(), preludeSQL, id)
}

// TakePrelude implements core.Tx.
func (t *tx) TakePrelude(ctx context.Context, c core.Chat) error {
	before, err := reader{q: t.unflushed()}.PreludeOf(ctx, c.VisitorID)
	if err != nil || before.ID == 0 {
		return err
	}
	if err := execute(ctx, t, "count what precedes a chat", countPreludeSQL, nullID(c.Owner.Operator), c.BrandID, before.ID); err != nil {
		return err
	}
	if err := execute(ctx, t, "take what precedes a chat", movePreludeSQL, c.ID, before.ID); err != nil {
		return err
	}
	return execute(ctx, t, "delete what preceded a chat", deletePreludeSQL, before.ID)
}

// DropFromPrelude implements core.Tx.
func (t *tx) DropFromPrelude(ctx context.Context, id core.MessageID) (bool, error) {
	n, err := execCount(ctx, t, "drop what preceded a chat", dropFromPreludeSQL, id)
	return n > 0, err
}
