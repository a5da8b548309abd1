package store

import (
	"context"

	"tgdesk/core"
)

const (
	chatColumns = `c.id, c.brand_id, c.visitor_id, c.state, c.owner_id, c.source, c.created_at,
		c.waiting_since, c.picked_up_at, c.completed_at, c.reason, c.ended_by, c.last_message_at,
		c.counts_from, c.deadline_at, c.unread, c.read_to, c.last_message_id,
		c.flood_from, c.flood_count, c.flood_album, c.flooded_at`

	chatSQL       = `SELECT ` + chatColumns + ` FROM chats c WHERE c.id = ?`
	openChatOfSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.visitor_id = ? AND c.state <> 'completed'`

	insertChatSQL = `INSERT INTO chats (state, owner_id, waiting_since, picked_up_at, completed_at, reason, ended_by,
		last_message_at, counts_from, deadline_at, unread, read_to, last_message_id, sort_at,
		flood_from, flood_count, flood_album, flooded_at, source, brand_id, visitor_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveChatSQL = `UPDATE chats SET state = ?, owner_id = ?, waiting_since = ?, picked_up_at = ?, completed_at = ?,
		reason = ?, ended_by = ?, last_message_at = ?, counts_from = ?, deadline_at = ?,
		unread = ?, read_to = ?, last_message_id = ?, sort_at = ?,
		flood_from = ?, flood_count = ?, flood_album = ?, flooded_at = ?, source = ? WHERE id = ?`
	// What no index but that of deadlines holds: it costs a third of saveChatSQL.
	saveActivitySQL = `UPDATE chats SET last_message_at = ?, counts_from = ?, deadline_at = ?, unread = ?, last_message_id = ?,
		flood_from = ?, flood_count = ?, flood_album = ?, flooded_at = ? WHERE id = ?`
)

func (r reader) Chat(ctx context.Context, id core.ChatID) (core.Chat, error) {
	return one(ctx, r.q, thing{"chat", id}, scanChat, chatSQL, id)
}

func (r reader) OpenChatOf(ctx context.Context, id core.VisitorID) (core.Chat, error) {
	return one(ctx, r.q, thing{"open chat of visitor", id}, scanChat, openChatOfSQL, id)
}

func (t *tx) InsertChat(ctx context.Context, c core.Chat) (core.Chat, error) {
	args := append(chatArgs(c), c.BrandID, c.VisitorID, ms(c.CreatedAt))
	id, err := insert(ctx, t, "insert chat", insertChatSQL, args...)
	c.ID = core.ChatID(id)
	return c, err
}

// SaveChat stores all of c but how it began: brand, visitor and time.
func (t *tx) SaveChat(ctx context.Context, c core.Chat) error {
	return save(ctx, t, thing{"chat", c.ID}, saveChatSQL, append(chatArgs(c), c.ID)...)
}

// SaveActivity stores what a message changes of c.
func (t *tx) SaveActivity(ctx context.Context, c core.Chat) error {
	return save(ctx, t, thing{"chat", c.ID}, saveActivitySQL,
		ms(c.LastMessageAt), ms(c.CountsFrom), ms(c.DeadlineAt), c.Unread, null(c.LastMessageID),
		ms(c.Flood.From), c.Flood.Count, c.Flood.Album, ms(c.Flood.At), c.ID)
}

func chatArgs(c core.Chat) []any {
	return []any{
		c.State, null(c.OwnerID), ms(c.WaitingSince), ms(c.PickedUpAt), ms(c.CompletedAt), c.Reason, null(c.EndedBy),
		ms(c.LastMessageAt), ms(c.CountsFrom), ms(c.DeadlineAt), c.Unread, null(c.ReadTo), null(c.LastMessageID), ms(c.SortAt()),
		ms(c.Flood.From), c.Flood.Count, c.Flood.Album, ms(c.Flood.At), c.Source,
	}
}

func scanChat(row scanner) (c core.Chat, err error) {
	err = row.Scan(chatTargets(&c)...)
	return c, err
}

// chatTargets receive chatColumns, also those of a chat that is not there.
func chatTargets(c *core.Chat) []any {
	return []any{
		opt(&c.ID), opt(&c.BrandID), opt(&c.VisitorID), opt(&c.State), opt(&c.OwnerID), opt(&c.Source), asTime(&c.CreatedAt),
		asTime(&c.WaitingSince), asTime(&c.PickedUpAt), asTime(&c.CompletedAt), opt(&c.Reason), opt(&c.EndedBy), asTime(&c.LastMessageAt),
		asTime(&c.CountsFrom), asTime(&c.DeadlineAt), opt(&c.Unread), opt(&c.ReadTo), opt(&c.LastMessageID),
		asTime(&c.Flood.From), opt(&c.Flood.Count), opt(&c.Flood.Album), asTime(&c.Flood.At),
	}
}
