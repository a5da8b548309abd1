package engine

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

type textKey struct {
	brand    core.BrandID
	kind     core.TextKind
	language string
}

func (m *memory) BrandTexts(_ context.Context, id core.BrandID) (all core.BrandTexts, _ error) {
	for k, b := range m.texts {
		if k.brand == id {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b core.BrandText) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Language, b.Language))
	})
	return all, nil
}

func (m *memory) PreludeOf(_ context.Context, id core.VisitorID) (core.Chat, error) {
	for _, c := range m.chats {
		if c.VisitorID == id && c.Prelude() {
			return c, nil
		}
	}
	return core.Chat{}, nil
}

func (m *memory) QueuePosition(_ context.Context, c core.Chat) (int, error) {
	return len(m.openChats(func(o core.Chat) bool {
		return o.BrandID == c.BrandID && o.State == core.Pending && !o.SortAt().After(c.SortAt())
	})), nil
}

func (t *memTx) SaveBrandText(_ context.Context, id core.BrandID, b core.BrandText) error {
	put(t, t.texts, textKey{id, b.Kind, b.Language}, b)
	return nil
}

func (t *memTx) DeleteBrandText(_ context.Context, id core.BrandID, k core.TextKind, language string) error {
	drop(t, t.texts, textKey{id, k, language})
	return nil
}

// TakePrelude leaves an empty chat of nobody: ids are counted.
func (t *memTx) TakePrelude(ctx context.Context, c core.Chat) error {
	before, err := t.PreludeOf(ctx, c.VisitorID)
	if err != nil || before.ID == 0 {
		return err
	}
	for _, id := range t.transcript[before.ID] {
		m := t.messages[id]
		m.ChatID = c.ID
		put(t, t.messages, id, m)
	}
	put(t, t.transcript, c.ID, append(slices.Clone(t.transcript[before.ID]), t.transcript[c.ID]...))
	drop(t, t.transcript, before.ID)
	put(t, t.chats, before.ID, core.Chat{ID: before.ID, VisitorID: -1, State: core.Completed})
	return nil
}

// DropFromPrelude leaves an empty message of nobody: ids are counted.
func (t *memTx) DropFromPrelude(_ context.Context, id core.MessageID) (bool, error) {
	m := t.messages[id]
	if !t.chats[m.ChatID].Prelude() {
		return false, nil
	}
	drop(t, t.byTelegram, messageKey{m.VisitorID, m.TelegramID})
	rest := slices.DeleteFunc(slices.Clone(t.transcript[m.ChatID]), func(i core.MessageID) bool { return i == id })
	put(t, t.transcript, m.ChatID, rest)
	put(t, t.messages, id, core.Message{ID: id})
	return true, nil
}
