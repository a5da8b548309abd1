package store

import (
	"context"
	"encoding/json"

	"tgdesk/core"
)

const (
	milestoneColumns = `ms.queued_at, ms.picked_up_at, ms.picked_up_by, ms.wait, ms.answered_at, ms.answered_by, ms.first_response,
		ms.unanswered_at, ms.completed_at, ms.owner_id, ms.reason, ms.handling`
	milestonesSQL       = `SELECT ` + milestoneColumns + ` FROM milestones ms WHERE ms.created_at = ? AND ms.chat_id = ?`
	insertMilestonesSQL = `INSERT INTO milestones (queued_at, picked_up_at, picked_up_by, wait, answered_at, answered_by, first_response,
		unanswered_at, completed_at, owner_id, reason, handling, brand_id, created_at, chat_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	// milestonesOfSQL reads those of many chats, [[created_at, chat_id], …] in JSON.
	milestonesOfSQL = `SELECT ms.chat_id, ` + milestoneColumns + ` FROM jsonb_each(?) k
		CROSS JOIN milestones ms ON ms.created_at = k.value ->> 0 AND ms.chat_id = k.value ->> 1`

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
	m, err := queryFirst(ctx, t.unflushed(), "read a chat's milestones", func(row scanner) (m core.Milestones, err error) {
		err = row.Scan(milestoneTargets(&m)...)
		return m, err
	}, milestonesSQL, c.CreatedAt.UnixMilli(), c.ID)
	if err == nil {
		t.sawMilestones(c.ID, m)
	}
	return m, err
}

// sawMilestones notes the milestones of a chat as they are stored.
func (t *tx) sawMilestones(id core.ChatID, m core.Milestones) {
	t.milestones = noted(t.milestones, id, m)
}

// readMilestones reads the milestones of many chats at once.
func (t *tx) readMilestones(ctx context.Context, chats []core.Chat) error {
	keys := make([][2]int64, len(chats))
	for i, c := range chats {
		keys[i] = [2]int64{c.CreatedAt.UnixMilli(), int64(c.ID)}
		t.sawMilestones(c.ID, core.Milestones{})
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	var m core.Milestones
	var id core.ChatID
	targets := append([]any{&id}, milestoneTargets(&m)...)
	_, err = queryAll(ctx, t.unflushed(), "read milestones", func(row scanner) (core.ChatID, error) {
		err := row.Scan(targets...)
		t.sawMilestones(id, m)
		return id, err
	}, milestonesOfSQL, string(list))
	return err
}

// SaveMilestones implements core.Tx.
func (t *tx) SaveMilestones(ctx context.Context, c core.Chat, m core.Milestones) error {
	stored, err := t.Milestones(ctx, c)
	if err != nil {
		return err
	}
	t.sawMilestones(c.ID, m)
	return saveLater(ctx, t, &t.savedMilestones, saved[core.Milestones]{c.ID, c.CreatedAt, stored, m})
}

// writeMilestones writes milestones that were saved.
func (t *tx) writeMilestones(ctx context.Context, milestones []*saved[core.Milestones]) error {
	updates := make([]update, 0, len(milestones))
	for _, m := range milestones {
		columns, values := changedColumns(milestoneColumnNames[:], milestoneArgs(m.before), milestoneArgs(m.after))
		if len(columns) > 0 {
			updates = append(updates, update{columns, values, []any{m.created.UnixMilli(), m.id}})
		}
	}
	return t.updateRows(ctx, "milestones", []string{"created_at", "chat_id"}, updates)
}

// insertMilestones makes the first milestones of a chat, unless no report counts it.
func (t *tx) insertMilestones(ctx context.Context, c core.Chat) error {
	if c.Apart() || c.Prelude() {
		return nil
	}
	m := core.Milestones{}.Moved(c, core.Rules{})
	_, err := execCount(ctx, t.unflushed(), "insert a chat's milestones", insertMilestonesSQL, append(milestoneArgs(m), c.BrandID, c.CreatedAt.UnixMilli(), c.ID)...)
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

// changedColumns are the columns that have other values now, with these.
func changedColumns(columns []string, before, now []any) (changed []string, values []any) {
	for i, name := range columns {
		if before[i] != now[i] {
			changed, values = append(changed, name), append(values, now[i])
		}
	}
	return changed, values
}

// milestoneColumnNames are the columns of milestoneArgs.
var milestoneColumnNames = [...]string{
	"queued_at", "picked_up_at", "picked_up_by", "wait", "answered_at", "answered_by", "first_response",
	"unanswered_at", "completed_at", "owner_id", "reason", "handling",
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
