package store

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	milestoneColumns = `ms.queued_at, ms.picked_up_at, ms.picked_up_by, ms.wait, ms.answered_at, ms.answered_by, ms.first_response,
		ms.unanswered_at, ms.completed_at, ms.owner_id, ms.reason, ms.handling`
	milestonesSQL = `SELECT ` + milestoneColumns + ` FROM milestones ms WHERE ms.created_at = ? AND ms.chat_id = ?`

	countMessagesSQL = `INSERT INTO message_counts (operator_id, brand_id, quarter, messages_in, messages_out) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (operator_id, brand_id, quarter) DO UPDATE SET messages_in = messages_in + excluded.messages_in, messages_out = messages_out + excluded.messages_out`
	countPreludeSQL = `INSERT INTO message_counts (operator_id, brand_id, quarter, messages_in, messages_out)
		SELECT coalesce(?1, 0), ?2, m.sent_at / 900000, count(*), 0 FROM messages m WHERE m.chat_id = ?3 AND m.sender = 'visitor' AND m.sent_at >= 0 GROUP BY m.sent_at / 900000
		ON CONFLICT (operator_id, brand_id, quarter) DO UPDATE SET messages_in = messages_in + excluded.messages_in`
)

// Milestones implements core.Tx.
func (t *tx) Milestones(ctx context.Context, c core.Chat) (core.Milestones, error) {
	if m, ok := t.milestones[c.ID]; ok {
		return m, nil
	}
	m, err := queryFirst(ctx, t.unflushed(), "read a chat's milestones", scanTo(milestoneTargets), milestonesSQL, c.CreatedAt.UnixMilli(), c.ID)
	if err == nil {
		t.sawMilestones(c.ID, m)
	}
	return m, err
}

// sawMilestones notes the milestones of a chat as they are stored.
func (t *tx) sawMilestones(id core.ChatID, m core.Milestones) {
	t.milestones = noted(t.milestones, id, m)
}

// SaveMilestones implements core.Tx.
func (t *tx) SaveMilestones(ctx context.Context, c core.Chat, m core.Milestones) error {
	stored, err := t.Milestones(ctx, c)
	if err != nil {
		return err
	}
	toStored(&m.QueuedAt, &m.PickedUpAt, &m.AnsweredAt, &m.UnansweredAt, &m.CompletedAt)
	t.sawMilestones(c.ID, m)
	return saveLater(ctx, t, &t.savedMilestones, saved[core.Milestones]{c.ID, c.CreatedAt, &stored, &m})
}

// writeMilestones writes milestones that were saved.
func (t *tx) writeMilestones(ctx context.Context, milestones []*saved[core.Milestones]) error {
	key := func(row []any, m *saved[core.Milestones]) []any {
		return append(row, m.created.UnixMilli(), int64(m.id))
	}
	return writeSaved(ctx, t, "milestones", milestoneTable, milestones, []string{"created_at", "chat_id"}, key)
}

// insertMilestones makes the first milestones of a chat, unless no report counts it.
func (t *tx) insertMilestones(ctx context.Context, c core.Chat) error {
	if c.Apart() || c.Prelude() {
		return nil
	}
	m := core.Milestones{}.Moved(c, core.Rules{})
	err := execute(ctx, t.unflushed(), "insert a chat's milestones", insertMilestonesSQL, append(valuesOf(milestoneTable, &m), c.BrandID, c.CreatedAt.UnixMilli(), c.ID)...)
	if err == nil {
		t.sawMilestones(c.ID, m)
	}
	return err
}

// CountMessages implements core.Tx.
func (t *tx) CountMessages(ctx context.Context, counts []core.MessageCount) error {
	for _, n := range counts {
		if _, err := execCount(ctx, t.unflushed(), "count messages", countMessagesSQL, n.Operator, n.Brand, n.Quarter, n.In, n.Out); err != nil {
			return err
		}
	}
	return nil
}

// milestoneTable are the columns of milestones, in the order of milestoneColumns. Durations
// are NULL where their ends were not reached.
var milestoneTable = []column[core.Milestones]{
	timeOf("queued_at", func(m *core.Milestones) time.Time { return m.QueuedAt }),
	timeOf("picked_up_at", func(m *core.Milestones) time.Time { return m.PickedUpAt }),
	idOf("picked_up_by", func(m *core.Milestones) core.OperatorID { return m.PickedUpBy }),
	durationOf("wait", func(m *core.Milestones) (time.Duration, bool) { return m.Wait, !m.PickedUpAt.IsZero() }),
	timeOf("answered_at", func(m *core.Milestones) time.Time { return m.AnsweredAt }),
	idOf("answered_by", func(m *core.Milestones) core.OperatorID { return m.AnsweredBy }),
	durationOf("first_response", func(m *core.Milestones) (time.Duration, bool) { return m.FirstResponse, !m.AnsweredAt.IsZero() }),
	timeOf("unanswered_at", func(m *core.Milestones) time.Time { return m.UnansweredAt }),
	timeOf("completed_at", func(m *core.Milestones) time.Time { return m.CompletedAt }),
	idOf("owner_id", func(m *core.Milestones) core.OperatorID { return m.Owner }),
	textOf("reason", func(m *core.Milestones) core.Reason { return m.Reason }),
	durationOf("handling", func(m *core.Milestones) (time.Duration, bool) { return m.Handling, m.Owner != 0 }),
}

var insertMilestonesSQL = insertSQL("milestones", milestoneTable, "brand_id", "created_at", "chat_id")

// milestoneTargets are for milestoneColumns, which are NULL without milestones.
func milestoneTargets(m *core.Milestones) []any {
	return []any{
		asTime(&m.QueuedAt), asTime(&m.PickedUpAt), nullable(&m.PickedUpBy), asDuration(&m.Wait), asTime(&m.AnsweredAt), nullable(&m.AnsweredBy), asDuration(&m.FirstResponse),
		asTime(&m.UnansweredAt), asTime(&m.CompletedAt), nullable(&m.Owner), nullable(&m.Reason), asDuration(&m.Handling),
	}
}
