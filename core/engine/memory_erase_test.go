package engine

import (
	"context"
	"slices"
	"time"

	"tgdesk/core"
)

// What the store in memory does for erasure and retention. It keeps what was deleted from a
// transcript, so that no id is used again.

func (s *memStore) Compact(context.Context) error { return nil }

func (s *memStore) IndexSearch(context.Context) (p core.IndexProgress, err error) { return p, nil }

func (s *memStore) DropSearch(context.Context) error { return nil }

func (s *memStore) CleanSearch(context.Context) error { return nil }

func (s *memStore) Erasing(context.Context) (all []core.VisitorID, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for v := range s.erasing {
		all = append(all, v)
	}
	return all, nil
}

func (s *memStore) Erasure(ctx context.Context, id core.VisitorID) (core.Erasure, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Erasure(ctx, id)
}

func (s *memStore) OldChats(_ context.Context, brand core.BrandID, before time.Time, after core.ChatID, limit int) (old []core.ChatID, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.oldChats(brand, before, after, limit), nil
}

func (m *memory) oldChats(brand core.BrandID, before time.Time, after core.ChatID, limit int) (old []core.ChatID) {
	for id := after + 1; id <= core.ChatID(len(m.chats)) && len(old) < limit; id++ {
		if c := m.chats[id]; c.BrandID == brand && !c.Open() && c.CompletedAt.Before(before) && c.LastMessageAt.Before(before) && c.LastMessageID != 0 {
			old = append(old, id)
		}
	}
	return old
}

func (m *memory) CountOld(_ context.Context, brand core.BrandID, before time.Time) (e core.RetentionEffect, err error) {
	for _, id := range m.oldChats(brand, before, 0, len(m.chats)) {
		e.Chats++
		for _, msg := range m.transcript[id] {
			if m.messages[msg].From != core.FromDesk {
				e.Messages++
			}
		}
	}
	return e, nil
}

func (m *memory) Erasure(_ context.Context, id core.VisitorID) (e core.Erasure, err error) {
	for _, c := range m.chats {
		if c.VisitorID != id {
			continue
		}
		e.Chats++
		for _, msg := range m.transcript[c.ID] {
			e.Sending = e.Sending || m.messages[msg].Delivery == core.DeliverySending
			e.Messages++
		}
	}
	return e, nil
}

func (s *memStore) ChatsToErase(ctx context.Context, id core.VisitorID) ([]core.Chat, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.ChatsToErase(ctx, id)
}

func (m *memory) ChatsToErase(_ context.Context, id core.VisitorID) (all []core.Chat, err error) {
	for _, c := range m.chats {
		if c.VisitorID == id {
			all = append(all, c)
		}
	}
	return all, nil
}

func (m *memory) OwnFiles(context.Context, core.ChatID, int) ([]core.File, error) { return nil, nil }

func (t *memTx) BeginErasure(ctx context.Context, v core.Visitor) error {
	drop(t, t.byBot, visitorKey{v.BrandID, v.TelegramID})
	put(t, t.erasing, v.ID, true)
	return t.SaveVisitor(ctx, core.Visitor{ID: v.ID, BrandID: v.BrandID, Profile: core.Profile{TelegramID: -int64(v.ID)}, ErasedAt: t.now})
}

func (t *memTx) EndErasure(_ context.Context, id core.VisitorID) error {
	drop(t, t.erasing, id)
	return nil
}

func (t *memTx) DeleteFile(_ context.Context, uniqueID string) error {
	drop(t, t.files, uniqueID)
	return nil
}

func (t *memTx) DeleteMessages(_ context.Context, chat core.ChatID, limit int) (int, error) {
	ids := t.transcript[chat]
	n := min(limit, len(ids))
	for _, id := range ids[:n] {
		drop(t, t.unsent, id)
	}
	put(t, t.transcript, chat, slices.Clone(ids[n:]))
	return n, nil
}

func (t *memTx) EmptyChat(_ context.Context, chat core.ChatID) error {
	c := t.chats[chat]
	c.LastMessageID = 0
	put(t, t.chats, chat, c)
	return nil
}
