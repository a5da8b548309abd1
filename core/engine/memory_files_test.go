package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

// This file is what memStore knows of files.

func (s *memStore) QueuedFiles(ctx context.Context, q core.FileQuery) ([]core.Message, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.QueuedFiles(ctx, q)
}

func (s *memStore) NextInQueue(ctx context.Context, brand core.BrandID, state core.FileState, after core.VisitorID) (core.VisitorID, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.NextInQueue(ctx, brand, state, after)
}

func (s *memStore) FetchedSince(ctx context.Context, brand core.BrandID, visitor core.VisitorID, t time.Time) (core.FetchedBytes, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.FetchedSince(ctx, brand, visitor, t)
}

func (s *memStore) StaleFiles(ctx context.Context, q core.StaleQuery) ([]core.File, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.StaleFiles(ctx, q)
}

func (s *memStore) MediaBytes(ctx context.Context) (int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.MediaBytes(ctx)
}

func (s *memStore) File(ctx context.Context, id string) (core.File, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.File(ctx, id)
}

func (s *memStore) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Operator(ctx, id)
}

func (s *memStore) Visitor(ctx context.Context, id core.VisitorID) (core.Visitor, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Visitor(ctx, id)
}

// withFile is msg as a store reads it: with the file it shows.
func (m *memory) withFile(msg core.Message) core.Message {
	if msg.Attachment != nil {
		a := *msg.Attachment
		a.File, a.Thumb = m.files[a.FileUniqueID], m.files[a.ThumbUniqueID]
		msg.Attachment = &a
	}
	return msg
}

func (m *memory) Operators(context.Context) ([]core.Operator, error) {
	return slices.Collect(maps.Values(m.operators)), nil
}

func (m *memory) OperatorByKey(_ context.Context, fingerprint string) (core.Operator, core.OperatorKey, error) {
	o, err := get(m.operators, 0)
	return o, core.OperatorKey{}, err
}

func (m *memory) AuditEntries(context.Context, core.AuditQuery) ([]core.AuditEntry, error) {
	return m.audit, nil
}

func (m *memory) OperatorByName(_ context.Context, name string) (core.Operator, error) {
	for _, o := range m.operators {
		if o.Name == name {
			return o, nil
		}
	}
	return get(m.operators, 0)
}

func (m *memory) File(_ context.Context, id string) (core.File, error) { return get(m.files, id) }

// QueuedFiles lists each file once, by its newest message, as the store does.
func (m *memory) QueuedFiles(_ context.Context, q core.FileQuery) ([]core.Message, error) {
	var keys []string
	for key, f := range m.files {
		if f.State == q.State && f.Brand == q.Brand && f.Requested == (q.Visitor == 0) && (q.Visitor == 0 || f.Visitor == q.Visitor) {
			keys = append(keys, key)
		}
	}
	newest := map[string]core.MessageID{}
	for id := core.MessageID(1); int(id) <= len(m.messages); id++ {
		if a := m.messages[id].Attachment; a != nil && m.visitors[m.messages[id].VisitorID].BrandID == q.Brand {
			newest[a.FileUniqueID], newest[a.ThumbUniqueID] = id, id
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		order := cmp.Or(m.files[a].ChangedAt.Compare(m.files[b].ChangedAt), cmp.Compare(newest[a], newest[b]))
		if q.State == core.FileHeld && q.Visitor != 0 {
			return -order
		}
		return order
	})
	var found []core.Message
	for _, key := range keys {
		if id := newest[key]; id != 0 && len(found) < q.Limit {
			found = append(found, m.withFile(m.messages[id]))
		}
	}
	return found, nil
}

func (m *memory) NextInQueue(_ context.Context, brand core.BrandID, s core.FileState, after core.VisitorID) (next core.VisitorID, _ error) {
	for _, f := range m.files {
		if f.State == s && f.Brand == brand && !f.Requested && f.Visitor > after && (next == 0 || f.Visitor < next) {
			next = f.Visitor
		}
	}
	return next, nil
}

func (m *memory) FetchedSince(_ context.Context, brand core.BrandID, visitor core.VisitorID, t time.Time) (sum core.FetchedBytes, _ error) {
	for _, f := range m.files {
		if f.Brand != brand || f.Requested || f.State != core.FileReady && f.State != core.FileFetching || !f.ChangedAt.After(t) {
			continue
		}
		sum.Brand += f.Size
		if f.Visitor == visitor {
			sum.Visitor += f.Size
		}
	}
	return sum, nil
}

func (m *memory) MediaBytes(context.Context) (sum int64, _ error) {
	for _, f := range m.files {
		if f.Ready() {
			sum += f.Size
		}
	}
	return sum, nil
}

func (m *memory) ReadyFiles(_ context.Context, after string, limit int) ([]core.File, error) {
	var found []core.File
	for _, id := range slices.Sorted(maps.Keys(m.files)) {
		if f := m.files[id]; f.State == core.FileReady && id > after && len(found) < limit {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) MissingFiles(_ context.Context, after string, limit int) ([]core.File, error) {
	var found []core.File
	for _, id := range slices.Sorted(maps.Keys(m.files)) {
		if f := m.files[id]; f.State != core.FileReady && f.Path != "" && id > after && len(found) < limit {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) StaleFiles(_ context.Context, q core.StaleQuery) ([]core.File, error) {
	var found []core.File
	for id, f := range m.files {
		if f.State == core.FileReady && compareFiles(f, q.After) > 0 && m.stale(q.Brand, id, q.Before, q.Shown) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, compareFiles)
	return found[:min(len(found), q.Limit)], nil
}

func compareFiles(a, b core.File) int {
	return cmp.Or(a.ChangedAt.Compare(b.ChangedAt), strings.Compare(a.UniqueID, b.UniqueID))
}

func (m *memory) stale(brand core.BrandID, id string, t time.Time, shown []core.ChatID) bool {
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
func (m *memory) keepsLonger(than core.BrandID) bool {
	keep := m.brands[than].Options.KeepMedia
	for id, b := range m.brands {
		if id != than && b.RemovedAt.IsZero() && (b.Options.KeepMedia == 0 || b.Options.KeepMedia > keep) {
			return true
		}
	}
	return false
}

func (m *memory) Album(_ context.Context, chat core.ChatID, album string) ([]core.Message, error) {
	var found []core.Message
	for _, id := range m.transcript[chat] {
		if msg := m.withFile(m.messages[id]); msg.Attachment != nil && msg.Attachment.AlbumID == album {
			found = append(found, msg)
		}
	}
	return found, nil
}

func (t *memTx) SaveFile(_ context.Context, f core.File) error {
	put(t, t.files, f.UniqueID, f)
	return nil
}

func (t *memTx) RequeueFetching(context.Context) (int, error) {
	n := 0
	for id, f := range t.files {
		if f.State == core.FileFetching {
			f.State = core.FileWanted
			put(t, t.files, id, f)
			n++
		}
	}
	return n, nil
}

func (m *memory) RetryAfters(_ context.Context, brand core.BrandID) (held []core.RetryAfter, _ error) {
	for k, h := range m.holds {
		if k.brand == brand {
			held = append(held, h)
		}
	}
	return held, nil
}
