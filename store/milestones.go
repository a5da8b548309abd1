package store

import (
	"context"

	"tgdesk/core"
)

const (
	milestoneColumns = `ms.queued_at, ms.picked_up_at, ms.picked_up_by, ms.wait, ms.answered_at, ms.answered_by, ms.first_response,
		ms.unanswered_at, ms.completed_at, ms.owner_id, ms.reason, ms.handling`
	milestonesSQL       = `SELECT ` + milestoneColumns + ` FROM milestones ms WHERE ms.created_at = ? AND ms.chat_id = ?`
	insertMilestonesSQL = `INSERT INTO milestones (queued_at, picked_up_at, picked_up_by, wait, answered_at, answered_by, first_response,
		unanswered_at, completed_at, owner_id, reason, handling, brand_id, created_at, chat_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveMilestonesSQL = `UPDATE milestones SET queued_at = ?, picked_up_at = ?, picked_up_by = ?, wait = ?, answered_at = ?, answered_by = ?,
		first_response = ?, unanswered_at = ?, completed_at = ?, owner_id = ?, reason = ?, handling = ? WHERE created_at = ? AND chat_id = ?`

	countMessagesSQL = `INSERT INTO message_counts (operator_id, brand_id, quarter, messages_in, messages_out) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (operator_id, brand_id, quarter) DO UPDATE SET messages_in = messages_in + excluded.messages_in, messages_out = messages_out + excluded.messages_out`
	countPreludeSQL = `INSERT INTO message_counts (operator_id, brand_id, quarter, messages_in, messages_out)
		SELECT coalesce(?1, 0), ?2, m.sent_at / 900000, count(*), 0 FROM messages m WHERE m.chat_id = ?3 AND m.sender = 'visitor' AND m.sent_at >= 0 GROUP BY m.sent_at / 900000
		ON CONFLICT (operator_id, brand_id, quarter) DO UPDATE SET messages_in = messages_in + excluded.messages_in`
)

// Milestones implements core.Tx.
func (t *tx) Milestones(ctx context.Context, c core.Chat) (core.Milestones, error) {
	return queryFirst(ctx, t, "read a chat's milestones", func(row scanner) (m core.Milestones, err error) {
		err = row.Scan(milestoneTargets(&m)...)
		return m, err
	}, milestonesSQL, c.CreatedAt.UnixMilli(), c.ID)
}

// SaveMilestones implements core.Tx.
func (t *tx) SaveMilestones(ctx context.Context, c core.Chat, m core.Milestones) error {
	_, err := execCount(ctx, t, "save a chat's milestones", saveMilestonesSQL, append(milestoneArgs(m), c.CreatedAt.UnixMilli(), c.ID)...)
	return err
}

// insertMilestones makes the first milestones of a chat, unless no report counts it.
func (t *tx) insertMilestones(ctx context.Context, c core.Chat) error {
	if c.Apart() || c.Prelude() {
		return nil
	}
	m := core.Milestones{}.Moved(core.Chat{}, c, core.Rules{})
	_, err := execCount(ctx, t, "insert a chat's milestones", insertMilestonesSQL, append(milestoneArgs(m), c.BrandID, c.CreatedAt.UnixMilli(), c.ID)...)
	return err
}

// CountMessages implements core.Tx.
func (t *tx) CountMessages(ctx context.Context, counts []core.MessageCount) error {
	for _, n := range counts {
		if _, err := execCount(ctx, t, "count messages", countMessagesSQL, n.Operator, n.Brand, n.Quarter, n.In, n.Out); err != nil {
			return err
		}
	}
	return nil
}

// milestoneArgs are for milestoneColumns. A duration is NULL where its end was not reached.
func milestoneArgs(m core.Milestones) []any {
	var wait, response, handling any
	if !m.PickedUpAt.IsZero() {
		wait = m.Wait.Milliseconds()
	}
	if !m.AnsweredAt.IsZero() {
		response = m.FirstResponse.Milliseconds()
	}
	if m.Owner != 0 {
		handling = m.Handling.Milliseconds()
	}
	return []any{
		millis(m.QueuedAt), millis(m.PickedUpAt), nullID(m.PickedUpBy), wait, millis(m.AnsweredAt), nullID(m.AnsweredBy), response,
		millis(m.UnansweredAt), millis(m.CompletedAt), nullID(m.Owner), m.Reason, handling,
	}
}

// milestoneTargets are for milestoneColumns, which are NULL without milestones.
func milestoneTargets(m *core.Milestones) []any {
	return []any{
		asTime(&m.QueuedAt), asTime(&m.PickedUpAt), nullable(&m.PickedUpBy), asDuration(&m.Wait), asTime(&m.AnsweredAt), nullable(&m.AnsweredBy), asDuration(&m.FirstResponse),
		asTime(&m.UnansweredAt), asTime(&m.CompletedAt), nullable(&m.Owner), nullable(&m.Reason), asDuration(&m.Handling),
	}
}
