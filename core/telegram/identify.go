package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// Identify implements core.Messenger.
func (c *Client) Identify(ctx context.Context, token core.Token, apiURL string) (core.Identity, error) {
	l := c.connect(token, core.Server{URL: apiURL})
	raw, f := l.call(ctx, request{method: "getMe"})
	if f != nil {
		if f.id == idCut && l.url.Scheme == "http" { // a new server's address is tried here first
			f.id = "telegram_cut_plain"
		}
		return core.Identity{}, f.coreError()
	}
	var me struct {
		ID        int64  `json:"id"`
		Username  string `json:"username"`
		FirstName string `json:"first_name"`
	}
	if err := json.Unmarshal(raw, &me); err != nil || me.ID <= 0 {
		return core.Identity{}, l.unreadable(err).coreError()
	}
	pending, host, err := l.WebhookInfo(ctx)
	if err != nil {
		return core.Identity{}, err
	}
	bot := core.Bot{ID: me.ID, Username: me.Username, Name: me.FirstName}
	return core.Identity{Bot: bot, WebhookHost: host, PendingUpdates: pending}, nil
}

// WebhookInfo implements core.Link. The webhook's URL must not leave this package:
// its path is often a secret of the program that set it.
func (l *link) WebhookInfo(ctx context.Context) (pending int, host string, err error) {
	raw, f := l.call(ctx, request{method: "getWebhookInfo"})
	if f != nil {
		return 0, "", f.coreError()
	}
	var hook *struct {
		URL     string `json:"url"`
		Pending int    `json:"pending_update_count"`
	}
	if err := json.Unmarshal(raw, &hook); err != nil || hook == nil {
		return 0, "", l.unreadable(err).coreError()
	}
	if hook.URL == "" {
		return hook.Pending, "", nil
	}
	if !strings.Contains(hook.URL, "://") {
		hook.URL = "https://" + hook.URL
	}
	if u, err := url.Parse(hook.URL); err == nil {
		host = clean.Line(u.Host).String()
	}
	return hook.Pending, cmp.Or(host, "an unknown server"), nil
}

// DropPendingUpdates implements core.Link. It also removes a webhook: Telegram has
// no other way to drop pending updates.
func (l *link) DropPendingUpdates(ctx context.Context) error { return l.deleteWebhook(ctx, true) }

// RemoveWebhook implements core.Link.
func (l *link) RemoveWebhook(ctx context.Context) error { return l.deleteWebhook(ctx, false) }

func (l *link) deleteWebhook(ctx context.Context, drop bool) error {
	if _, f := l.call(ctx, request{method: "deleteWebhook", params: map[string]any{"drop_pending_updates": drop}}); f != nil {
		return f.coreError()
	}
	return nil
}
