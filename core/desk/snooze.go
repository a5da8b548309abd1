package desk

import (
	"context"
	"time"

	"tgdesk/core"
)

// Snooze sets an active chat aside until some time, or until its visitor writes. Until
// then its idle limit does not count.
func (d *Desk) Snooze(ctx context.Context, op core.OperatorID, chat core.ChatID, until time.Time) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatSnoozed, core.KindSnoozed, func(t *tx, c core.Chat, by core.Operator, rules core.Rules) (core.Chat, bool, error) {
		next, err := c.SnoozedBy(by, t.Now(), until, rules)
		return next, err == nil, err
	})
}

// Wake gets a chat back that was set aside. It does nothing to any other.
func (d *Desk) Wake(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.move(ctx, op, chat, core.ActChatWoken, core.KindWoken, func(t *tx, c core.Chat, by core.Operator, rules core.Rules) (core.Chat, bool, error) {
		if err := core.MaySnooze(by, c); err != nil || !c.Snoozed() {
			return c, false, err
		}
		return c.Woken(t.Now(), rules), true, nil
	})
}
