package desk

import (
	"context"

	"tgdesk/core"
)

// PickUp gives the chat to op. Of several operators who try, one wins and the
// others get CodeConflict with the winner's name. Picking up again does nothing.
func (d *Desk) PickUp(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.KindPickedUp, func(t *tx, c core.Chat, by core.Operator, l core.Limits) (core.Chat, bool, error) {
		next, moved, err := c.PickedUp(by, t.Now(), l)
		if core.CodeOf(err) == core.CodeConflict && c.State == core.Active {
			owner, err := t.Operator(ctx, c.Owner.Operator)
			if err != nil {
				return c, false, err
			}
			return c, false, core.NewError(core.CodeConflict, "chat_taken_by", owner.Name)
		}
		return next, moved, err
	})
}
