package engine

import (
	"context"
	"slices"

	"tgdesk/core"
)

func (t *memTx) Rating(_ context.Context, chat core.ChatID) (core.Rating, error) {
	r := t.ratings[chat]
	r.Comment = t.messages[r.CommentID].Text
	return r, nil
}

func (t *memTx) SaveRating(_ context.Context, r core.Rating) error {
	put(t, t.ratings, r.Chat, r)
	return nil
}

func (t *memTx) LastAutomatic(_ context.Context, chat core.ChatID, kind core.TextKind) (core.Message, error) {
	for _, id := range slices.Backward(t.transcript[chat]) {
		if m := t.messages[id]; m.Automatic == kind {
			return m, nil
		}
	}
	return core.Message{}, nil
}
