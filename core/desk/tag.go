package desk

import (
	"context"

	"tgdesk/core"
)

// Tag adds tags to a chat and removes others, whatever state the chat is in, and
// returns those that it has then. What is there already, or is not there, changes
// nothing.
func (d *Desk) Tag(ctx context.Context, op core.OperatorID, chat core.ChatID, add, remove []string) (core.Tags, error) {
	var next core.Tags
	err := d.write(ctx, func(t *tx) error {
		_, c, err := t.chatToDescribe(ctx, op, chat, core.MayTag)
		if err != nil {
			return err
		}
		next, err = t.ChangeTags(ctx, c, add, remove)
		return err
	})
	return next, err
}
