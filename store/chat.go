package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

const (
	chatColumns = `c.id, c.brand_id, c.visitor_id, c.state, c.owner_kind, c.owner_id, c.source, c.created_at,
		c.waiting_since, c.picked_up_at, c.completed_at, c.reason, c.ended_by, c.last_message_at,
		c.counts_from, c.deadline_at, c.received, c.last_message_id,
		c.flood_from, c.flood_count, c.flood_album, c.flooded_at, c.awaiting_since, c.participants,
		c.transfer_id, c.transfer_until, c.offered_to, c.offered_until, c.asked, c.for_all, c.answer_by, c.gone_by, c.snoozed_until, c.ends_at, c.warn_at, c.warned`

	chatSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.id = ?`
	// The list of states lets SQLite use the index of a brand's chats.
	listOpenSQL  = `SELECT ` + chatColumns + ` FROM chats c WHERE c.brand_id = ? AND c.state IN ('pending', 'active', 'unanswered')`
	heldCountSQL = `SELECT count(*) FROM chats WHERE owner_id = ? AND state = 'active'`
	heldChatsSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.owner_id = ? AND c.state = 'active'`
	offeredSQL   = `SELECT ` + chatColumns + ` FROM chats c WHERE c.offered_to = ?`
	routableSQL  = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.brand_id = ? AND c.state = 'pending' AND c.offered_to IS NULL AND c.for_all = 0 ORDER BY c.sort_at, c.id LIMIT ?`
	openChatOfSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.visitor_id = ? AND c.state <> 'completed'`

	insertChatSQL = `INSERT INTO chats (state, owner_kind, owner_id, waiting_since, picked_up_at, completed_at, reason, ended_by,
		last_message_at, counts_from, deadline_at, received, last_message_id, sort_at,
		flood_from, flood_count, flood_album, flooded_at, source, awaiting_since, participants,
		transfer_id, transfer_until, offered_to, offered_until, asked, for_all, answer_by, gone_by, handover_at, snoozed_until, ends_at, warn_at, warned, brand_id, visitor_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// savedChatColumns are the columns of chatArgs: those that change in a chat's life.
var savedChatColumns = [...]string{
	"state", "owner_kind", "owner_id", "waiting_since", "picked_up_at", "completed_at", "reason", "ended_by",
	"last_message_at", "counts_from", "deadline_at", "received", "last_message_id", "sort_at",
	"flood_from", "flood_count", "flood_album", "flooded_at", "source", "awaiting_since", "participants",
	"transfer_id", "transfer_until", "offered_to", "offered_until", "asked", "for_all",
	"answer_by", "gone_by", "handover_at", "snoozed_until", "ends_at", "warn_at", "warned",
}

func (r reader) Chat(ctx context.Context, id core.ChatID) (core.Chat, error) {
	return queryOne(ctx, r.q, target{"chat", id}, chatScan(), chatSQL, id)
}

func (t *tx) Chat(ctx context.Context, id core.ChatID) (core.Chat, error) {
	c, err := t.reader.Chat(ctx, id)
	t.sawChat(c)
	return c, err
}

func (r reader) OpenChatOf(ctx context.Context, id core.VisitorID) (core.Chat, error) {
	return queryOne(ctx, r.q, target{"open chat of visitor", id}, chatScan(), openChatOfSQL, id)
}

func (t *tx) OpenChatOf(ctx context.Context, id core.VisitorID) (core.Chat, error) {
	c, err := t.reader.OpenChatOf(ctx, id)
	t.sawChat(c)
	return c, err
}

func (r reader) ListOpenChats(ctx context.Context, id core.BrandID) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list open chats", chatScan(), listOpenSQL, id)
}

func (r reader) HeldCount(ctx context.Context, op core.OperatorID) (int, error) {
	return queryInt(ctx, r.q, "count an operator's chats", heldCountSQL, op)
}

func (r reader) HeldChats(ctx context.Context, op core.OperatorID) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list an operator's chats", chatScan(), heldChatsSQL, op)
}

func (r reader) OfferedChats(ctx context.Context, op core.OperatorID) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list what is offered to an operator", chatScan(), offeredSQL, op)
}

func (r reader) RoutableChats(ctx context.Context, id core.BrandID, limit int) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list chats to offer", chatScan(), routableSQL, id, nonNegative(limit))
}

func (t *tx) InsertChat(ctx context.Context, c core.Chat) (core.Chat, error) {
	args := append(chatArgs(c), c.BrandID, c.VisitorID, millis(c.CreatedAt))
	id, err := insert(ctx, t.beside(), "insert chat", insertChatSQL, args...)
	if err != nil {
		return c, err
	}
	c.ID = core.ChatID(id)
	t.savedChat(c)
	return c, t.insertMilestones(ctx, c)
}

// SaveChat stores all of c except brand, visitor and creation time. Only columns that
// changed are written: of the indexes of chats, most messages concern none, and some half
// of them take most of the time.
func (t *tx) SaveChat(ctx context.Context, c core.Chat) error {
	stored, ok := t.chats[c.ID]
	if !ok {
		var err error
		if stored, err = t.Chat(ctx, c.ID); err != nil {
			return err
		}
	}
	columns, args := changedColumns(savedChatColumns[:], chatArgs(stored), chatArgs(c))
	if len(columns) == 0 {
		return nil
	}
	query := `UPDATE chats SET ` + strings.Join(columns, ` = ?, `) + ` = ? WHERE id = ?`
	if err := updateOne(ctx, t.beside(), target{"chat", c.ID}, query, append(args, c.ID)...); err != nil {
		return err
	}
	if stored.State != c.State || !stored.SortAt().Equal(c.SortAt()) {
		t.chatMoved(stored)
	}
	t.savedChat(c)
	return nil
}

// changedColumns are the columns that have other values now, with these.
func changedColumns(columns []string, before, now []any) (changed []string, values []any) {
	for i, name := range columns {
		if before[i] != now[i] {
			changed, values = append(changed, name), append(values, now[i])
		}
	}
	return changed, values
}

func chatArgs(c core.Chat) []any {
	h := c.Handover
	return []any{
		c.State, c.Owner.Kind, nullID(c.Owner.Operator), millis(c.WaitingSince), millis(c.PickedUpAt), millis(c.CompletedAt), c.Reason, nullID(c.EndedBy),
		millis(c.LastMessageAt), millis(c.CountsFrom), millis(c.DeadlineAt), c.Received, nullID(c.LastMessageID), millis(c.SortAt()),
		millis(c.Flood.From), c.Flood.Count, c.Flood.Album, millis(c.Flood.At), c.Source, millis(c.AwaitingSince), c.Participants.String(),
		nullID(h.Transfer), millis(h.TransferUntil), nullID(h.OfferedTo), millis(h.OfferedUntil), h.Asked.String(), h.ForAll,
		millis(h.AnswerBy), millis(h.GoneBy), millis(c.HandoverDueAt()), millis(c.SnoozedUntil), millis(c.EndsAt), millis(c.WarnAt), c.Warned,
	}
}

// chatScan scans the rows of one query, as messageScan does.
func chatScan() func(scanner) (core.Chat, error) {
	var c core.Chat
	targets := chatTargets(&c)
	return func(row scanner) (core.Chat, error) {
		err := row.Scan(targets...)
		return c, err
	}
}

// chatTargets are for chatColumns, which are NULL without a chat.
func chatTargets(c *core.Chat) []any {
	return []any{
		nullable(&c.ID), nullable(&c.BrandID), nullable(&c.VisitorID), nullable(&c.State), nullable(&c.Owner.Kind), nullable(&c.Owner.Operator), nullable(&c.Source), asTime(&c.CreatedAt),
		asTime(&c.WaitingSince), asTime(&c.PickedUpAt), asTime(&c.CompletedAt), nullable(&c.Reason), nullable(&c.EndedBy), asTime(&c.LastMessageAt),
		asTime(&c.CountsFrom), asTime(&c.DeadlineAt), nullable(&c.Received), nullable(&c.LastMessageID),
		asTime(&c.Flood.From), nullable(&c.Flood.Count), nullable(&c.Flood.Album), asTime(&c.Flood.At), asTime(&c.AwaitingSince), setColumn[core.OperatorID]{&c.Participants},
		nullable(&c.Handover.Transfer), asTime(&c.Handover.TransferUntil), nullable(&c.Handover.OfferedTo), asTime(&c.Handover.OfferedUntil),
		setColumn[core.OperatorID]{&c.Handover.Asked}, nullable(&c.Handover.ForAll), asTime(&c.Handover.AnswerBy), asTime(&c.Handover.GoneBy), asTime(&c.SnoozedUntil), asTime(&c.EndsAt), asTime(&c.WarnAt), nullable(&c.Warned),
	}
}

// The conditions IS NOT NULL let SQLite use the partial indexes.
const (
	nextDeadlineSQL = `SELECT min(at) FROM (
			SELECT min(c.deadline_at) AS at FROM chats c WHERE c.deadline_at IS NOT NULL
			UNION ALL SELECT min(c.handover_at) FROM chats c WHERE c.handover_at IS NOT NULL
			UNION ALL SELECT min(c.warn_at) FROM chats c WHERE c.warn_at IS NOT NULL)`
	expiredChatsSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.deadline_at IS NOT NULL AND c.deadline_at <= ? ORDER BY c.deadline_at, c.id LIMIT ?`
	dueHandoversSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.handover_at IS NOT NULL AND c.handover_at <= ? ORDER BY c.handover_at, c.id LIMIT ?`
	dueWarningsSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.warn_at IS NOT NULL AND c.warn_at <= ? ORDER BY c.warn_at, c.id LIMIT ?`
	moveDeadlinesSQL = `UPDATE chats SET deadline_at = ` + movedDeadline + `, counts_from = min(counts_from, ?4), waiting_since = min(waiting_since, ?4)
		WHERE brand_id = ?2 AND state = ?3 AND (owner_kind = 'chatbot') = ?5 AND snoozed_until IS NULL
			AND (deadline_at <> ` + movedDeadline + ` OR max(counts_from, waiting_since) > ?4)`
	movedDeadline = `min(min(counts_from, ?4) + ?1, coalesce(ends_at, min(counts_from, ?4) + ?1))`
)

