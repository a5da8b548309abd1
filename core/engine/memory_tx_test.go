package engine

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tgdesk/core"
)

// memTx is a transaction of a memStore: every change leaves what undoes it.
type memTx struct {
	*memory
	now   time.Time
	saved func(old, new core.Chat) (undo func())
	undo  []func()
}

func (t *memTx) Now() time.Time { return t.now }

func (t *memTx) ReadAhead(context.Context, core.BrandID, []int64) error { return nil }

func (t *memTx) rollBack(to int) {
	for _, undo := range slices.Backward(t.undo[to:]) {
		undo()
	}
	t.undo = t.undo[:to]
}

func (t *memTx) Savepoint(fn func() error) error {
	mark := len(t.undo)
	err := fn()
	if err != nil {
		t.rollBack(mark)
	}
	return err
}

func put[K comparable, V any](t *memTx, m map[K]V, k K, v V) {
	old, had := m[k]
	t.undo = append(t.undo, func() {
		if m[k] = old; !had {
			delete(m, k)
		}
	})
	m[k] = v
}

func drop[K comparable, V any](t *memTx, m map[K]V, k K) {
	if old, had := m[k]; had {
		t.undo = append(t.undo, func() { m[k] = old })
		delete(m, k)
	}
}

func (t *memTx) SaveBrand(_ context.Context, b core.Brand) error {
	for _, o := range t.brands {
		if o.ID != b.ID && o.RemovedAt.IsZero() && b.RemovedAt.IsZero() && o.Name == b.Name {
			return fmt.Errorf("brand %q: %w", b.Name, errUnique)
		}
	}
	put(t, t.brands, b.ID, b)
	return nil
}

func (t *memTx) InsertBrand(ctx context.Context, b core.Brand) (core.Brand, error) {
	b.ID = core.BrandID(len(t.brands) + 1)
	return b, t.SaveBrand(ctx, b)
}

func (t *memTx) SaveChannel(_ context.Context, c core.Channel) error {
	for _, o := range t.channels {
		if o.Brand != c.Brand && o.Bot.ID == c.Bot.ID {
			return fmt.Errorf("bot %d: %w", c.Bot.ID, errUnique)
		}
	}
	if old, ok := t.channels[c.Brand]; ok {
		c.Offset, c.Health = old.Offset, old.Health
	}
	put(t, t.channels, c.Brand, c)
	return nil
}

func (t *memTx) DeleteChannel(_ context.Context, id core.BrandID) error {
	drop(t, t.channels, id)
	return nil
}

func (t *memTx) SaveChatbotSecret(_ context.Context, id core.BrandID, s core.ChatbotSecret) error {
	put(t, t.secrets, id, s)
	return nil
}

func (t *memTx) DeleteChatbotSecret(_ context.Context, id core.BrandID) error {
	drop(t, t.secrets, id)
	return nil
}

func (t *memTx) SetOffset(_ context.Context, id core.BrandID, offset int64) error {
	c := t.channels[id]
	c.Offset = offset
	put(t, t.channels, id, c)
	return nil
}

func (t *memTx) SetHealth(_ context.Context, id core.BrandID, h core.Health) error {
	c := t.channels[id]
	c.Health = h
	put(t, t.channels, id, c)
	return nil
}

func (t *memTx) QuarantineUpdate(_ context.Context, _ core.BrandID, u core.Update, _ core.MessageID) error {
	old := t.kept
	t.undo = append(t.undo, func() { t.kept = old })
	t.kept = append(slices.Clip(old), u)
	return nil
}

func (t *memTx) SaveOperator(_ context.Context, o core.Operator) (core.Operator, error) {
	if o.ID == 0 {
		o.ID = core.OperatorID(len(t.operators) + 1)
	}
	put(t, t.operators, o.ID, o)
	return o, nil
}

func (t *memTx) InsertOperatorKey(context.Context, core.OperatorKey) (core.OperatorKey, error) {
	return core.OperatorKey{}, errors.ErrUnsupported
}

func (t *memTx) SaveOperatorKey(context.Context, core.OperatorKey) error {
	return errors.ErrUnsupported
}

func (t *memTx) InsertAudit(_ context.Context, e core.AuditEntry) error {
	n := len(t.audit)
	t.undo = append(t.undo, func() { t.audit = t.audit[:n] })
	t.audit = append(t.audit, e)
	return nil
}

func (t *memTx) InsertVisitor(ctx context.Context, v core.Visitor) (core.Visitor, error) {
	v.ID = core.VisitorID(len(t.visitors) + 1)
	key := visitorKey{v.BrandID, v.TelegramID}
	if _, taken := t.byBot[key]; taken {
		return v, fmt.Errorf("visitor: %w", errUnique)
	}
	put(t, t.byBot, key, v.ID)
	return v, t.SaveVisitor(ctx, v)
}

func (t *memTx) SaveVisitor(_ context.Context, v core.Visitor) error {
	put(t, t.visitors, v.ID, v)
	return nil
}

func (t *memTx) InsertChat(ctx context.Context, c core.Chat) (core.Chat, error) {
	c.ID = core.ChatID(len(t.chats) + 1)
	if !c.Apart() && !c.Prelude() {
		put(t, t.milestones, c.ID, core.Milestones{}.Moved(c, core.Rules{}))
	}
	return c, t.SaveChat(ctx, c)
}

