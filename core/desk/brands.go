package desk

import (
	"context"
	"strings"
	"tgdesk/core"
	"time"
)

// NewBrand is what an admin chooses for a brand, and the bot that
// [Desk.Authenticate] found behind the token.
type NewBrand struct {
	Name    string
	Accent  string // "#rrggbb"
	Token   core.Token
	Bot     core.Bot
	Limits  core.Limits       // the zero value means DefaultLimits
	Options core.BrandOptions // the zero value means DefaultManner
}

// AddBrand adds an enabled brand; a running engine starts it.
func (d *Desk) AddBrand(ctx context.Context, op core.OperatorID, n NewBrand) (core.Brand, error) {
	if n.Limits == (core.Limits{}) {
		n.Limits = core.DefaultLimits()
	}
	if n.Options == (core.BrandOptions{}) {
		n.Options = core.DefaultBrandOptions()
	}
	b, err := n.brand(d.now())
	if err != nil {
		return core.Brand{}, err
	}
	err = d.write(ctx, func(w *tx) error {
		if err := w.admin(ctx, op); err != nil {
			return err
		}
		if err := w.nameFree(ctx, b.Name, 0); err != nil {
			return err
		}
		if err := botFree(ctx, w, b.Bot.ID, 0); err != nil {
			return err
		}
		b, err = w.InsertBrand(ctx, b)
		w.brandChanged(b.ID)
		return err
	})
	return b, err
}

// brand checks n and returns the brand it describes.
func (n NewBrand) brand(now time.Time) (core.Brand, error) {
	name, err := core.CheckName("brand", n.Name)
	if err != nil {
		return core.Brand{}, err
	}
	if err := core.CheckAccent(n.Accent); err != nil {
		return core.Brand{}, err
	}
	if err := n.Limits.Check(); err != nil {
		return core.Brand{}, err
	}
	if err := n.Options.Check(); err != nil {
		return core.Brand{}, err
	}
	if n.Bot.ID == 0 || n.Token == "" {
		return core.Brand{}, core.Errorf(core.CodeInvalid, "bot_missing", "A brand needs a bot: authenticate its token first.")
	}
	return core.Brand{
		Name: name, Accent: n.Accent, Bot: n.Bot, Token: n.Token, Enabled: true, Limits: n.Limits, Options: n.Options,
		Health: core.Health{State: core.HealthStopped, Since: now},
	}, nil
}

// RenameBrand gives a brand another name.
func (d *Desk) RenameBrand(ctx context.Context, op core.OperatorID, id core.BrandID, name string) (core.Brand, error) {
	name, err := core.CheckName("brand", name)
	if err != nil {
		return core.Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(w *tx, b *core.Brand) error {
		b.Name = name
		return w.nameFree(ctx, name, id)
	})
}

// SetAccent gives a brand another colour, "#rrggbb".
func (d *Desk) SetAccent(ctx context.Context, op core.OperatorID, id core.BrandID, accent string) (core.Brand, error) {
	if err := core.CheckAccent(accent); err != nil {
		return core.Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(_ *tx, b *core.Brand) error {
		b.Accent = accent
		return nil
	})
}

// SetLimits changes a brand's limits and moves the deadlines of its open
// chats with them.
func (d *Desk) SetLimits(ctx context.Context, op core.OperatorID, id core.BrandID, l core.Limits) (core.Brand, error) {
	if err := l.Check(); err != nil {
		return core.Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(w *tx, b *core.Brand) error {
		b.Limits = l
		for _, s := range core.States() {
			kind, ok := core.LimitOf(s)
			if !ok {
				continue
			}
			if err := w.MoveDeadlines(ctx, id, s, l.Of(kind)); err != nil {
				return err
			}
		}
		w.WakeTimers(w.Now()) // the timer must look again: any deadline may be nearer now
		return nil
	})
}

// RemoveBrand forgets a brand's token and frees its name and its bot. Its
// chats stay readable. While chats are open it refuses and counts them.
func (d *Desk) RemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID) error {
	_, err := d.changeBrand(ctx, op, id, func(w *tx, b *core.Brand) error {
		open, err := w.OpenChats(ctx, id)
		if err != nil {
			return err
		}
		if open > 0 {
			return core.Errorf(core.CodeConflict, "brand_has_chats", "%s still has open chats (%d). End them first.", b.Name, open)
		}
		b.Enabled, b.Token, b.RemovedAt = false, "", w.Now()
		return w.giveUpQueued(ctx, *b)
	})
	return err
}

// giveUpQueued marks replies failed that can never go out any more.
func (w *tx) giveUpQueued(ctx context.Context, b core.Brand) error {
	for {
		heads, err := w.NextQueued(ctx, b.ID, 100)
		if err != nil || len(heads) == 0 {
			return err
		}
		for _, m := range heads {
			m.Delivery, m.Error = core.DeliveryFailed, core.BrandGone
			if err := w.SaveMessage(ctx, m); err != nil {
				return err
			}
			w.EmitMessage(core.Chat{ID: m.ChatID, BrandID: b.ID})
		}
	}
}

// changeBrand lets an admin change a brand that is not removed.
func (d *Desk) changeBrand(ctx context.Context, op core.OperatorID, id core.BrandID, change func(*tx, *core.Brand) error) (core.Brand, error) {
	var b core.Brand
	err := d.write(ctx, func(w *tx) (err error) {
		if err = w.admin(ctx, op); err != nil {
			return err
		}
		if b, err = w.Brand(ctx, id); err != nil {
			return err
		}
		if !b.RemovedAt.IsZero() {
			return core.Errorf(core.CodeNotFound, "brand_removed", "This brand has been removed.")
		}
		if err = change(w, &b); err != nil {
			return err
		}
		w.brandChanged(id)
		return w.SaveBrand(ctx, b)
	})
	return b, err
}

func (w *tx) brandChanged(id core.BrandID) {
	w.WakeChannels()
	w.Emit(core.Event{Kind: core.EventBrand, Brand: id})
}

// nameFree reports whether another brand has the name, however it is cased.
func (w *tx) nameFree(ctx context.Context, name string, except core.BrandID) error {
	brands, err := w.Brands(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if b.ID != except && strings.EqualFold(b.Name, name) {
			return core.Errorf(core.CodeConflict, "brand_name_taken", "There is a brand named %s already.", b.Name)
		}
	}
	return nil
}

// botFree reports whether another brand of this desk uses the bot.
func botFree(ctx context.Context, r core.Reader, bot int64, except core.BrandID) error {
	b, err := r.BrandByBot(ctx, bot)
	switch {
	case core.IsNotFound(err):
		return nil
	case err != nil:
		return err
	case b.ID != except:
		return core.Errorf(core.CodeConflict, "bot_taken", "The brand %s of this desk already uses this bot.", b.Name)
	}
	return nil
}
