package desk

import (
	"context"

	"tgdesk/core"
)

// PutBack makes the chat pending again, for anybody to pick up.
func (d *Desk) PutBack(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatPutBack, core.KindPutBack, func(t *tx, c core.Chat, by core.Operator, rules core.Rules) (core.Chat, bool, error) {
		next, err := c.PutBack(by, t.Now(), rules)
		return next, err == nil, err
	})
}
