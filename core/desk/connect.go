package desk

import (
	"context"
	"strings"
	"tgdesk/core"
)

// Authenticate asks who the bot behind a pasted token is. A bot that another
// brand of this desk uses gives CodeConflict, naming the brand. A webhook in
// the way is no error: see Identity.WebhookHost.
func (d *Desk) Authenticate(ctx context.Context, token string) (core.Identity, error) {
	return d.authenticate(ctx, core.Brand{}, token)
}

// AuthenticateAt is Authenticate at a Bot API server of the new brand's own, ""
// for the desk's.
func (d *Desk) AuthenticateAt(ctx context.Context, apiURL, token string) (core.Identity, error) {
	m := core.DefaultBrandOptions()
	m.APIURL = apiURL
	if err := m.Check(); err != nil {
		return core.Identity{}, err
	}
	return d.authenticate(ctx, core.Brand{Options: m}, token)
}

// AuthenticateFor is Authenticate for a token that replaces brand id's own:
// only that brand's bot will do.
func (d *Desk) AuthenticateFor(ctx context.Context, id core.BrandID, token string) (core.Identity, error) {
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return core.Identity{}, err
	}
	who, err := d.authenticate(ctx, b, token)
	if err == nil {
		err = sameBot(b, who.Bot)
	}
	return who, err
}

func (d *Desk) authenticate(ctx context.Context, b core.Brand, token string) (core.Identity, error) {
	who, err := d.messenger.Identify(ctx, core.Token(strings.TrimSpace(token)), b.Options.APIURL)
	if err != nil {
		return who, err
	}
	return who, botFree(ctx, d.store, who.Bot.ID, b.ID)
}

// ReplaceToken gives a brand a new token of the same bot. A channel that was
// unauthorized starts again, with the same queue.
func (d *Desk) ReplaceToken(ctx context.Context, op core.OperatorID, id core.BrandID, token core.Token, bot core.Bot) (core.Brand, error) {
	token = core.Token(strings.TrimSpace(token.Reveal()))
	return d.restartBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		if token == "" {
			return core.Errorf(core.CodeInvalid, "token_empty", "Paste the token that @BotFather gave you.")
		}
		if err := sameBot(*b, bot); err != nil {
			return err
		}
		b.Token, b.Bot = token, bot
		return nil
	})
}

func sameBot(b core.Brand, bot core.Bot) error {
	if b.Bot.ID == bot.ID {
		return nil
	}
	return core.Errorf(core.CodeConflict, "other_bot", "This token belongs to another bot (@%s). %s needs one of @%s.", bot.Username, b.Name, b.Bot.Username)
}

// EnableBrand starts a brand's channel (again). With dropWaiting, what waits at
// Telegram is forgotten first; if that fails, nothing is enabled.
func (d *Desk) EnableBrand(ctx context.Context, op core.OperatorID, id core.BrandID, dropWaiting bool) (core.Brand, error) {
	if dropWaiting {
		link, err := d.linkFor(ctx, op, id)
		if err != nil {
			return core.Brand{}, err
		}
		if err := link.DropWaiting(ctx); err != nil {
			return core.Brand{}, err
		}
	}
	return d.restartBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		b.Enabled = true
		return nil
	})
}

// DisableBrand stops a brand's polling and sending. Its chats stay, its timers run.
func (d *Desk) DisableBrand(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Brand, error) {
	return d.restartBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		b.Enabled = false
		return nil
	})
}

// restartBrand changes a brand and begins its channel anew: health and waits
// of the old one are void.
func (d *Desk) restartBrand(ctx context.Context, op core.OperatorID, id core.BrandID, change func(*tx, *core.Brand) error) (core.Brand, error) {
	b, err := d.changeBrand(ctx, op, id, func(w *tx, b *core.Brand) error {
		if err := change(w, b); err != nil {
			return err
		}
		b.Health = core.Health{State: core.HealthStopped, Since: w.Now()}
		if !b.Enabled {
			b.Health.State = core.HealthDisabled
		}
		w.Emit(core.Event{Kind: core.EventHealth, Brand: id})
		return w.SetHealth(ctx, id, b.Health)
	})
	if err == nil {
		d.engine.RestartChannel(id)
	}
	return b, err
}

// Waiting tells how many updates wait at Telegram for a brand, and the host of
// a webhook that keeps them away; empty if none.
func (d *Desk) Waiting(ctx context.Context, id core.BrandID) (waiting int, webhookHost string, err error) {
	b, err := d.store.Brand(ctx, id)
	if err != nil {
		return 0, "", err
	}
	link, err := core.Connect(d.messenger, b)
	if err != nil {
		return 0, "", err
	}
	return link.Waiting(ctx)
}

// RemoveWebhook lets a brand be polled that has a webhook in the way.
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

// TakeOver takes a brand's bot back from whatever else receives its updates: a
// webhook is removed, and another poller is polled away, and a few times more
// should it come back. After that the channel gives way as always.
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
	d.engine.TakeOver(id)
	return nil
}

// linkFor returns a brand's link for an admin who is about to use it.
func (d *Desk) linkFor(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Link, error) {
	var b core.Brand
	err := d.write(ctx, func(w *tx) (err error) {
		if err = w.admin(ctx, op); err != nil {
			return err
		}
		b, err = w.Brand(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return core.Connect(d.messenger, b)
}
