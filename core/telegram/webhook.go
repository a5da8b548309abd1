package telegram

import "context"

// Waiting implements core.Link.
func (l *link) Waiting(ctx context.Context) (int, string, error) {
	hook, err := l.client.webhook(ctx, l.token())
	if err != nil {
		return 0, "", err
	}
	return hook.Waiting, hook.host(), nil
}

// DropWaiting implements core.Link. It removes a webhook as well: Telegram
// has no other way to drop what waits.
func (l *link) DropWaiting(ctx context.Context) error { return l.deleteWebhook(ctx, true) }

// RemoveWebhook implements core.Link.
func (l *link) RemoveWebhook(ctx context.Context) error { return l.deleteWebhook(ctx, false) }

func (l *link) deleteWebhook(ctx context.Context, drop bool) error {
	params := map[string]any{"drop_pending_updates": drop}
	if _, f := l.client.callPlain(ctx, l.token(), "deleteWebhook", params); f != nil {
		return f.coreError()
	}
	return nil
}
