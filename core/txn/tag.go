package txn

import (
	"context"

	"tgdesk/core"
)

// ChangeTags adds tags to a chat and removes others, with an entry in the audit, and returns
// those that it has then. What is there already, or is not there, changes nothing.
func (t *Tx) ChangeTags(ctx context.Context, c core.Chat, add, remove []string) (core.Tags, error) {
	before, err := t.ChatTags(ctx, c.ID)
	if err != nil {
		return before, err
	}
	next, err := before.Changed(add, remove)
	if err != nil || next == before {
		return next, err
	}
	if err := t.SaveTags(ctx, c.ID, next); err != nil {
		return next, err
	}
	if next, err = t.ChatTags(ctx, c.ID); err != nil { // as they are written in the brand
		return next, err
	}
	t.EmitChat(c)
	return next, t.Audit(ctx, core.AuditEntry{Act: core.ActChatTagged, Brand: c.BrandID, Chat: c.ID, Before: before.String(), After: next.String()})
}
