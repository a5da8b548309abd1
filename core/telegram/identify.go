package telegram

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"tgdesk/core"
)

// callTimeout is for methods that Telegram answers at once.
const callTimeout = 15 * time.Second

// Identify implements core.Messenger.
func (c *Client) Identify(ctx context.Context, token core.Token, apiURL string) (core.Identity, error) {
	c, token = c.at(apiURL), trimToken(token)
	bot, err := c.me(ctx, token)
	if err != nil {
		return core.Identity{}, err
	}
	hook, err := c.webhook(ctx, token)
	if err != nil {
		return core.Identity{}, err
	}
	return core.Identity{Bot: bot, WebhookHost: hook.host(), PendingUpdates: hook.PendingUpdates}, nil
}

func (c *Client) me(ctx context.Context, token core.Token) (core.Bot, error) {
	raw, f := c.callPlain(ctx, token, "getMe", nil)
	if f != nil && f.id == idCut && c.usesPlainHTTP() { // a new server's address is tried here first
		f.id = idCutPlain
	}
	if f != nil {
		return core.Bot{}, f.coreError()
	}
	var me struct {
		ID        int64  `json:"id"`
		Username  string `json:"username"`
		FirstName string `json:"first_name"`
	}
	if err := json.Unmarshal(raw, &me); err != nil || me.ID <= 0 {
		return core.Bot{}, c.unreadable().coreError()
	}
	return core.Bot{ID: me.ID, Username: me.Username, Name: me.FirstName}, nil
}

// webhookInfo is the result of getWebhookInfo. The URL must not leave this
// package: its path is often a secret of the program that set it.
type webhookInfo struct {
	URL            string `json:"url"`
	PendingUpdates int    `json:"pending_update_count"`
}

func (c *Client) webhook(ctx context.Context, token core.Token) (webhookInfo, error) {
	raw, f := c.callPlain(ctx, token, "getWebhookInfo", nil)
	if f != nil {
		return webhookInfo{}, f.coreError()
	}
	var hook *webhookInfo
	if err := json.Unmarshal(raw, &hook); err != nil || hook == nil {
		return webhookInfo{}, c.unreadable().coreError()
	}
	return *hook, nil
}

// host is the webhook's server, "" only if there is no webhook.
func (h webhookInfo) host() string {
	if h.URL == "" {
		return ""
	}
	address := h.URL
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if u, err := url.Parse(address); err == nil && oneLine(u.Host) != "" {
		return oneLine(u.Host)
	}
	return "an unknown server"
}

// unreadable is the failure for an answer that is ok but lacks the result.
func (c *Client) unreadable() *failure {
	return new(failure).with(idUnreadable, c.host)
}

// WebhookInfo implements core.Link.
func (l *link) WebhookInfo(ctx context.Context) (int, string, error) {
	hook, err := l.client.webhook(ctx, l.token())
	if err != nil {
		return 0, "", err
	}
	return hook.PendingUpdates, hook.host(), nil
}

// DropPendingUpdates implements core.Link. It also removes a webhook: Telegram has no
// other way to drop pending updates.
func (l *link) DropPendingUpdates(ctx context.Context) error { return l.deleteWebhook(ctx, true) }

// RemoveWebhook implements core.Link.
func (l *link) RemoveWebhook(ctx context.Context) error { return l.deleteWebhook(ctx, false) }

func (l *link) deleteWebhook(ctx context.Context, drop bool) error {
	params := map[string]any{"drop_pending_updates": drop}
	if _, f := l.client.callPlain(ctx, l.token(), "deleteWebhook", params); f != nil {
		return f.coreError()
	}
	return nil
}
