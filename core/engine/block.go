package engine

import (
	"context"

	"tgdesk/core"
)

// keepApart stores what a visitor on the block list sent in the chat that is for it. No
// screen is told, no file is downloaded unless somebody asks for it, and nothing waits:
// a flood costs only the rows.
func (a *applier) keepApart(ctx context.Context, found core.VisitorLookup, u core.Update) error {
	v, _, err := a.upsertVisitor(ctx, found, u)
	if err != nil {
		return err
	}
	c, err := a.apart(ctx, v)
	if err != nil {
		return err
	}
	if v.Start.TelegramID == u.Message.TelegramID && v.Start.Text != "" { // it came again, and does not begin the next chat too
		v.Start = core.StartCommand{TelegramID: v.Start.TelegramID}
		if err := a.SaveVisitor(ctx, v); err != nil {
			return err
		}
	}
	m := messageOf(c, v, u, u.Message.ExternalReply)
	if u.Message.Notice {
		m.From = core.FromDesk
	}
	if m, err = a.InsertMessage(ctx, m); err != nil {
		return err
	}
	if err := a.quarantinePartial(ctx, u, m); err != nil {
		return err
	}
	c.LastMessageAt, c.LastMessageID = a.Now(), m.ID
	for _, file := range u.Message.Further {
		if _, err := a.InsertMessage(ctx, furtherOf(m, file)); err != nil {
			return err
		}
	}
	return a.Tx.Tx.SaveChat(ctx, c)
}

// apart returns the chat in which a visitor's messages are kept apart.
func (a *applier) apart(ctx context.Context, v core.Visitor) (core.Chat, error) {
	b, err := a.BlockOf(ctx, v.ID)
	if err != nil {
		return core.Chat{}, err
	}
	if b.Chat != 0 {
		return a.Chat(ctx, b.Chat)
	}
	c, err := a.InsertChat(ctx, core.KeptApart(v, a.Now()))
	if err != nil {
		return c, err
	}
	b.Chat = c.ID
	if _, err := a.SaveBlock(ctx, b); err != nil {
		return c, err
	}
	return c, a.AuditChat(ctx, core.ActChatOpened, core.Chat{}, c)
}
