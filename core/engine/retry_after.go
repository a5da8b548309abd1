package engine

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// maxRetryAfter bounds a stored wait: links cap what Telegram says at a day, and
// what is longer comes of a clock that was set.
const maxRetryAfter = core.Day

// loadRetryAfters puts in force what Telegram told earlier senders, of this run and
// of those before: a channel that starts anew is still the same bot.
func (s *sender) loadRetryAfters(ctx context.Context) error {
	stored, err := s.store.RetryAfters(ctx, s.brand)
	if err != nil {
		return err
	}
	for _, r := range stored {
		if wait := min(r.Until.Sub(s.now()), maxRetryAfter); wait > 0 {
			s.channels.setRetryAfter(s.brand, r.Visitor, wait)
		}
	}
	now := time.Now()
	for v, wait := range s.channels.retryAfters(s.brand) {
		if v == wholeBot {
			s.all.limited = now.Add(wait)
		} else {
			s.waiting[v] = visitorWait{until: now.Add(wait), byTelegram: true}
		}
	}
	s.loaded = true
	return nil
}

// rateLimited makes a visitor's messages wait as Telegram said (its answer 429), and
// stores that. Telegram does not say whether it means the visitor or the bot: if
// another visitor waits too, it may be the bot.
func (s *sender) rateLimited(ctx context.Context, r result) {
	wait := max(r.retryAfter, time.Second)
	event := core.Event{Kind: core.EventMessage, Brand: s.brand, Chat: r.chat}
	if s.anotherLimited(r.visitor) {
		s.limitBot(wait)
		event = core.Event{Kind: core.EventHealth, Brand: s.brand}
	}
	s.channels.setRetryAfter(s.brand, r.visitor, wait)
	s.waiting[r.visitor] = visitorWait{until: time.Now().Add(wait), byTelegram: true}
	s.hub.Publish(event)
	err := s.runner.Write(ctx, func(t *txn.Tx) error {
		return t.SaveRetryAfter(ctx, s.brand, core.RetryAfter{Visitor: r.visitor, Until: t.Now().Add(wait)})
	})
	if err != nil && ctx.Err() == nil {
		s.log.Warn("retry-after not stored", "brand", s.brand, "err", err)
	}
}

// limitBot makes all visitors wait. As that is a guess, it is for a short time,
// longer each time until a reply gets through, and then a single one finds out.
func (s *sender) limitBot(wait time.Duration) {
	wait = min(wait, s.botLimit.next())
	s.all.limited = latest(s.all.limited, time.Now().Add(wait))
	s.channels.setRetryAfter(s.brand, wholeBot, wait)
	s.careful = true
}

// anotherLimited reports whether another visitor than v waits because of Telegram.
func (s *sender) anotherLimited(v core.VisitorID) bool {
	now := time.Now()
	for other, w := range s.waiting {
		if other != v && w.byTelegram && w.until.After(now) {
			return true
		}
	}
	return false
}
