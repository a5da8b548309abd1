package engine

import (
	"context"

	"tgdesk/core"
)

// notice adds what Telegram tells of a visitor's chat as a system line to the
// visitor's open chat or else their last one, whose state it does not change. For
// somebody without a chat the update is quarantined.
func (a *applier) notice(ctx context.Context, found core.VisitorLookup, u core.Update) error {
	v, c := found.Visitor, found.Chat
	if c.ID == 0 && v.ID != 0 {
		last, err := a.ChatsOf(ctx, v.ID, 1)
		if err != nil {
			return err
		}
		for _, row := range last {
			c = row.Chat
		}
	}
	if c.ID == 0 {
		return a.QuarantineUpdate(ctx, a.brand.ID, u, 0)
	}
	c, _, err := a.ApplyExpired(ctx, c)
	if err != nil {
		return err
	}
	in := u.Message
	m, err := a.AppendMessage(ctx, c, core.Message{
		From: core.FromDesk, Kind: in.Kind, Author: v.Name(), Text: in.Text, TelegramID: in.TelegramID, SentAt: in.At, Partial: u.Partial,
	})
	if err != nil {
		return err
	}
	return a.quarantinePartial(ctx, u, m)
}
