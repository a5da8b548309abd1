package store

import (
	"context"

	"tgdesk/core"
)

const (
	ratingColumns = `rt.chat_id, rt.scale, rt.score, rt.rated_at, rt.changed_at, rt.line_id, rt.comment_id,
		(SELECT k.text FROM messages k WHERE k.id = rt.comment_id)`
	ratingSQL     = `SELECT ` + ratingColumns + ` FROM ratings rt WHERE rt.chat_id = ?`
	saveRatingSQL = `INSERT OR REPLACE INTO ratings (chat_id, scale, score, rated_at, changed_at, line_id, comment_id) VALUES (?, ?, ?, ?, ?, ?, ?)`
	automaticSQL  = selectMessages + ` WHERE m.chat_id = ? AND m.automatic = ? ORDER BY m.id DESC LIMIT 1`
)

func (t *tx) Rating(ctx context.Context, chat core.ChatID) (core.Rating, error) {
	return queryFirst(ctx, t.q, "read a rating", scanTo(ratingTargets), ratingSQL, chat)
}

func (t *tx) SaveRating(ctx context.Context, r core.Rating) error {
	return execute(ctx, t, "save a rating", saveRatingSQL,
		r.Chat, r.Scale, r.Score, millis(r.RatedAt), millis(r.ChangedAt), nullID(r.Line), nullID(r.CommentID))
}

func (t *tx) LastAutomatic(ctx context.Context, chat core.ChatID, kind core.TextKind) (core.Message, error) {
	return queryFirst(ctx, t.q, "find an automatic text", messageScan(), automaticSQL, chat, kind)
}

// ratingTargets are for ratingColumns, which are NULL without a rating.
func ratingTargets(r *core.Rating) []any {
	return []any{
		nullable(&r.Chat), nullable(&r.Scale), nullable(&r.Score), asTime(&r.RatedAt), asTime(&r.ChangedAt),
		nullable(&r.Line), nullable(&r.CommentID), nullable(&r.Comment),
	}
}
