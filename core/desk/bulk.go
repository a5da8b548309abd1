package desk

import (
	"context"

	"tgdesk/core"
)

// ChatsToEnd lists the chats of a list that op may end, and says why not the others. What
// it lists is what somebody is asked about, and what [Desk.EndChats] ends then: no chat
// that came since.
func (d *Desk) ChatsToEnd(ctx context.Context, op core.OperatorID, q core.RowQuery) (ids []core.ChatID, others core.Bulk, err error) {
	by, err := operator(ctx, d.store, op)
	if err != nil {
		return nil, others, err
	}
	err = core.EachRow(ctx, d.As(op), q, func(row core.ChatRow) error {
		if why := core.NameHolder(core.MayEnd(by, row.Chat), row.Owner); why != nil {
			return others.Count(why)
		}
		ids = append(ids, row.Chat.ID)
		return nil
	})
	return ids, others, err
}

// EndChats completes chats, each in a transaction of its own with its entry in the audit,
// so that nobody's reply waits for all of them. One that cannot be ended any more is
// counted. progress is called after each chat; interrupted, the rest stays as it is.
func (d *Desk) EndChats(ctx context.Context, op core.OperatorID, ids []core.ChatID, progress func(core.Bulk)) (core.Bulk, error) {
	return eachChat(ctx, ids, progress, func(id core.ChatID) error {
		_, err := d.End(ctx, op, id)
		return err
	})
}

// ChatsToRead lists the open chats of a list with messages that op has not seen.
func (d *Desk) ChatsToRead(ctx context.Context, op core.OperatorID, q core.RowQuery) (ids []core.ChatID, err error) {
	marks := map[core.ChatID]core.ReadMark{}
	all, err := d.As(op).ReadMarks(ctx, op)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		marks[m.Chat] = m
	}
	err = core.EachRow(ctx, d.As(op), q, func(row core.ChatRow) error {
		if row.Chat.Open() && marks[row.Chat.ID].Unread(row.Chat) > 0 {
			ids = append(ids, row.Chat.ID)
		}
		return nil
	})
	return ids, err
}

// ReadChats notes that op has seen all messages of chats, each in a transaction of its own.
func (d *Desk) ReadChats(ctx context.Context, op core.OperatorID, ids []core.ChatID, progress func(core.Bulk)) (core.Bulk, error) {
	return eachChat(ctx, ids, progress, func(id core.ChatID) error {
		c, err := d.As(op).Chat(ctx, id)
		if err != nil {
			return err
		}
		_, err = d.MarkRead(ctx, op, id, c.LastMessageID)
		return err
	})
}

func eachChat(ctx context.Context, ids []core.ChatID, progress func(core.Bulk), do func(core.ChatID) error) (b core.Bulk, err error) {
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return b, err
		}
		if err := b.Count(do(id)); err != nil {
			return b, err
		}
		progress(b)
	}
	return b, nil
}
