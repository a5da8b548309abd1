package engine

import (
	"context"

	"tgdesk/core"
)

// Tags and the block list of the store in memory.

func (m *memory) ChatTags(_ context.Context, id core.ChatID) (core.Tags, error) {
	return m.tags[id], nil
}

func (t *memTx) SaveTags(_ context.Context, id core.ChatID, tags core.Tags) error {
	put(t, t.tags, id, tags)
	return nil
}

func (m *memory) BlockOf(_ context.Context, id core.VisitorID) (core.Block, error) {
	for i := len(m.blocks); i > 0; i-- {
		if b := m.blocks[core.BlockID(i)]; b.Visitor == id {
			return b, nil
		}
	}
	return core.Block{}, nil
}

func (t *memTx) SaveBlock(_ context.Context, b core.Block) (core.Block, error) {
	if b.ID == 0 {
		b.ID = core.BlockID(len(t.blocks) + 1)
	}
	put(t, t.blocks, b.ID, b)
	v := t.visitors[b.Visitor]
	if v.Block = b.State; !b.State.Live() {
		v.Block = ""
	}
	put(t, t.visitors, v.ID, v)
	return b, nil
}

func (m *memory) Mentions(_ context.Context, op core.OperatorID, _ int) (all []core.Mention, err error) {
	for _, n := range m.mentions {
		if n.Operator == op {
			all = append(all, n)
		}
	}
	return all, nil
}

func (t *memTx) InsertMention(_ context.Context, n core.Mention) error {
	put(t, t.mentions, mentionKey{n.Operator, n.Note.ID}, n)
	return nil
}

func (t *memTx) SeeMentions(_ context.Context, op core.OperatorID, chat core.ChatID) (n int, err error) {
	for k, m := range t.mentions {
		if m.Operator == op && m.Chat == chat && m.SeenAt.IsZero() {
			m.SeenAt, n = t.now, n+1
			put(t, t.mentions, k, m)
		}
	}
	return n, nil
}

type mentionKey struct {
	operator core.OperatorID
	note     core.MessageID
}
