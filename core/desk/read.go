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

// MarkRead notes that op has seen the chat up to a message, and returns how far they
// have read it. It does nothing unless the message is newer than what they saw before,
// or once the chat is completed: nothing shows what is unread in it.
func (d *Desk) MarkRead(ctx context.Context, op core.OperatorID, chat core.ChatID, upTo core.MessageID) (core.ReadMark, error) {
	mark, err := d.store.ReadMark(ctx, op, chat)
	if err != nil || upTo <= mark.To {
		return mark, err // a screen calls this often; most calls need no transaction
	}
	err = d.write(ctx, func(t *tx) error {
		c, err := t.chatFor(ctx, op, chat)
		if err != nil {
			return err
		}
		if mark, err = t.ReadMark(ctx, op, chat); err != nil || upTo <= mark.To || !c.Open() {
			return err
		}
		m, err := t.Message(ctx, upTo)
		switch {
		case err != nil:
			return err
		case m.ChatID != chat:
			return errOtherChat()
		}
		after, err := t.countReceived(ctx, chat, upTo)
		if err != nil {
			return err
		}
		mark = core.ReadMark{Chat: chat, To: upTo, Seen: max(c.Received-after, 0)}
		t.Emit(core.Event{Kind: core.EventRead, Brand: c.BrandID, Chat: chat})
		return t.SaveReadMark(ctx, op, mark)
	})
	return mark, err
}

// countReceived counts the visitor's messages after one; mostly there are none.
func (t *tx) countReceived(ctx context.Context, chat core.ChatID, after core.MessageID) (int, error) {
	const page = 200
	for n := 0; ; {
		found, err := t.Messages(ctx, core.MessageQuery{Chat: chat, After: after, Limit: page})
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
