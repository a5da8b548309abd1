package store

import (
	"context"

	"tgdesk/core"
)

const (
	pressSQL       = `SELECT outcome FROM button_presses WHERE brand_id = ? AND press_id = ?`
	insertPressSQL = `INSERT INTO button_presses (brand_id, press_id, outcome, pressed_at) VALUES (?, ?, ?, ?)`
	forgetPressSQL = `DELETE FROM button_presses WHERE pressed_at < ?`
	lastButtonsSQL = `SELECT max(id) FROM messages WHERE chat_id = ? AND buttons <> ''`
)

func (t *tx) Press(ctx context.Context, brand core.BrandID, id string) (core.PressOutcome, error) {
	return queryFirst(ctx, t.q, "look a press up", scanValue[core.PressOutcome], pressSQL, brand, id)
}

func (t *tx) InsertPress(ctx context.Context, brand core.BrandID, id string, o core.PressOutcome) error {
	if err := execute(ctx, t.keepingCache(), "forget old presses", forgetPressSQL, millis(t.now.Add(-core.PressKept))); err != nil {
		return err
	}
	return execute(ctx, t.keepingCache(), "insert a press", insertPressSQL, brand, id, o, millis(t.now))
}

func (t *tx) LastButtons(ctx context.Context, chat core.ChatID) (core.MessageID, error) {
	return queryFirst(ctx, t.q, "find the last buttons", scanValue[core.MessageID], lastButtonsSQL, chat)
}
