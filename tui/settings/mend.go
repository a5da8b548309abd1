package settings

import (
	"context"

	"tgdesk/core"
)

// mend is something that may help a channel in trouble.
type mend struct {
	id, key      string
	button, hint string // ids of their titles
	press        func() Effect
}

// mends are what can be done about a channel's trouble beside giving it another
// token.
func (p *channel) mends(b core.Brand) []mend {
	switch {
	case p.blocked(b) && p.webhook != "":
		return []mend{{"webhook", "w", "remove_webhook", "key_webhook", p.removeWebhook}}
	case p.blocked(b):
		return []mend{{"over", "o", "hold_bot", "key_hold_bot", p.takeOver}}
	case b.Enabled && b.Health.State == core.HealthUnauthorized && !b.Token.Sealed():
		return []mend{{"again", "a", "again", "key_again", p.tryAgain}}
	}
	return nil
}

// tokenTitle names the way to a new token, as an offer where nothing else helps.
func (p *channel) tokenTitle(b core.Brand) string {
	if b.Enabled && (b.Health.State == core.HealthUnauthorized || b.Token.Sealed()) {
		return "paste_token"
	}
	return "replace_token"
}

func (p *channel) removeWebhook() Effect {
	p.known, p.unknown, p.webhook = false, "", ""
	return p.s.removeWebhook(p.id)
}

// takeOver takes the bot back from another program that polls it.
func (p *channel) takeOver() Effect {
	s, b := p.s, p.brand()
	p.known, p.unknown = false, ""
	return start(s, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.desk.TakeOver(ctx, s.operator, p.id)
	}, func(_ struct{}, err error) Effect {
		if err != nil {
			s.fail(err)
		} else {
			s.say("took_over", brandName(b))
		}
		return s.reread()
	})
}

// tryAgain polls once more with the same token: Telegram sometimes refuses one
// for a while that is in force, just after it was given out.
func (p *channel) tryAgain() Effect {
	s := p.s
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.EnableBrand(ctx, s.operator, p.id, false)
	}, func(b core.Brand, err error) Effect {
		if err == nil {
			s.say("tried_again", brandName(b))
		}
		return nil
	})
}
