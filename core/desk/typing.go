package desk

import (
	"context"
	"tgdesk/core"
)

// Typing lets the visitor see that op writes, if the brand wants that and the
// chat is op's. Call it as often as keys are pressed: it returns at once when
// there is nothing to do, and reports nothing.
func (d *Desk) Typing(ctx context.Context, op core.OperatorID, chat core.ChatID) {
	if !d.engine.ActionDue(chat) {
		return
	}
	c, err := d.store.Chat(ctx, chat)
	if err != nil || c.State != core.Active || c.OwnerID != op {
		return
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil || !b.Options.Typing || !b.Enabled {
		return
	}
	v, err := d.store.Visitor(ctx, c.VisitorID)
	if err == nil && !v.Blocked() {
		d.engine.ShowAction(b.ID, chat, v.TelegramID, core.ActionTyping)
	}
}
