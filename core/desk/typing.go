package desk

import (
	"context"

	"tgdesk/core"
)

// Typing shows the visitor that op is writing, if the brand wants that and op
// owns the chat. Call it for every key: it returns at once if there is nothing to
// do, and reports no errors.
func (d *Desk) Typing(ctx context.Context, op core.OperatorID, chat core.ChatID) {
	if !d.engine.ActionDue(chat) {
		return
	}
	c, err := d.store.Chat(ctx, chat)
	if err != nil || !c.HeldBy(op) {
		return
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil || !b.Options.Typing || !b.Enabled {
		return
	}
	v, err := d.store.Visitor(ctx, c.VisitorID)
	if err == nil && !v.HasBlockedBot() {
		d.engine.ShowAction(b.ID, chat, v.TelegramID, v.Thread, core.ActionTyping)
	}
}
