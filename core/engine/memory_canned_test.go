package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"tgdesk/core"
)

// Canned replies of the store in memory.

func (m *memory) CannedReplies(context.Context) ([]core.CannedReply, error) {
	all := slices.Collect(maps.Values(m.canned))
	slices.SortFunc(all, func(a, b core.CannedReply) int { return cmp.Compare(a.ID, b.ID) })
	return slices.DeleteFunc(all, func(c core.CannedReply) bool { return !m.brands[c.Brand].RemovedAt.IsZero() }), nil
}

func (m *memory) CannedReply(_ context.Context, id core.CannedID) (core.CannedReply, error) {
	return get(m.canned, id)
}

func (m *memory) FileInUse(_ context.Context, id string) (bool, error) {
	for _, msg := range m.messages {
		if a := msg.Attachment; a != nil && (a.FileUniqueID == id || a.ThumbUniqueID == id) {
			return true, nil
		}
	}
	for _, d := range m.drafts {
		if strings.Contains(string(d.Files), id) {
			return true, nil
		}
	}
	return m.isCanned(id), nil
}

func (m *memory) isCanned(id string) bool {
	for _, c := range m.canned {
		if slices.ContainsFunc(c.Files, func(f core.StoredFile) bool { return f.UniqueID == id }) {
			return true
		}
	}
	return false
}

func (s *memStore) CannedReplies(ctx context.Context) ([]core.CannedReply, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.CannedReplies(ctx)
}

func (t *memTx) SaveCanned(_ context.Context, c core.CannedReply) (core.CannedReply, error) {
	if c.ID == 0 {
		c.ID = core.CannedID(len(t.canned) + 1)
	}
	put(t, t.canned, c.ID, c)
	return c, nil
}

func (t *memTx) DeleteCanned(_ context.Context, id core.CannedID) error {
	drop(t, t.canned, id)
	return nil
}
