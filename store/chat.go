package store

import (
	"cmp"
	"context"
	"slices"
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
	openChatOfSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.visitor_id = ? AND c.completed_at IS NULL`
)

// savedChatColumns are the columns that change in a chat's life, of times as they are stored.
var savedChatColumns = []column[core.Chat]{
	textOf("state", func(c *core.Chat) core.State { return c.State }),
	textOf("owner_kind", func(c *core.Chat) core.OwnerKind { return c.Owner.Kind }),
	idOf("owner_id", func(c *core.Chat) core.OperatorID { return c.Owner.Operator }),
	timeOf("waiting_since", func(c *core.Chat) time.Time { return c.WaitingSince }),
	timeOf("picked_up_at", func(c *core.Chat) time.Time { return c.PickedUpAt }),
	timeOf("completed_at", func(c *core.Chat) time.Time { return c.CompletedAt }),
	textOf("reason", func(c *core.Chat) core.Reason { return c.Reason }),
	idOf("ended_by", func(c *core.Chat) core.OperatorID { return c.EndedBy }),
	timeOf("last_message_at", func(c *core.Chat) time.Time { return c.LastMessageAt }),
	timeOf("counts_from", func(c *core.Chat) time.Time { return c.CountsFrom }),
	timeOf("deadline_at", func(c *core.Chat) time.Time { return c.DeadlineAt }),
	numberOf("received", func(c *core.Chat) int { return c.Received }),
	idOf("last_message_id", func(c *core.Chat) core.MessageID { return c.LastMessageID }),
	timeOf("sort_at", func(c *core.Chat) time.Time { return c.SortAt() }),
	timeOf("flood_from", func(c *core.Chat) time.Time { return c.Flood.From }),
	numberOf("flood_count", func(c *core.Chat) int { return c.Flood.Count }),
	textOf("flood_album", func(c *core.Chat) string { return c.Flood.Album }),
	timeOf("flooded_at", func(c *core.Chat) time.Time { return c.Flood.At }),
	textOf("source", func(c *core.Chat) string { return c.Source }),
	timeOf("awaiting_since", func(c *core.Chat) time.Time { return c.AwaitingSince }),
	textOf("participants", func(c *core.Chat) string { return c.Participants.String() }),
	idOf("transfer_id", func(c *core.Chat) core.TransferID { return c.Handover.Transfer }),
	timeOf("transfer_until", func(c *core.Chat) time.Time { return c.Handover.TransferUntil }),
	idOf("offered_to", func(c *core.Chat) core.OperatorID { return c.Handover.OfferedTo }),
	timeOf("offered_until", func(c *core.Chat) time.Time { return c.Handover.OfferedUntil }),
	textOf("asked", func(c *core.Chat) string { return c.Handover.Asked.String() }),
	flagOf("for_all", func(c *core.Chat) bool { return c.Handover.ForAll }),
	timeOf("answer_by", func(c *core.Chat) time.Time { return c.Handover.AnswerBy }),
	timeOf("gone_by", func(c *core.Chat) time.Time { return c.Handover.GoneBy }),
	timeOf("handover_at", func(c *core.Chat) time.Time { return c.HandoverDueAt() }),
	timeOf("snoozed_until", func(c *core.Chat) time.Time { return c.SnoozedUntil }),
	timeOf("ends_at", func(c *core.Chat) time.Time { return c.EndsAt }),
	timeOf("warn_at", func(c *core.Chat) time.Time { return c.WarnAt }),
	flagOf("warned", func(c *core.Chat) bool { return c.Warned }),
}

// insertChatSQL sets all savedChatColumns and what never changes.
var insertChatSQL = insertSQL("chats", savedChatColumns, "brand_id", "visitor_id", "created_at")

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
	if t.ended { // the visitor's chat, and one is open at most
		if err := t.flush(ctx); err != nil {
			return c, err
		}
	}
	args := append(valuesOf(savedChatColumns, &c), c.BrandID, c.VisitorID, millis(c.CreatedAt))
	id, err := insert(ctx, t.unflushed(), "insert chat", insertChatSQL, args...)
	if err != nil {
		return c, err
	}
	c.ID = core.ChatID(id)
	stored := asStored(c)
	t.savedChat(&stored)
	return c, t.insertMilestones(ctx, c)
}

// SaveChat stores all of c except brand, visitor and creation time. Only columns that
// changed are written: of the indexes of chats, most messages concern none, and some half
// of them take most of the time.
func (t *tx) SaveChat(ctx context.Context, c core.Chat) error {
	stored := t.chats[c.ID]
	if stored == nil {
		if _, err := t.Chat(ctx, c.ID); err != nil {
			return err
		}
		stored = t.chats[c.ID]
	}
	c = asStored(c)
	t.savedChat(&c)
	t.ended = t.ended || stored.Open() && !c.Open()
	return saveLater(ctx, t, &t.savedChats, saved[core.Chat]{c.ID, c.CreatedAt, stored, &c})
}

// writeChats writes chats that were saved.
func (t *tx) writeChats(ctx context.Context, chats []*saved[core.Chat]) error {
	key := func(row []any, c *saved[core.Chat]) []any { return append(row, int64(c.id)) }
	if err := writeSaved(ctx, t, "chats", savedChatColumns, chats, []string{"id"}, key); err != nil {
		return err
	}
	return t.followMoved(ctx, chats)
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
	moveDeadlinesSQL = `UPDATE chats SET deadline_at = ` + movedDeadline + `, counts_from = min(counts_from, ?4), waiting_since = min(waiting_since, ?4)
		WHERE brand_id = ?2 AND state = ?3 AND (owner_kind = 'chatbot') = ?5 AND snoozed_until IS NULL
			AND (deadline_at <> ` + movedDeadline + ` OR max(counts_from, waiting_since) > ?4)`
	movedDeadline = `min(min(counts_from, ?4) + ?1, coalesce(ends_at, min(counts_from, ?4) + ?1))`
)

func (r reader) NextDeadline(ctx context.Context) (time.Time, error) {
	return queryFirst(ctx, r.q, "find the next deadline", scanTime, nextDeadlineSQL)
}

// dueSQL reads the chats of which a time has come, with their milestones.
func dueSQL(at string) string {
	return `SELECT ` + chatColumns + `, ` + milestoneColumns + ` FROM chats c
		LEFT JOIN milestones ms ON ms.created_at = c.created_at AND ms.chat_id = c.id
		WHERE c.` + at + ` IS NOT NULL AND c.` + at + ` <= ? ORDER BY c.` + at + `, c.id LIMIT ?`
}

var dueQueries = []string{dueSQL("deadline_at"), dueSQL("handover_at"), dueSQL("warn_at")}

// ExpiredChats implements core.Tx.
func (t *tx) ExpiredChats(ctx context.Context, at time.Time, limit int) ([]core.Chat, error) {
	var c core.Chat
	var m core.Milestones
	targets := append(chatTargets(&c), milestoneTargets(&m)...)
	scan := func(row scanner) (*core.Chat, error) {
		if err := row.Scan(targets...); err != nil {
			return nil, err
		}
		t.sawChat(c)
		t.sawMilestones(c.ID, m)
		t.dueVisitors = append(t.dueVisitors, c.VisitorID)
		return t.chats[c.ID], nil
	}
	var due []*core.Chat
	for _, query := range dueQueries {
		more, err := queryAll(ctx, t, "list due chats", scan, query, at.UnixMilli(), nonNegative(limit))
		if err != nil {
			return nil, err
		}
		due = append(due, more...)
	}
	slices.SortStableFunc(due, func(a, b *core.Chat) int { return cmp.Or(a.DueAt().Compare(b.DueAt()), cmp.Compare(a.ID, b.ID)) })
	due = slices.CompactFunc(due, func(a, b *core.Chat) bool { return a.ID == b.ID })
	first := make([]core.Chat, min(len(due), nonNegative(limit)))
	for i := range first {
		first[i] = *due[i]
	}
	return first, nil
}

// MoveDeadlines does not change completed chats, which have no deadline, and those that
// are set aside, which no limit moves.
func (t *tx) MoveDeadlines(ctx context.Context, brand core.BrandID, kind core.LimitKind, limit time.Duration, now time.Time) error {
	s := map[core.LimitKind]core.State{core.LimitAnswer: core.Pending, core.LimitCloseUnanswered: core.Unanswered}[kind]
	_, err := execCount(ctx, t, "move deadlines", moveDeadlinesSQL, limit.Milliseconds(), brand, cmp.Or(s, core.Active), now.UnixMilli(), kind == core.LimitChatbotIdle)
	return err
}
