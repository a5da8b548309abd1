package store

import (
	"context"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// Chats that are kept apart, whose sort_at is below 0, do not count: see core.Chat.SortAt.
const (
	sourcesInUseSQL = `SELECT source, count(*) FROM chats WHERE source <> '' AND sort_at >= 0`
	bySourceSQL     = ` GROUP BY source ORDER BY count(*) DESC, source`
)

func (r reader) SourcesInUse(ctx context.Context, brands core.Set[core.BrandID]) ([]core.SourceUse, error) {
	scan := scanTo(func(u *core.SourceUse) []any { return []any{&u.Source, &u.Chats} })
	return queryAll(ctx, r.q, "list the sources of chats", scan, sourcesInUseSQL+sqlite.In("brand_id", brands)+bySourceSQL)
}
