package engine

import (
	"context"
	"slices"

	"tgdesk/core"
)

type pressKey struct {
	brand core.BrandID
	id    string
}

func (t *memTx) Press(_ context.Context, brand core.BrandID, id string) (core.PressOutcome, error) {
	return t.presses[pressKey{brand, id}], nil
}

func (t *memTx) InsertPress(_ context.Context, brand core.BrandID, id string, o core.PressOutcome) error {
	put(t, t.presses, pressKey{brand, id}, o)
	return nil
}

func (t *memTx) LastButtons(_ context.Context, chat core.ChatID) (core.MessageID, error) {
	for _, id := range slices.Backward(t.transcript[chat]) {
		if t.messages[id].Buttons != "" {
			return id, nil
		}
	}
	return 0, nil
}
