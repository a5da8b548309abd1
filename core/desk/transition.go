package desk

import (
	"context"

	"tgdesk/core"
)

// transition is a rule of core's lifecycle: it returns what c becomes through by,
// and moved false if nothing changes.
type transition func(t *tx, c core.Chat, by core.Operator, rules core.Rules) (next core.Chat, moved bool, err error)

// move applies a transition to one chat, adds a system line about it and an entry to
// the audit, and returns the chat.
func (d *Desk) move(ctx context.Context, op core.OperatorID, chat core.ChatID, act core.Act, line core.Kind, apply transition) (core.Chat, error) {
	var c core.Chat
	err := d.write(ctx, func(t *tx) error {
		by, before, rules, err := t.chatAsItStands(ctx, op, chat)
		if err != nil {
			return err
		}
		next, moved, err := apply(t, before, by, rules)
		c = next
		if err != nil {
			return t.nameHolder(ctx, err, before)
		}
		if !moved {
			return nil
		}
		if err := t.Move(ctx, act, before, c); err != nil {
			return err
		}
		if err := t.AddSystemLine(ctx, c, t.Now(), line, by); err != nil || act != core.ActChatPickedUp {
			return err
		}
		return t.TellTaken(ctx, before, c, by)
	})
	return c, err
}
