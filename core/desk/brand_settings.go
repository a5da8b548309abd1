package desk

import (
	"context"
	"time"

	"tgdesk/core"
)

// BrandChange is what becomes of a brand's settings; what is nil stays.
type BrandChange struct {
	Name    *string
	Accent  *string // "#rrggbb"
	Limits  *core.Limits
	Options *core.BrandOptions
	// Flow comes with Options that name a flow; nil leaves the one that the brand has.
	Flow *core.Flow
	// Agreed is what other limits may do at once to open chats: see [core.LimitEffect].
	Agreed core.LimitEffect
	// AgreedRemoval is what may be removed at once, as messages are kept for a shorter time.
	AgreedRemoval core.RetentionEffect
}

// checked returns the change as it is stored, or why a brand cannot be like that.
func (ch BrandChange) checked() (BrandChange, error) {
	if ch.Name != nil {
		name, err := core.CheckBrandName(*ch.Name)
		if err != nil {
			return ch, err
		}
		ch.Name = &name
	}
	if ch.Accent != nil {
		if err := core.CheckAccent(*ch.Accent); err != nil {
			return ch, err
		}
	}
	if ch.Limits != nil {
		if err := ch.Limits.Check(); err != nil {
			return ch, err
		}
	}
	if ch.Options != nil {
		o := *ch.Options
		for _, option := range core.Options() {
			text, ok := option.Value(o).(string)
			if !ok {
				continue
			}
			tidy, err := option.Parse(text)
			if err != nil {
				return ch, err
			}
			option.Set(&o, tidy)
		}
		ch.Options = &o
		return ch, o.Check()
	}
	return ch, nil
}

// SetBrand changes a brand's settings, all of them or none. Other limits move the
// deadlines of its open chats; when that changes more chats at once than was agreed
// to, nothing happens and the error tells what to agree to: see
// [core.ToAgree]. Another Bot API server restarts the channel.
func (d *Desk) SetBrand(ctx context.Context, op core.OperatorID, id core.BrandID, ch BrandChange) (core.BrandView, error) {
	ch, err := ch.checked()
	if err != nil {
		return core.BrandView{}, err
	}
	otherChatbot := false
	b, err := d.changeBrand(ctx, op, id, func(t *tx, b *core.Brand) error {
		before := *b
		if ch.Name != nil {
			b.Name = *ch.Name
			if err := checkNameFree(ctx, t, b.Name, id); err != nil {
				return err
			}
		}
		if ch.Accent != nil {
			b.Accent = *ch.Accent
		}
		if ch.Options != nil {
			if err := t.setRouting(ctx, id, b.Options, *ch.Options); err != nil {
				return err
			}
			if err := t.setChatbot(ctx, *b, ch.Options.Chatbot, ch.Flow); err != nil {
				return err
			}
			b.Options = *ch.Options
			otherChatbot = ch.Flow != nil || b.Options.Chatbot != before.Options.Chatbot || b.Options.ChatbotPrivate != before.Options.ChatbotPrivate
			if err := t.keepShorter(ctx, before, b.Options.KeepMessages, ch.AgreedRemoval); err != nil {
				return err
			}
			if err := t.needChatbotSecret(ctx, *b); err != nil {
				return err
			}
		}
		if ch.Limits != nil {
			b.Limits = *ch.Limits
		}
		if is := t.CacheRules(*b); ch.Limits != nil || !b.SameDeadlines(before) {
			if err := t.moveDeadlines(ctx, before, before.Rules(), is, ch.Agreed); err != nil {
				return err
			}
		}
		if *b == before {
			return nil
		}
		was, is := before.Differences(*b)
		return t.Audit(ctx, core.AuditEntry{Act: core.ActBrandChanged, Brand: id, Subject: b.Name, Before: was, After: is})
	})
	if err == nil && otherChatbot {
		d.engine.ReloadChatbot(id)
	}
	if err == nil && ch.Options != nil {
		d.engine.WakeRetention()
	}
	return b, err
}

// keepShorter asks first where messages of a brand are kept for a shorter time than before
// and some go at once.
func (t *tx) keepShorter(ctx context.Context, before core.Brand, keep time.Duration, agreed core.RetentionEffect) error {
	if keep == 0 || before.Options.KeepMessages != 0 && keep >= before.Options.KeepMessages {
		return nil
	}
	e, err := t.CountOld(ctx, before.ID, t.Now().Add(-keep))
	if err != nil || e.Within(agreed) {
		return err
	}
	return e.AskFirst(before.Name, keep)
}

// moveDeadlines moves the deadlines of a brand's open chats from the rules that were to those
// that are. agreed is what that may do at once.
func (t *tx) moveDeadlines(ctx context.Context, b core.Brand, was, is core.Rules, agreed core.LimitEffect) error {
	chats, err := t.ListOpenChats(ctx, b.ID)
	if err != nil {
		return err
	}
	if e := core.EffectOfLimits(chats, t.Now(), was, is); !e.Within(agreed) {
		return e.AskFirst(b.Name)
	}
	for _, kind := range core.LimitKinds() {
		if err := t.MoveDeadlines(ctx, b.ID, kind, is.Of(kind), t.Now()); err != nil {
			return err
		}
	}
	for _, c := range chats { // what depends on more than one limit
		next := c.Under(is, t.Now())
		if c.State == core.Pending && is.AnswerHours != nil || !next.WarnAt.Equal(c.WarnAt) {
			if err := t.Tx.SaveChat(ctx, next); err != nil {
				return err
			}
		}
	}
	t.WakeTimers(t.Now()) // any deadline may be earlier now
	return nil
}

// setRouting checks the operators to whom a brand's chats are routed, and ends what is
// offered as the brand wanted before.
func (t *tx) setRouting(ctx context.Context, id core.BrandID, before, after core.BrandOptions) error {
	if after.RoutingTo != before.RoutingTo {
		for _, name := range after.RoutedTo() {
			op, err := t.OperatorByName(ctx, name)
			if err != nil {
				return err
			}
			if !op.Serves(id) {
				return core.NewError(core.CodeInvalid, "operator_of_other_brand", name)
			}
		}
	}
	if after.Routing == before.Routing && after.RoutingTo == before.RoutingTo {
		return nil
	}
	t.WakeTimers(t.Now())
	chats, err := t.ListOpenChats(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range chats {
		if c.Handover.OfferedTo == 0 && !c.Handover.ForAll {
			continue
		}
		next := c.WithoutOffer()
		next.Handover.Asked, next.Handover.ForAll = core.Set[core.OperatorID]{}, false
		if err := t.SaveMoved(ctx, c, next); err != nil {
			return err
		}
	}
	return nil
}

// SetBrandOptions changes a brand's options, whatever that does at once to open chats.
func (d *Desk) SetBrandOptions(ctx context.Context, op core.OperatorID, id core.BrandID, o core.BrandOptions) (core.BrandView, error) {
	ch := BrandChange{Options: &o}
	b, err := d.SetBrand(ctx, op, id, ch)
	if effect, ask := core.ToAgree[core.LimitEffect](err); ask {
		ch.Agreed = effect
		return d.SetBrand(ctx, op, id, ch)
	}
	return b, err
}
