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
	return d.authenticate(ctx, op, core.Brand{Options: o}, token)
}

// AuthenticateFor is Authenticate for a token that replaces the one of a brand: it
// must be of the same bot.
func (d *Desk) AuthenticateFor(ctx context.Context, op core.OperatorID, id core.BrandID, token string) (core.Identity, error) {
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return core.Identity{}, err
	}
	identity, err := d.authenticate(ctx, op, b, token)
	if err == nil {
		err = checkSameBot(b, identity.Bot)
	}
	return identity, err
}

func (d *Desk) authenticate(ctx context.Context, op core.OperatorID, b core.Brand, token string) (core.Identity, error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return core.Identity{}, err
	}
	identity, err := d.messenger.Identify(ctx, core.Token(strings.TrimSpace(token)), b.Options.APIURL)
	if err != nil {
		return identity, err
	}
	return identity, checkBotFree(ctx, d.store, identity.Bot.ID, b.ID)
}

// ReplaceToken gives a brand a new token of the same bot and restarts its channel,
// with the same queue.
func (d *Desk) ReplaceToken(ctx context.Context, op core.OperatorID, id core.BrandID, token core.Token, bot core.Bot) (core.Brand, error) {
	token = core.Token(strings.TrimSpace(token.Reveal()))
	return d.restartChannel(ctx, op, id, func(b *core.Brand) error {
		if token == "" {
			return core.NewError(core.CodeInvalid, "token_empty")
		}
		if err := checkSameBot(*b, bot); err != nil {
			return err
		}
		b.Token, b.Bot = token, bot
		return nil
	})
}

func checkSameBot(b core.Brand, bot core.Bot) error {
	if b.Bot.ID == bot.ID {
		return nil
	}
	return core.NewError(core.CodeConflict, "other_bot", bot.Username, b.Name, b.Bot.Username)
}

// EnableBrand starts a brand's channel (again). With drop, the updates that wait
// at Telegram are dropped first; if that fails, nothing is enabled.
func (d *Desk) EnableBrand(ctx context.Context, op core.OperatorID, id core.BrandID, drop bool) (core.Brand, error) {
	if drop {
		link, err := d.linkFor(ctx, op, id)
		if err != nil {
			return core.Brand{}, err
		}
		if err := link.DropWaiting(ctx); err != nil {
			return core.Brand{}, err
		}
	}
	return d.restartChannel(ctx, op, id, func(b *core.Brand) error {
		b.Enabled = true
		return nil
	})
}

// DisableBrand stops polling and sending for a brand. Its chats stay, and their
// deadlines are applied.
func (d *Desk) DisableBrand(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Brand, error) {
	return d.restartChannel(ctx, op, id, func(b *core.Brand) error {
		b.Enabled = false
		return nil
	})
}

// restartChannel changes a brand and starts its channel anew, without the health
// and the backoff of the old one.
func (d *Desk) restartChannel(ctx context.Context, op core.OperatorID, id core.BrandID, change func(*core.Brand) error) (core.Brand, error) {
	b, err := d.changeBrand(ctx, op, id, func(t *tx, b *core.Brand) error {
		if err := change(b); err != nil {
			return err
		}
		b.Health = core.Health{State: core.HealthStopped, Since: t.Now()}
		if !b.Enabled {
			b.Health.State = core.HealthDisabled
		}
		t.Emit(core.Event{Kind: core.EventHealth, Brand: id})
		return t.SetHealth(ctx, id, b.Health)
	})
	if err == nil {
		d.engine.RestartChannel(id)
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
	return link.Waiting(ctx)
}

// RemoveWebhook removes the webhook of a brand's bot and restarts the channel.
func (d *Desk) RemoveWebhook(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return err
	}
	if err := link.RemoveWebhook(ctx); err != nil {
		return err
	}
	d.engine.RestartChannel(id)
	return nil
}

// TakeOver takes a brand's bot back from another program that receives its
// updates: it removes the webhook, if there is one, and polls at once.
func (d *Desk) TakeOver(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	link, err := d.linkFor(ctx, op, id)
	if err != nil {
		return err
	}
	_, host, err := link.Waiting(ctx)
	if err == nil && host != "" {
		err = link.RemoveWebhook(ctx)
	}
	if err != nil {
		return err
	}
	d.engine.RestartChannel(id)
	return nil
}

// linkFor returns the link of a brand for an admin who is about to use it.
func (d *Desk) linkFor(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Link, error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return nil, err
	}
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return nil, err
	}
	return core.Connect(d.messenger, b)
}
