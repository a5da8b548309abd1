package desk

import (
	"context"

	"tgdesk/core"
)

// PickUp gives the chat to op. Of several operators who try, one wins and the
// others get CodeConflict with the winner's name. Picking up again does nothing. An
// operator who holds as many chats as they may is refused.
func (d *Desk) PickUp(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatPickedUp, core.KindPickedUp, func(t *tx, c core.Chat, by core.Operator, l core.Limits) (core.Chat, bool, error) {
		next, moved, err := c.PickedUp(by, t.Now(), l)
		if err == nil && moved {
			err = t.mayHoldMore(ctx, by)
		}
		return next, moved, err
	})
}

// mayHoldMore returns why op cannot take another chat.
func (t *tx) mayHoldMore(ctx context.Context, op core.Operator) error {
	w, err := t.Workload(ctx, op.ID)
	if err != nil {
		return err
	}
	return core.MayHoldMore(op, w.Held)
}
