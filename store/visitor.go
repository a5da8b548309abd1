package store

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/fold"
)

const (
	visitorColumns = `v.id, v.brand_id, v.telegram_id, v.first_name, v.last_name, v.username, v.language,
		v.blocked_at, v.first_seen, v.last_seen, v.start_id, v.start_text, v.start_at, v.start_source, v.thread_id, v.keyboard, v.block, v.erased_at`

	visitorSQL           = `SELECT ` + visitorColumns + ` FROM visitors v WHERE v.id = ?`
	visitorByTelegramSQL = `SELECT ` + visitorColumns + ` FROM visitors v WHERE v.brand_id = ? AND v.telegram_id = ?`

	insertVisitorSQL = `INSERT INTO visitors (first_name, last_name, username, language, search,
		blocked_at, first_seen, last_seen, start_id, start_text, start_at, start_source, thread_id, keyboard, brand_id, telegram_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveVisitorSQL = `UPDATE visitors SET first_name = ?, last_name = ?, username = ?, language = ?, search = ?,
		blocked_at = ?, first_seen = ?, last_seen = ?, start_id = ?, start_text = ?, start_at = ?, start_source = ?, thread_id = ?, keyboard = ? WHERE id = ?`
)

func (r reader) Visitor(ctx context.Context, id core.VisitorID) (core.Visitor, error) {
	return queryOne(ctx, r.q, target{"visitor", id}, scanVisitor, visitorSQL, id)
}

func (r reader) VisitorByTelegram(ctx context.Context, brand core.BrandID, telegramID int64) (core.Visitor, error) {
	return queryOne(ctx, r.q, target{"visitor with Telegram id", telegramID}, scanVisitor, visitorByTelegramSQL, brand, telegramID)
}

func (t *tx) InsertVisitor(ctx context.Context, v core.Visitor) (core.Visitor, error) {
	id, err := insert(ctx, t.unflushed(), "insert visitor", insertVisitorSQL, append(visitorArgs(v), v.BrandID, v.TelegramID)...)
	if err != nil {
		return v, err
	}
	v.ID, v.Block, v.ErasedAt = core.VisitorID(id), "", time.Time{}
	t.savedVisitor(v)
	return v, nil
}

// SaveVisitor stores all of v except its brand, its Telegram id and what SaveBlock stores.
func (t *tx) SaveVisitor(ctx context.Context, v core.Visitor) error {
	delete(t.readVisitors, v.ID)
	err := updateOne(ctx, t.unflushed(), target{"visitor", v.ID}, saveVisitorSQL, append(visitorArgs(v), v.ID)...)
	if err == nil && t.byID[v.ID] != nil {
		t.savedVisitor(v)
	}
	return err
}

func visitorArgs(v core.Visitor) []any {
	return []any{
		v.FirstName, v.LastName, v.Username, v.Language, searchText(v.Profile),
		millis(v.BlockedBotAt), millis(v.FirstSeen), millis(v.LastSeen),
		nullID(v.Start.TelegramID), v.Start.Text, millis(v.Start.At), v.Start.Source, nullID(v.Thread), v.Keyboard,
	}
}

// searchText is the text that FindRows searches.
func searchText(p core.Profile) string {
	text := p.Name()
	if p.Username != "" {
		text += " @" + p.Username
	}
	return fold.Text(text)
}

var scanVisitor = scanTo(visitorTargets)

// visitorTargets are for visitorColumns.
func visitorTargets(v *core.Visitor) []any {
	return []any{
		&v.ID, &v.BrandID, &v.TelegramID, &v.FirstName, &v.LastName, &v.Username, &v.Language,
		asTime(&v.BlockedBotAt), asTime(&v.FirstSeen), asTime(&v.LastSeen),
		nullable(&v.Start.TelegramID), &v.Start.Text, asTime(&v.Start.At), &v.Start.Source, nullable(&v.Thread), &v.Keyboard, &v.Block, asTime(&v.ErasedAt),
	}
}

// lookupVisitorSQL is the one query that every incoming message runs.
const lookupVisitorSQL = `SELECT ` + visitorColumns + `, ` + chatColumns + `,
		EXISTS (SELECT 1 FROM messages m WHERE m.visitor_id = v.id AND m.telegram_id = ?)
	FROM visitors v LEFT JOIN chats c ON c.visitor_id = v.id AND c.completed_at IS NULL
	WHERE v.brand_id = ? AND v.telegram_id = ?`

func (r reader) LookupVisitor(ctx context.Context, brand core.BrandID, user, message int64) (core.VisitorLookup, error) {
	return queryFirst(ctx, r.q, "look a visitor up", scanVisitorLookup, lookupVisitorSQL, message, brand, user)
}

var scanVisitorLookup = scanTo(func(m *core.VisitorLookup) []any {
	return append(append(visitorTargets(&m.Visitor), chatTargets(&m.Chat)...), &m.Duplicate)
})
