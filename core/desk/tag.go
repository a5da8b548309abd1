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
		_, c, _, err := t.chatToChange(ctx, op, chat, core.MayTag)
		if err != nil {
			return err
		}
		before, err := t.ChatTags(ctx, chat)
		if err != nil {
			return err
		}
		next, err = before.Changed(add, remove)
		if err != nil || next == before {
			return err
		}
		if err := t.SaveTags(ctx, chat, next); err != nil {
			return err
		}
		if next, err = t.ChatTags(ctx, chat); err != nil { // as they are written in the brand
			return err
		}
		t.EmitChat(c)
		return t.Audit(ctx, core.AuditEntry{Act: core.ActChatTagged, Brand: c.BrandID, Chat: c.ID, Before: before.String(), After: next.String()})
	})
	return next, err
}
