package engine

import (
	"context"

	"tgdesk/core"
)

// Tags of the store in memory.

func (m *memory) ChatTags(_ context.Context, id core.ChatID) (core.Tags, error) {
	return m.tags[id], nil
}

func (t *memTx) SaveTags(_ context.Context, id core.ChatID, tags core.Tags) error {
	put(t, t.tags, id, tags)
	return nil
}
