package desk

import (
	"context"

	"tgdesk/core"
)

func (s scoped) Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error) {
	return unless(s.mayReadChat(ctx, q.Chat), func() ([]core.Message, error) { return s.Reader.Messages(ctx, q) })
}

func (s scoped) Message(ctx context.Context, id core.MessageID) (core.Message, error) {
	m, err := s.Reader.Message(ctx, id)
	return confined(m, err, func(m core.Message) error { return s.mayReadChat(ctx, m.ChatID) })
}

// mayReadChat returns why the operator may not read a chat. It spares those who work for
// all brands a query.
func (s scoped) mayReadChat(ctx context.Context, id core.ChatID) error {
	op, err := s.operator(ctx)
	if err != nil || op.Scope().Empty() {
		return err
	}
	_, err = s.Chat(ctx, id)
	return err
}

func (s scoped) MessageByTelegram(ctx context.Context, visitor core.VisitorID, telegramID int64) (core.Message, error) {
	return unless(s.mayReadVisitor(ctx, visitor), func() (core.Message, error) { return s.Reader.MessageByTelegram(ctx, visitor, telegramID) })
}

func (s scoped) Edits(ctx context.Context, id core.MessageID) ([]core.Edit, error) {
	return ifAllowed(ctx, id, s.mayReadMessage, s.Reader.Edits)
}

func (s scoped) RawUpdate(ctx context.Context, id core.MessageID) ([]byte, error) {
	return ifAllowed(ctx, id, s.mayReadMessage, s.Reader.RawUpdate)
}

func (s scoped) Album(ctx context.Context, chat core.ChatID, albumID string) ([]core.Message, error) {
	return unless(s.mayReadChat(ctx, chat), func() ([]core.Message, error) { return s.Reader.Album(ctx, chat, albumID) })
}
