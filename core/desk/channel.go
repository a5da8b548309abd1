package desk

import (
	"context"
	"strings"

	"tgdesk/core"
)

// Authenticate asks Telegram which bot a pasted token belongs to, at a Bot API
// server of the new brand's own or, for "", at the desk's. A bot that another brand
// of this desk uses gives CodeConflict, naming the brand. A webhook is no error: see
// [core.Identity].
func (d *Desk) Authenticate(ctx context.Context, op core.OperatorID, apiURL, token string) (core.Identity, error) {
	o := core.DefaultBrandOptions()
	o.APIURL = apiURL
	if err := o.Check(); err != nil {
		return core.Identity{}, err
	}
	return d.authenticate(ctx, op, apiURL, 0, token)
}

// AuthenticateFor is Authenticate for a token that replaces the one of a brand: it
// must be of the same bot.
func (d *Desk) AuthenticateFor(ctx context.Context, op core.OperatorID, id core.BrandID, token string) (core.Identity, error) {
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return core.Identity{}, err
	}
	identity, err := d.authenticate(ctx, op, b.Options.APIURL, b.ID, token)
	if err == nil {
		err = checkSameBot(b, identity.Bot)
	}
	return identity, err
}

// authenticate is Authenticate where the bot may be that of one brand, if not 0.
func (d *Desk) authenticate(ctx context.Context, op core.OperatorID, apiURL string, except core.BrandID, token string) (core.Identity, error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return core.Identity{}, err
	}
	identity, err := d.messenger.Identify(ctx, pastedToken(token), apiURL)
	if err != nil {
		return identity, err
	}
	return identity, checkBotFree(ctx, d.store, identity.Bot.ID, except)
}

func pastedToken(s string) core.Token { return core.Token(strings.TrimSpace(s)) }

// ReplaceToken gives a brand a new token of the same bot and restarts its channel,
// with the same queue; or disables it, as of a new brand (see NewBrand).
func (d *Desk) ReplaceToken(ctx context.Context, op core.OperatorID, id core.BrandID, token string, bot core.Bot, disable bool) (core.BrandView, error) {
	pasted := pastedToken(token)
	return d.restartChannel(ctx, op, id, core.ActTokenReplaced, func(b core.BrandView, c *core.Channel) error {
		if pasted == "" {
			return core.NewError(core.CodeInvalid, "token_empty")
		}
		if err := checkSameBot(b, bot); err != nil {
			return err
		}
		c.Token, c.Bot, c.Enabled = pasted, bot, c.Enabled && !disable
		return nil
	})
}

func checkSameBot(b core.BrandView, bot core.Bot) error {
	if b.Bot.ID == bot.ID {
		return nil
	}
	return core.NewError(core.CodeConflict, "other_bot", bot.Username, b.Name, b.Bot.Username)
}

// EnableBrand starts a brand's channel (again). With drop, the updates that wait
// at Telegram are dropped first; if that fails, nothing is enabled.
func (d *Desk) EnableBrand(ctx context.Context, op core.OperatorID, id core.BrandID, drop bool) (core.BrandView, error) {
	if drop {
		link, err := d.linkFor(ctx, op, id)
		if err != nil {
			return core.BrandView{}, err
		}
		if err := link.DropPendingUpdates(ctx); err != nil {
			return core.BrandView{}, err
		}
	}
	return d.restartChannel(ctx, op, id, core.ActChannelEnabled, func(_ core.BrandView, c *core.Channel) error {
		c.Enabled = true
		return nil
	})
}

// DisableBrand stops polling and sending for a brand. Its chats stay, and their
// deadlines are applied.
func (d *Desk) DisableBrand(ctx context.Context, op core.OperatorID, id core.BrandID) (core.BrandView, error) {
	return d.restartChannel(ctx, op, id, core.ActChannelDisabled, func(_ core.BrandView, c *core.Channel) error {
		c.Enabled = false
		return nil
	})
}

