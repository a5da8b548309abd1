package botsim

import (
	"context"
	"slices"
	"strings"
)

func (s *Sim) getMe(_ context.Context, b *Bot, _ params) answer {
	me := b.user()
	me["can_join_groups"] = true
	for _, no := range []string{
		"can_read_all_group_messages", "supports_guest_queries", "supports_inline_queries",
		"can_connect_to_business", "has_main_web_app", "has_topics_enabled",
		"allows_users_to_create_topics", "can_manage_bots",
	} {
		me[no] = false
	}
	return result(me)
}

// user is the bot as a User of the protocol.
func (b *Bot) user() map[string]any {
	return map[string]any{"id": b.ID, "is_bot": true, "first_name": b.Name, "username": b.Username}
}

func (s *Sim) getWebhookInfo(_ context.Context, b *Bot, _ params) answer {
	pending := b.Pending()
	s.mu.Lock()
	defer s.mu.Unlock()
	info := map[string]any{"url": b.webhook, "has_custom_certificate": false, "pending_update_count": pending}
	if b.webhook != "" {
		info["max_connections"] = 40
	}
	if kinds := b.allowedUpdates(); kinds != nil {
		info["allowed_updates"] = kinds
	}
	return result(info)
}

// allowedUpdates lists the enabled kinds of updates, nil if they are the default.
func (b *Bot) allowedUpdates() []string {
	var kinds []string
	for _, k := range append(updatesByDefault(), updatesOnRequest()...) {
		if b.allowed[k] {
			kinds = append(kinds, k)
		}
	}
	if slices.Equal(kinds, updatesByDefault()) {
		return nil
	}
	return kinds
}

func (s *Sim) setWebhook(_ context.Context, b *Bot, p params) answer {
	url := p["url"]
	if url != "" && !strings.HasPrefix(url, "https://") {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	return s.changeWebhook(b, p, url, "Webhook was set")
}

func (s *Sim) deleteWebhook(_ context.Context, b *Bot, p params) answer {
	return s.changeWebhook(b, p, "", "Webhook was deleted")
}

func (s *Sim) changeWebhook(b *Bot, p params, url, done string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.setAllowedUpdates(p)
	if p.boolean("drop_pending_updates") {
		b.queue.drop(len(b.queue.events))
		b.polling.fire()
	}
	switch {
	case b.webhook == url && url == "":
		done = "Webhook is already deleted"
	case b.webhook == url:
		done = "Webhook is already set"
	case url == "":
		done = "Webhook was deleted"
	}
	b.setWebhook(url)
	return answer{status: 200, body: encode(map[string]any{"ok": true, "result": true, "description": done})}
}

// setWebhook keeps the queue and ends a waiting poll. The caller holds sim.mu.
func (b *Bot) setWebhook(url string) {
	b.webhook = url
	if url != "" && b.poll != nil {
		b.endPoll(b.conflict("terminated by setWebhook request"))
	}
}

func (s *Sim) getChat(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(p)
	if bad != nil {
		return *bad
	}
	chat := v.chat()
	chat["accent_color_id"] = v.User.ID % 7
	chat["max_reaction_count"] = 11
	chat["accepted_gift_types"] = map[string]any{
		"unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true,
		"premium_subscription": true, "gifts_from_channels": true,
	}
	return result(chat)
}
