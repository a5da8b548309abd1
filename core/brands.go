package core

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// NewBrand is what an admin chooses for a brand, and the bot that
// [Desk.Authenticate] found behind the token.
type NewBrand struct {
	Name   string
	Accent string // "#rrggbb"
	Token  Token
	Bot    Bot
	Limits Limits // the zero value means DefaultLimits
	Manner Manner // the zero value means DefaultManner
}

// MaxName is the length in characters that names of brands and operators may have.
const MaxName = 40

// AddBrand adds an enabled brand; a running engine starts it.
func (d *Desk) AddBrand(ctx context.Context, op OperatorID, n NewBrand) (Brand, error) {
	if n.Limits == (Limits{}) {
		n.Limits = DefaultLimits()
	}
	if n.Manner == (Manner{}) {
		n.Manner = DefaultManner()
	}
	b, err := n.brand(d.now())
	if err != nil {
		return Brand{}, err
	}
	err = d.write(ctx, func(w *work) error {
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
func (n NewBrand) brand(now time.Time) (Brand, error) {
	name, err := checkName("brand", n.Name)
	if err != nil {
		return Brand{}, err
	}
	if err := checkAccent(n.Accent); err != nil {
		return Brand{}, err
	}
	if err := n.Limits.Check(); err != nil {
		return Brand{}, err
	}
	if err := n.Manner.Check(); err != nil {
		return Brand{}, err
	}
	if n.Bot.ID == 0 || n.Token == "" {
		return Brand{}, Errorf(CodeInvalid, "bot_missing", "A brand needs a bot: authenticate its token first.")
	}
	return Brand{
		Name: name, Accent: n.Accent, Bot: n.Bot, Token: n.Token, Enabled: true, Limits: n.Limits, Manner: n.Manner,
		Health: Health{State: HealthStopped, Since: now},
	}, nil
}

// RenameBrand gives a brand another name.
func (d *Desk) RenameBrand(ctx context.Context, op OperatorID, id BrandID, name string) (Brand, error) {
	name, err := checkName("brand", name)
	if err != nil {
		return Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(w *work, b *Brand) error {
		b.Name = name
		return w.nameFree(ctx, name, id)
	})
}

// SetAccent gives a brand another colour, "#rrggbb".
func (d *Desk) SetAccent(ctx context.Context, op OperatorID, id BrandID, accent string) (Brand, error) {
	if err := checkAccent(accent); err != nil {
		return Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(_ *work, b *Brand) error {
		b.Accent = accent
		return nil
	})
}

// SetLimits changes a brand's limits and moves the deadlines of its open
// chats with them.
func (d *Desk) SetLimits(ctx context.Context, op OperatorID, id BrandID, l Limits) (Brand, error) {
	if err := l.Check(); err != nil {
		return Brand{}, err
	}
	return d.changeBrand(ctx, op, id, func(w *work, b *Brand) error {
		b.Limits = l
		for _, s := range States() {
			kind, ok := limitOf(s)
			if !ok {
				continue
			}
			if err := w.MoveDeadlines(ctx, id, s, l.Of(kind)); err != nil {
				return err
			}
		}
		w.earliest = w.Now() // the timer must look again: any deadline may be nearer now
		return nil
	})
}

// RemoveBrand forgets a brand's token and frees its name and its bot. Its
// chats stay readable. While chats are open it refuses and counts them.
func (d *Desk) RemoveBrand(ctx context.Context, op OperatorID, id BrandID) error {
	_, err := d.changeBrand(ctx, op, id, func(w *work, b *Brand) error {
		open, err := w.OpenChats(ctx, id)
		if err != nil {
			return err
		}
		if open > 0 {
			return Errorf(CodeConflict, "brand_has_chats", "%s still has open chats (%d). End them first.", b.Name, open)
		}
		b.Enabled, b.Token, b.RemovedAt = false, "", w.Now()
		return w.giveUpQueued(ctx, *b)
	})
	return err
}

// brandGone is why a reply failed whose brand was removed.
const brandGone = "The brand was removed before this could be sent."

// giveUpQueued marks replies failed that can never go out any more.
func (w *work) giveUpQueued(ctx context.Context, b Brand) error {
	for {
		heads, err := w.NextQueued(ctx, b.ID, 100)
		if err != nil || len(heads) == 0 {
			return err
		}
		for _, m := range heads {
			m.Delivery, m.Error = DeliveryFailed, brandGone
			if err := w.SaveMessage(ctx, m); err != nil {
				return err
			}
			w.told(Chat{ID: m.ChatID, BrandID: b.ID})
		}
	}
}

// changeBrand lets an admin change a brand that is not removed.
func (d *Desk) changeBrand(ctx context.Context, op OperatorID, id BrandID, change func(*work, *Brand) error) (Brand, error) {
	var b Brand
	err := d.write(ctx, func(w *work) (err error) {
		if err = w.admin(ctx, op); err != nil {
			return err
		}
		if b, err = w.Brand(ctx, id); err != nil {
			return err
		}
		if !b.RemovedAt.IsZero() {
			return Errorf(CodeNotFound, "brand_removed", "This brand has been removed.")
		}
		if err = change(w, &b); err != nil {
			return err
		}
		w.brandChanged(id)
		return w.SaveBrand(ctx, b)
	})
	return b, err
}

func (w *work) brandChanged(id BrandID) {
	w.brands = true
	w.events = append(w.events, Event{Kind: EventBrand, Brand: id})
}

// nameFree reports whether another brand has the name, however it is cased.
func (w *work) nameFree(ctx context.Context, name string, except BrandID) error {
	brands, err := w.Brands(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if b.ID != except && strings.EqualFold(b.Name, name) {
			return Errorf(CodeConflict, "brand_name_taken", "There is a brand named %s already.", b.Name)
		}
	}
	return nil
}

// botFree reports whether another brand of this desk uses the bot.
func botFree(ctx context.Context, r Reader, bot int64, except BrandID) error {
	b, err := r.BrandByBot(ctx, bot)
	switch {
	case IsNotFound(err):
		return nil
	case err != nil:
		return err
	case b.ID != except:
		return Errorf(CodeConflict, "bot_taken", "The brand %s of this desk already uses this bot.", b.Name)
	}
	return nil
}

// checkName returns a name as it is kept. of is "brand" or "operator".
func checkName(of, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", Errorf(CodeInvalid, "name_empty", "The %s needs a name.", of)
	case n > MaxName:
		return "", Errorf(CodeInvalid, "name_too_long", "The name is too long: %d characters; at most %d are allowed.", n, MaxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unprintable):
		return "", Errorf(CodeInvalid, "name_unprintable", "The name holds characters that cannot be shown.")
	}
	return name, nil
}

// unprintable finds control characters and those that turn the direction of
// what follows them; joiners, which emoji and some scripts need, are fine.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

func checkAccent(s string) error {
	ok := len(s) == 7 && s[0] == '#' && strings.IndexFunc(s[1:], notHex) < 0
	if !ok {
		return Errorf(CodeInvalid, "accent_format", "%q is not a colour. Write it as #rrggbb.", s)
	}
	return nil
}

func notHex(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'f') && (r < 'A' || r > 'F')
}
