package desk

import (
	"context"
	"slices"

	"tgdesk/core"
)

// Answered reads the messages that those of a page answer and that are not in
// the page: they may be far above, or in an earlier chat of the visitor. One that
// the desk never had is left out.
func (d *Desk) Answered(ctx context.Context, page []core.Message) ([]core.Message, error) {
	var found []core.Message
	for _, m := range page {
		answered := func(o core.Message) bool { return o.VisitorID == m.VisitorID && o.TelegramID == m.ReplyTo }
		if m.ReplyTo == 0 || slices.ContainsFunc(page, answered) || slices.ContainsFunc(found, answered) {
			continue
		}
		o, err := d.store.MessageByTelegram(ctx, m.VisitorID, m.ReplyTo)
		switch {
		case err == nil:
			found = append(found, o)
		case !core.IsNotFound(err):
			return nil, err
		}
	}
	return found, nil
}

// MarkRead notes that op has seen the chat up to a message. It does nothing
// unless op owns the chat and the message is newer than what was seen before.
func (d *Desk) MarkRead(ctx context.Context, op core.OperatorID, chat core.ChatID, upTo core.MessageID) error {
	c, err := d.Chat(ctx, chat)
	if err != nil || !c.Owner.Is(op) || upTo <= c.ReadTo {
		return err // a screen calls this often; most calls need no transaction
	}
	return d.write(ctx, func(t *tx) error {
		t.Actor = op
		c, err := t.Chat(ctx, chat)
		if err != nil || !c.Owner.Is(op) || upTo <= c.ReadTo {
			return err
		}
		if m, err := t.Message(ctx, upTo); err != nil {
			return err
		} else if m.ChatID != chat {
			return errOtherChat()
		}
		c.ReadTo = upTo
		if c.Unread, err = t.countUnread(ctx, c); err != nil {
			return err
		}
		return t.SaveChat(ctx, c)
	})
}

// countUnread counts the visitor's messages after c.ReadTo.
func (t *tx) countUnread(ctx context.Context, c core.Chat) (int, error) {
	const page = 200
	for n, after := 0, c.ReadTo; ; {
		found, err := t.Messages(ctx, core.MessageQuery{Chat: c.ID, After: after, Limit: page})
		if err != nil {
			return 0, err
		}
		for _, m := range found {
			if m.From == core.FromVisitor {
				n++
			}
			after = m.ID
		}
		if len(found) < page {
			return n, nil
		}
	}
}

func errOtherChat() error {
	return core.NewError(core.CodeInvalid, "message_elsewhere")
}