// restartChannel changes a brand's channel and starts it anew, without the health
// and the backoff of the old one.
func (d *Desk) restartChannel(ctx context.Context, op core.OperatorID, id core.BrandID, act core.Act, change func(core.BrandView, *core.Channel) error) (core.BrandView, error) {
	b, err := onBrand(ctx, d, op, id, func(t *tx, before core.BrandView) (core.BrandView, error) {
		c, err := t.Channel(ctx, id)
		if err != nil {
			return before, err
		}
		if err := change(before, &c); err != nil {
			return before, err
		}
		if err := t.SaveChannel(ctx, c); err != nil {
			return before, err
		}
		health := core.Health{State: core.HealthStopped, Since: t.Now()}
		if !c.Enabled {
			health.State = core.HealthDisabled
		}
		if err := t.SetHealth(ctx, id, health); err != nil {
			return before, err
		}
		if err := forgetFaces(ctx, t, id, func(core.BrandFace) bool { return c.Enabled }); err != nil {
			return before, err
		}
		t.Emit(core.Event{Kind: core.EventBrand, Brand: id}, core.Event{Kind: core.EventHealth, Brand: id})
		if err := t.Audit(ctx, core.AuditEntry{Act: act, Brand: id, Subject: before.Name}); err != nil {
			return before, err
		}
		return t.Brand(ctx, id)
	})
	if err == nil {
		d.engine.RestartChannel(id) // wakes the supervisor, not before: it would start the channel twice
	}
	return b, err
}

// Waiting returns how many updates wait at Telegram for a brand, and the host of
// the webhook that receives them instead, "" if there is none.
func (d *Desk) Waiting(ctx context.Context, op core.OperatorID, id core.BrandID) (waiting int, webhookHost string, err error) {
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return 0, "", err
	}
	return link.WebhookInfo(ctx)
}

// RemoveWebhook removes the webhook of a brand's bot and restarts the channel, unless
// it is disabled.
func (d *Desk) RemoveWebhook(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return err
	}
	if err := link.RemoveWebhook(ctx); err != nil {
		return err
	}
	b, err := d.auditAtTelegram(ctx, op, id, core.ActWebhookRemoved)
	if err == nil && b.Enabled {
		d.engine.RestartChannel(id)
	}
	return err
}

// auditAtTelegram appends to the audit what op did to a brand's bot at Telegram, and
// returns the brand.
func (d *Desk) auditAtTelegram(ctx context.Context, op core.OperatorID, id core.BrandID, act core.Act) (core.BrandView, error) {
	ctx = context.WithoutCancel(ctx) // it is done already
	return inTx(ctx, d, func(t *tx) (core.BrandView, error) {
		t.Actor = op
		b, err := t.Brand(ctx, id)
		if err != nil {
			return b, err
		}
		return b, t.Audit(ctx, core.AuditEntry{Act: act, Brand: id, Subject: b.Name})
	})
}

// TakeOver takes a brand's bot back from another program that receives its
// updates: it removes the webhook, if there is one, and polls at once.
func (d *Desk) TakeOver(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return err
	}
	_, host, err := link.WebhookInfo(ctx)
	if err == nil && host != "" {
		err = link.RemoveWebhook(ctx)
	}
	if err != nil {
		return err
	}
	d.engine.RestartChannel(id)
	_, err = d.auditAtTelegram(ctx, op, id, core.ActChannelTaken)
	return err
}

// linkFor returns the link of a brand for an admin who is about to use it.
func (d *Desk) linkFor(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Link, error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return nil, err
	}
	return d.connect(ctx, id)
}

// connect returns the link of a brand's channel.
func (d *Desk) connect(ctx context.Context, id core.BrandID) (core.Link, error) {
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := d.store.Channel(ctx, id)
	if err != nil {
		return nil, err
	}
	return core.Connect(d.messenger, c, b.Options.Server())
}
