package desk

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"tgdesk/core"
)

// NewBrand is what an admin chooses for a brand, and the bot that
// [Desk.Authenticate] found behind its token.
type NewBrand struct {
	Name    string
	Accent  string // "#rrggbb"
	Bot     core.Bot
	Limits  core.Limits       // zero = the default
	Options core.BrandOptions // zero = the default
	// Disabled keeps the channel from starting, so that what is in its way can go
	// before; see EnableBrand.
	Disabled bool
}

// AddBrand adds a brand with the token of its bot; a running engine starts its
// channel, unless it is disabled.
func (d *Desk) AddBrand(ctx context.Context, op core.OperatorID, n NewBrand, token string) (core.BrandView, error) {
	b, err := n.brand()
	if err != nil {
		return core.BrandView{}, err
	}
	c := core.Channel{
		Bot: n.Bot, Token: pastedToken(token), Enabled: !n.Disabled,
		Health: core.Health{State: core.HealthStopped, Since: d.now()},
	}
	if n.Disabled {
		c.Health.State = core.HealthDisabled
	}
	if c.Bot.ID == 0 || c.Token == "" {
		return core.BrandView{}, core.NewError(core.CodeInvalid, "bot_missing")
	}
	err = d.write(ctx, func(t *tx) error {
		if err := t.requireAdmin(ctx, op); err != nil {
			return err
		}
		if err := checkNameFree(ctx, t, b.Name, 0); err != nil {
			return err
		}
		if err := checkBotFree(ctx, t, c.Bot.ID, 0); err != nil {
			return err
		}
		if b, err = t.InsertBrand(ctx, b); err != nil {
			return err
		}
		c.Brand = b.ID
		t.announceBrand(b.ID)
		if err := t.SaveChannel(ctx, c); err != nil {
			return err
		}
		if err := t.needChatbotSecret(ctx, b); err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActBrandAdded, Brand: b.ID, Subject: b.Name})
	})
	return core.BrandView{Brand: b, Bot: c.Bot, Enabled: c.Enabled, Health: c.Health}, err
}

// Check returns why no brand can be like n. It knows no other brand: see
// [Desk.CheckNewBrand].
func (n NewBrand) Check() error {
	_, err := n.brand()
	return err
}

// CheckNewBrand returns why n cannot be added to this desk, as far as that can be
// said before its bot is known.
func (d *Desk) CheckNewBrand(ctx context.Context, n NewBrand) error {
	b, err := n.brand()
	if err != nil {
		return err
	}
	return checkNameFree(ctx, d.store, b.Name, 0)
}

// brand checks n and returns the brand it describes.
func (n NewBrand) brand() (core.Brand, error) {
	if n.Limits == (core.Limits{}) {
		n.Limits = core.DefaultLimits()
	}
	if n.Options == (core.BrandOptions{}) {
		n.Options = core.DefaultBrandOptions()
	}
	name, err := core.CheckBrandName(n.Name)
	if err != nil {
		return core.Brand{}, err
	}
	if err := cmp.Or(core.CheckAccent(n.Accent), n.Limits.Check(), n.Options.Check()); err != nil {
		return core.Brand{}, err
	}
	return core.Brand{Name: name, Accent: n.Accent, Limits: n.Limits, Options: n.Options}, nil
}

// RemoveBrand deletes a brand's channel and canned replies and frees its name. Its chats stay
// readable. While chats are open it refuses and counts them.
func (d *Desk) RemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	var dropped []core.File
	_, err := d.changeBrand(ctx, op, id, func(t *tx, b *core.Brand) error {
		open, err := t.OpenChats(ctx, id)
		if err != nil {
			return err
		}
		if open > 0 {
			return core.NewError(core.CodeConflict, "brand_has_chats", b.Name, open)
		}
		b.RemovedAt = t.Now()
		if dropped, err = t.deleteCannedOf(ctx, id); err != nil {
			return err
		}
		for _, remove := range []func(context.Context, core.BrandID) error{t.failQueued, t.deleteTextsOf, t.deleteFacesOf, t.DeleteChatbotSecret, t.DeleteChannel} {
			if err := remove(ctx, id); err != nil {
				return err
			}
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActBrandRemoved, Brand: id, Subject: b.Name})
	})
	return errors.Join(err, d.removeFiles(dropped, err))
}