func (r reader) NextDeadline(ctx context.Context) (time.Time, error) {
	return queryFirst(ctx, r.q, "find the next deadline", scanTime, nextDeadlineSQL)
}

func (r reader) ExpiredChats(ctx context.Context, t time.Time, limit int) ([]core.Chat, error) {
	due, err := queryAll(ctx, r.q, "list due chats", chatScan(), expiredChatsSQL, t.UnixMilli(), nonNegative(limit))
	if err != nil {
		return nil, err
	}
	one := len(due)
	for doing, query := range map[string]string{"list due handovers": dueHandoversSQL, "list due warnings": dueWarningsSQL} {
		more, err := queryAll(ctx, r.q, doing, chatScan(), query, t.UnixMilli(), nonNegative(limit))
		if err != nil {
			return nil, err
		}
		due = append(due, more...)
	}
	if len(due) == one {
		return due, nil
	}
	slices.SortFunc(due, func(a, b core.Chat) int { return cmp.Or(a.DueAt().Compare(b.DueAt()), cmp.Compare(a.ID, b.ID)) })
	due = slices.CompactFunc(due, func(a, b core.Chat) bool { return a.ID == b.ID })
	return due[:min(len(due), nonNegative(limit))], nil
}

func (t *tx) ExpiredChats(ctx context.Context, at time.Time, limit int) ([]core.Chat, error) {
	due, err := t.reader.ExpiredChats(ctx, at, limit)
	if err != nil {
		return nil, err
	}
	for _, c := range due {
		t.sawChat(c)
	}
	return due, t.readMilestones(ctx, due)
}

// MoveDeadlines does not change completed chats, which have no deadline, and those that
// are set aside, which no limit moves.
func (t *tx) MoveDeadlines(ctx context.Context, brand core.BrandID, kind core.LimitKind, limit time.Duration, now time.Time) error {
	s := map[core.LimitKind]core.State{core.LimitAnswer: core.Pending, core.LimitCloseUnanswered: core.Unanswered}[kind]
	_, err := execCount(ctx, t, "move deadlines", moveDeadlinesSQL, limit.Milliseconds(), brand, cmp.Or(s, core.Active), now.UnixMilli(), kind == core.LimitChatbotIdle)
	return err
}
