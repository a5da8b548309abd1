package desk

import (
	"context"

	"tgdesk/core"
)

// Tag adds tags to a chat and removes others, whatever state the chat is in, and
// returns those that it has then. What is there already, or is not there, changes
// nothing.
func (d *Desk) Tag(ctx context.Context, op core.OperatorID, chat core.ChatID, add, remove []string) (core.Tags, error) {
	return onChat(ctx, d, op, chat, core.MayTag, func(t *tx, _ core.Operator, c core.Chat, _ core.Rules) (core.Tags, error) {
		if err := t.mayDescribe(ctx, c.VisitorID); err != nil {
			return "", err
		}
		return t.ChangeTags(ctx, c, add, remove)
	})
}