func (t *tx) deleteFacesOf(ctx context.Context, id core.BrandID) error {
	faces, err := t.BrandFaces(ctx, id)
	for _, f := range faces {
		err = errors.Join(err, t.DeleteBrandFace(ctx, id, f.Language))
	}
	return err
}

// EndAndRemoveBrand ends the open chats of a brand, each in a transaction of its own with
// its entry in the audit, and then removes the brand. Interrupted in between, the brand
// stays, with the chats that are not ended yet.
func (d *Desk) EndAndRemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID, progress func(core.Bulk)) (ended core.Bulk, err error) {
	if err := d.requireAdmin(ctx, op); err != nil {
		return ended, err
	}
	for {
		open, err := d.store.ListOpenChats(ctx, id)
		if err != nil {
			return ended, err
		}
		if len(open) == 0 {
			return ended, d.RemoveBrand(ctx, op, id) // refuses if a visitor has just written
		}
		var ids []core.ChatID
		for _, c := range open {
			ids = append(ids, c.ID)
		}
		now, err := d.EndChats(ctx, op, ids, progress)
		ended.Done += now.Done
		if err == nil && now.Done == 0 && len(now.Refused) > 0 {
			err = now.Refused[0].Why
		}
		if err != nil {
			return ended, err
		}
	}
}

// failQueued marks queued replies of a removed brand as failed.
func (t *tx) failQueued(ctx context.Context, id core.BrandID) error {
	for {
		queued, err := t.NextQueued(ctx, id, 100)
		if err != nil || len(queued) == 0 {
			return err
		}
		for _, m := range queued {
			m.Delivery, m.Problem = core.DeliveryFailed, core.NewProblem("send_brand_removed")
			if err := t.SaveMessage(ctx, m); err != nil {
				return err
			}
			t.EmitTranscript(id, m.ChatID)
		}
	}
}

// changeBrand lets an admin change a brand that is not removed.
func (d *Desk) changeBrand(ctx context.Context, op core.OperatorID, id core.BrandID, change func(*tx, *core.Brand) error) (core.BrandView, error) {
	return onBrand(ctx, d, op, id, func(t *tx, b core.BrandView) (core.BrandView, error) {
		if err := change(t, &b.Brand); err != nil {
			return b, err
		}
		t.announceBrand(id)
		return b, t.SaveBrand(ctx, b.Brand)
	})
}

// existingBrand reads a brand that is not removed.
func existingBrand(ctx context.Context, r core.Reader, id core.BrandID) (core.BrandView, error) {
	b, err := r.Brand(ctx, id)
	if err == nil && !b.RemovedAt.IsZero() {
		err = core.NewError(core.CodeNotFound, "brand_removed")
	}
	return b, err
}

func (t *tx) announceBrand(id core.BrandID) {
	t.WakeChannels()
	t.Emit(core.Event{Kind: core.EventBrand, Brand: id})
}

// checkNameFree returns an error if another brand has the name, in upper or lower
// case.
func checkNameFree(ctx context.Context, r core.Reader, name string, except core.BrandID) error {
	brands, err := r.Brands(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if b.ID != except && strings.EqualFold(b.Name, name) {
			return core.NewError(core.CodeConflict, "brand_name_taken", b.Name)
		}
	}
	return nil
}

// checkBotFree returns an error if another brand of this desk uses the bot.
func checkBotFree(ctx context.Context, r core.Reader, bot int64, except core.BrandID) error {
	b, err := r.BrandByBot(ctx, bot)
	switch {
	case core.IsNotFound(err):
		return nil
	case err != nil:
		return err
	case b.ID != except:
		return core.NewError(core.CodeConflict, "bot_taken", b.Name)
	}
	return nil
}
