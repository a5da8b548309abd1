package engine

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

// memChatbots is what the memory store keeps of chatbots.
type memChatbots struct {
	botEvents map[int64]core.QueuedBotEvent
	memories  map[core.ChatID]string
	flows     map[core.BrandID]core.Flow
	fields    map[core.VisitorID][]core.VisitorField
	nextFails error // what NextBotEvents returns, if set
}

func newMemChatbots() memChatbots {
	return memChatbots{botEvents: map[int64]core.QueuedBotEvent{}, memories: map[core.ChatID]string{}, flows: map[core.BrandID]core.Flow{}, fields: map[core.VisitorID][]core.VisitorField{}}
}

func (m memChatbots) NextBotEvents(_ context.Context, brand core.BrandID, limit int) (next []core.QueuedBotEvent, err error) {
	if m.nextFails != nil {
		return nil, m.nextFails
	}
	var all []core.QueuedBotEvent
	for _, e := range m.botEvents {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b core.QueuedBotEvent) int { return cmp.Compare(a.ID, b.ID) })
	seen := map[core.ChatID]bool{}
	for _, e := range all {
		if e.Brand == brand && !seen[e.Chat] && len(next) < limit {
			seen[e.Chat], next = true, append(next, e)
		}
	}
	return next, nil
}

func (m memChatbots) QueuedBotEvents(_ context.Context, chat core.ChatID) (n int, err error) {
	for _, e := range m.botEvents {
		if e.Chat == chat {
			n++
		}
	}
	return n, nil
}

func (m memChatbots) BotMemory(_ context.Context, chat core.ChatID) (string, error) {
	return m.memories[chat], nil
}

func (m memChatbots) Flow(_ context.Context, brand core.BrandID) (core.Flow, error) {
	return m.flows[brand], nil
}

func (m *memory) BotEventsWaiting(_ context.Context, brand core.BrandID) (n int, err error) {
	for _, q := range m.botEvents {
		if q.Brand == brand {
			n++
		}
	}
	return n, nil
}

func (m *memory) VisitorFields(_ context.Context, id core.VisitorID) ([]core.VisitorField, error) {
	return m.fields[id], nil
}

func (t *memTx) InsertBotEvent(_ context.Context, e core.QueuedBotEvent) error {
	for id := range t.botEvents {
		e.ID = max(e.ID, id)
	}
	e.ID++
	put(t, t.botEvents, e.ID, e)
	return nil
}

func (t *memTx) DeleteBotEvent(_ context.Context, id int64) error {
	e, ok := t.botEvents[id]
	if !ok {
		return core.NewError(core.CodeNotFound, "message_not_found", id)
	}
	delete(t.botEvents, id)
	t.undo = append(t.undo, func() { t.botEvents[id] = e })
	return nil
}

func (t *memTx) SaveBotMemory(_ context.Context, chat core.ChatID, memory string) error {
	put(t, t.memories, chat, memory)
	return nil
}

func (t *memTx) ForgetBotMemories(_ context.Context, brand core.BrandID) error {
	for id := range t.memories {
		if t.chats[id].BrandID == brand {
			put(t, t.memories, id, "")
		}
	}
	return nil
}

func (t *memTx) SaveFlow(_ context.Context, brand core.BrandID, f core.Flow) error {
	put(t, t.flows, brand, f)
	return nil
}

func (t *memTx) SaveVisitorField(_ context.Context, v core.VisitorID, f core.VisitorField) error {
	fields := slices.DeleteFunc(slices.Clone(t.fields[v]), func(o core.VisitorField) bool { return o.Name == f.Name })
	if f.Value != "" {
		fields = append(fields, f)
	}
	slices.SortFunc(fields, func(a, b core.VisitorField) int { return cmp.Compare(a.Name, b.Name) })
	put(t, t.fields, v, fields)
	return nil
}

func (s *memStore) NextBotEvents(ctx context.Context, brand core.BrandID, limit int) ([]core.QueuedBotEvent, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.NextBotEvents(ctx, brand, limit)
}

func (s *memStore) BotMemory(ctx context.Context, chat core.ChatID) (string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.BotMemory(ctx, chat)
}

func (s *memStore) Flow(ctx context.Context, brand core.BrandID) (core.Flow, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Flow(ctx, brand)
}

func (s *memStore) BotEventsWaiting(ctx context.Context, brand core.BrandID) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.BotEventsWaiting(ctx, brand)
}

func (s *memStore) VisitorFields(ctx context.Context, id core.VisitorID) ([]core.VisitorField, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.VisitorFields(ctx, id)
}