func (t *memTx) SaveChat(_ context.Context, c core.Chat) error {
	if id, taken := t.open[c.VisitorID]; taken && id != c.ID && c.Open() {
		return fmt.Errorf("second open chat: %w", errUnique)
	}
	if t.saved != nil {
		t.undo = append(t.undo, t.saved(t.chats[c.ID], c))
	}
	if c.Open() {
		put(t, t.open, c.VisitorID, c.ID)
	} else if t.open[c.VisitorID] == c.ID {
		drop(t, t.open, c.VisitorID)
	}
	t.schedule(c)
	return nil
}

func (t *memTx) schedule(c core.Chat) {
	old := t.chats[c.ID]
	put(t, t.chats, c.ID, c)
	if old.DueAt().Equal(c.DueAt()) {
		return
	}
	t.undo = append(t.undo, func() { t.push(old) })
	t.push(c)
}

func (t *memTx) push(c core.Chat) {
	if due := c.DueAt(); !due.IsZero() {
		heap.Push(t.deadlines, deadlineOf{due, c.ID})
	}
}

func (t *memTx) MoveDeadlines(_ context.Context, brand core.BrandID, kind core.LimitKind, limit time.Duration, now time.Time) error {
	for _, c := range t.chats {
		if c.BrandID == brand && c.LimitKind() == kind && !c.Snoozed() {
			if c.CountsFrom.After(now) {
				c.CountsFrom = now
			}
			if c.WaitingSince.After(now) {
				c.WaitingSince = now
			}
			c.DeadlineAt = c.Deadline(core.Rules{Limits: core.Limits{}.With(kind, limit)})
			t.schedule(c)
		}
	}
	return nil
}

func (t *memTx) InsertMessage(ctx context.Context, m core.Message) (core.Message, error) {
	m.ID = core.MessageID(len(t.messages) + 1)
	if t.chats[m.ChatID].VisitorID != m.VisitorID {
		return m, fmt.Errorf("message for the wrong visitor: %w", errUnique)
	}
	if err := t.SaveMessage(ctx, m); err != nil {
		return m, err
	}
	t.transcript[m.ChatID] = append(t.transcript[m.ChatID], m.ID)
	t.undo = append(t.undo, func() {
		ids := t.transcript[m.ChatID]
		t.transcript[m.ChatID] = ids[:len(ids)-1]
	})
	return m, nil
}

func (t *memTx) SaveMessage(_ context.Context, m core.Message) error {
	if m.TelegramID != 0 {
		key := messageKey{m.VisitorID, m.TelegramID}
		if id, taken := t.byTelegram[key]; taken && id != m.ID {
			return fmt.Errorf("telegram id %d: %w", m.TelegramID, errUnique)
		}
		put(t, t.byTelegram, key, m.ID)
	}
	put(t, t.messages, m.ID, m)
	if m.Delivery == core.DeliveryQueued || m.Delivery == core.DeliverySending {
		put(t, t.unsent, m.ID, true)
	} else {
		drop(t, t.unsent, m.ID)
	}
	return nil
}

func (t *memTx) InsertEdit(_ context.Context, id core.MessageID, e core.Edit) error {
	put(t, t.edits, id, append(slices.Clip(t.edits[id]), e))
	return nil
}

func (t *memTx) SaveReadMark(_ context.Context, op core.OperatorID, m core.ReadMark) error {
	if key := (readKey{op, m.Chat}); m.To > t.reads[key].To {
		put(t, t.reads, key, m)
	}
	return nil
}

func (t *memTx) MarkSendingUnknown(ctx context.Context, why core.Problem) (int, error) {
	return t.strand(ctx, why, func(m core.Message) bool { return m.Delivery == core.DeliverySending })
}

func (t *memTx) MarkUnsentUnknown(ctx context.Context, why core.Problem) (int, error) {
	return t.strand(ctx, why, func(core.Message) bool { return true })
}

func (t *memTx) strand(ctx context.Context, why core.Problem, which func(core.Message) bool) (int, error) {
	var stranded []core.Message
	for id := range t.unsent {
		if m := t.messages[id]; which(m) {
			stranded = append(stranded, m)
		}
	}
	slices.SortFunc(stranded, func(a, b core.Message) int { return cmp.Compare(a.ID, b.ID) })
	for _, m := range stranded {
		m.Delivery, m.Problem = core.DeliveryUnknown, why
		if err := t.SaveMessage(ctx, m); err != nil {
			return 0, err
		}
	}
	return len(stranded), nil
}

func (t *memTx) MoveDrafts(_ context.Context, c core.Chat) error {
	for k, d := range t.drafts {
		if old := t.chats[k.chat]; old.VisitorID == c.VisitorID && old.ID != c.ID && k.kind != core.DraftEdit {
			drop(t, t.drafts, k)
			k.chat, d.ReplyTo = c.ID, 0
			put(t, t.drafts, k, d)
		}
	}
	return nil
}

func (t *memTx) SaveDraft(_ context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	put(t, t.drafts, draftKey{op, chat, kind}, draft)
	return nil
}

func (t *memTx) SaveRetryAfter(_ context.Context, brand core.BrandID, h core.RetryAfter) error {
	put(t, t.holds, holdKey{brand, h.Visitor}, h)
	return nil
}

var (
	_ core.Store = (*memStore)(nil)
	_ core.Tx    = (*memTx)(nil)
)
