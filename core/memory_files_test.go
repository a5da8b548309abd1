package core

import (
	"context"
	"maps"
	"slices"
	"time"
)

// This file is what memStore knows of files.

func (s *memStore) WantedFiles(ctx context.Context, brand BrandID, limit int) ([]Message, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.WantedFiles(ctx, brand, limit)
}

func (s *memStore) File(ctx context.Context, id string) (File, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.File(ctx, id)
}

func (s *memStore) Operator(ctx context.Context, id OperatorID) (Operator, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Operator(ctx, id)
}

func (s *memStore) Visitor(ctx context.Context, id VisitorID) (Visitor, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Visitor(ctx, id)
}

// withFile is msg as a store reads it: with the file it shows.
func (m *memory) withFile(msg Message) Message {
	if msg.Attachment != nil {
		a := *msg.Attachment
		a.File, a.Thumb = m.files[a.FileUniqueID], m.files[a.ThumbUniqueID]
		msg.Attachment = &a
	}
	return msg
}

func (m *memory) OperatorByName(_ context.Context, name string) (Operator, error) {
	for _, o := range m.operators {
		if o.Name == name {
			return o, nil
		}
	}
	return get(m.operators, 0)
}

func (m *memory) File(_ context.Context, id string) (File, error) { return get(m.files, id) }

// WantedFiles lists each file once, by its newest message, as the store does.
func (m *memory) WantedFiles(_ context.Context, brand BrandID, limit int) ([]Message, error) {
	var found []Message
	seen := map[string]bool{}
	for id := MessageID(len(m.messages)); id > 0 && len(found) < limit; id-- {
		msg := m.withFile(m.messages[id])
		if msg.Attachment == nil || m.visitors[msg.VisitorID].BrandID != brand {
			continue
		}
		for _, key := range []string{msg.Attachment.FileUniqueID, msg.Attachment.ThumbUniqueID} {
			if key != "" && !seen[key] && m.files[key].State == FileWanted {
				seen[key] = true
				found = append(found, msg)
			}
		}
	}
	slices.Reverse(found)
	return found, nil
}

func (m *memory) ReadyFiles(_ context.Context, after string, limit int) ([]File, error) {
	var found []File
	for _, id := range slices.Sorted(maps.Keys(m.files)) {
		if f := m.files[id]; f.State == FileReady && id > after && len(found) < limit {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) StaleFiles(_ context.Context, brand BrandID, t time.Time, shown []ChatID, limit int) ([]File, error) {
	var found []File
	for id, f := range m.files {
		if f.State == FileReady && len(found) < limit && m.stale(brand, id, t, shown) {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) stale(brand BrandID, id string, t time.Time, shown []ChatID) bool {
	ours, carried := false, false
	for _, msg := range m.messages {
		if a := msg.Attachment; a == nil || a.FileUniqueID != id && a.ThumbUniqueID != id {
			continue
		}
		if !msg.SentAt.Before(t) || m.chats[msg.ChatID].Open() || slices.Contains(shown, msg.ChatID) || m.unsent[msg.ID] {
			return false
		}
		ours, carried = ours || m.visitors[msg.VisitorID].BrandID == brand, true
	}
	return ours || !carried && !m.keepsLonger(brand)
}

// keepsLonger reports whether another brand keeps media longer than this one.
func (m *memory) keepsLonger(than BrandID) bool {
	keep := m.brands[than].Manner.KeepMedia
	for id, b := range m.brands {
		if id != than && b.RemovedAt.IsZero() && (b.Manner.KeepMedia == 0 || b.Manner.KeepMedia > keep) {
			return true
		}
	}
	return false
}

func (m *memory) Album(_ context.Context, chat ChatID, album string) ([]Message, error) {
	var found []Message
	for _, id := range m.transcript[chat] {
		if msg := m.withFile(m.messages[id]); msg.Attachment != nil && msg.Attachment.AlbumID == album {
			found = append(found, msg)
		}
	}
	return found, nil
}

func (t *memTx) SaveFile(_ context.Context, f File) error {
	put(t, t.files, f.UniqueID, f)
	return nil
}

func (t *memTx) RequeueFetching(context.Context) (int, error) {
	n := 0
	for id, f := range t.files {
		if f.State == FileFetching {
			f.State = FileWanted
			put(t, t.files, id, f)
			n++
		}
	}
	return n, nil
}

func (m *memory) RetryAfters(_ context.Context, brand BrandID) (held []RetryAfter, _ error) {
	for k, h := range m.holds {
		if k.brand == brand {
			held = append(held, h)
		}
	}
	return held, nil
}
