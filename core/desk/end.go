package desk

import (
	"context"

	"tgdesk/core"
)

// End completes the chat. Replies that are still queued are sent all the same.
func (d *Desk) End(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatCompleted, core.KindEnded, func(t *tx, c core.Chat, by core.Operator, _ core.Rules) (core.Chat, bool, error) {
		next, err := c.Ended(by, t.Now())
		return next, err == nil, err
	})
}
