package desk

import (
	"context"
	"tgdesk/core"
)

// PickUp gives the chat to op. Of several operators who try, one wins and the
// others get CodeConflict with the winner's name; the owner may try again freely.
func (d *Desk) PickUp(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.transition(ctx, op, chat, core.KindPickedUp, func(w *tx, c core.Chat, by core.Operator, l core.Limits) (core.Chat, bool, error) {
		next, ok, err := c.PickedUp(by, w.Now(), l)
		if core.CodeOf(err) == core.CodeConflict && c.State == core.Active {
			return c, false, w.taken(ctx, c)
		}
		return next, ok, err
	})
}

// taken is the error that names who holds c.
func (w *tx) taken(ctx context.Context, c core.Chat) error {
	owner, err := w.Operator(ctx, c.OwnerID)
	if err != nil {
		return err
	}
	return core.Errorf(core.CodeConflict, "chat_taken_by", "%s has already picked this chat up.", owner.Name)
}

// PutBack lets the chat wait again, for anybody.
func (d *Desk) PutBack(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.transition(ctx, op, chat, core.KindPutBack, func(w *tx, c core.Chat, by core.Operator, l core.Limits) (core.Chat, bool, error) {
		next, err := c.PutBack(by, w.Now(), l)
		return next, err == nil, err
	})
}

// End completes the chat. Replies that are still queued go out all the same.
func (d *Desk) End(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	return d.transition(ctx, op, chat, core.KindEnded, func(w *tx, c core.Chat, by core.Operator, _ core.Limits) (core.Chat, bool, error) {
		next, err := c.Ended(by, w.Now())
		return next, err == nil, err
	})
}

// step is a rule of lifecycle.go; moved is false when nothing changed.
type step func(w *tx, c core.Chat, by core.Operator, l core.Limits) (next core.Chat, moved bool, err error)

// transition runs one step on one chat in one transaction.
func (d *Desk) transition(ctx context.Context, op core.OperatorID, chat core.ChatID, line core.Kind, run step) (core.Chat, error) {
	var c core.Chat
	err := d.write(ctx, func(w *tx) error {
		by, err := w.operator(ctx, op)
		if err != nil {
			return err
		}
		old, l, err := w.CurrentChat(ctx, chat)
		if err != nil {
			return err
		}
		next, moved, err := run(w, old, by, l)
		c = next
		if err != nil || !moved {
			return err
		}
		if err := w.SaveChat(ctx, c); err != nil {
			return err
		}
		return w.AddSystemLine(ctx, c, w.Now(), line, by)
	})
	return c, err
}

// MarkRead notes that op has seen the chat up to a message. Only the owner's
// look counts, and only forwards; anything else changes nothing.
func (d *Desk) MarkRead(ctx context.Context, op core.OperatorID, chat core.ChatID, upTo core.MessageID) error {
	c, err := d.Chat(ctx, chat)
	if err != nil || c.OwnerID != op || op == 0 || upTo <= c.ReadTo {
		return err // a screen calls this often; most calls need no transaction
	}
	return d.write(ctx, func(w *tx) error {
		c, err := w.Chat(ctx, chat)
		if err != nil || c.OwnerID != op || upTo <= c.ReadTo {
			return err
		}
		if m, err := w.Message(ctx, upTo); err != nil {
			return err
		} else if m.ChatID != chat {
			return errOtherChat()
		}
		c.ReadTo = upTo
		if c.Unread, err = w.unread(ctx, c); err != nil {
			return err
		}
		return w.SaveChat(ctx, c)
	})
}

// unread counts the visitor's messages after c.ReadTo.
func (w *tx) unread(ctx context.Context, c core.Chat) (int, error) {
	const page = 200
	n, after := 0, c.ReadTo
	for {
		found, err := w.Messages(ctx, core.MessageQuery{Chat: c.ID, After: after, Limit: page})
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
	return core.Errorf(core.CodeInvalid, "message_elsewhere", "That message belongs to another chat.")
}
