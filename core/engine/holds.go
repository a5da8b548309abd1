package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

// wholeBot stands for every visitor of a brand: the bot itself may have been told
// to wait.
const wholeBot core.VisitorID = 0

// longestHold bounds what is believed of a stored hold: links cap what Telegram
// says at a day, and what is beyond that comes of a clock that was set.
const longestHold = core.Day

// hold notes until when Telegram wants no messages for a visitor, or for
// wholeBot.
func (s *channelStates) hold(id core.BrandID, v core.VisitorID, now time.Time, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.holds[id]
	if of == nil {
		of = map[core.VisitorID]time.Time{}
		s.holds[id] = of
	}
	for other, until := range of {
		if !until.After(now) {
			delete(of, other)
		}
	}
	of[v] = latest(of[v], now.Add(wait))
}

// holdsOf lists for how long each visitor of a brand is still held.
func (s *channelStates) holdsOf(id core.BrandID, now time.Time) map[core.VisitorID]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := map[core.VisitorID]time.Duration{}
	for v, until := range s.holds[id] {
		if until.After(now) {
			left[v] = until.Sub(now)
		}
	}
	return left
}

func (s *channelStates) heldUntil(id core.BrandID, v core.VisitorID, now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	until := latest(s.holds[id][v], s.holds[id][wholeBot])
	if !until.After(now) {
		return time.Time{}
	}
	return until
}

// doubt notes until when a brand's replies wait; zero is that they do not.
func (s *channelStates) doubt(id core.BrandID, until time.Time) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news = !s.doubts[id].Equal(until)
	s.doubts[id] = until
	return news
}

func (s *channelStates) doubtedUntil(id core.BrandID, now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if until := s.doubts[id]; until.After(now) {
		return until
	}
	return time.Time{}
}

// recall takes up what Telegram told earlier senders, of this run and of those
// before: a channel that starts anew is still the same bot.
func (s *sender) recall(ctx context.Context) error {
	stored, err := s.store.RetryAfters(ctx, s.brand)
	if err != nil {
		return err
	}
	for _, h := range stored {
		if wait := min(h.Until.Sub(s.now()), longestHold); wait > 0 {
			s.channels.hold(s.brand, h.Visitor, s.now(), wait)
		}
	}
	now := time.Now()
	for v, left := range s.channels.holdsOf(s.brand, s.now()) {
		if v == wholeBot {
			s.later = now.Add(left)
			continue
		}
		s.holds[v] = hold{until: now.Add(left), told: true}
	}
	s.recalled = true
	return nil
}

// holdLater makes a visitor's messages wait as Telegram told.
func (s *sender) holdLater(ctx context.Context, r result, wait time.Duration) {
	news := core.Event{Kind: core.EventMessage, Brand: s.brand, Chat: r.chat}
	if s.toldOfAnother(r.visitor) {
		s.holdBot(wait)
		news = core.Event{Kind: core.EventHealth, Brand: s.brand}
	}
	s.channels.hold(s.brand, r.visitor, s.now(), wait)
	s.holds[r.visitor] = hold{until: time.Now().Add(wait), told: true}
	s.hub.Publish(news)
	err := s.write(ctx, func(w *tx) error {
		return w.SaveRetryAfter(ctx, s.brand, core.RetryAfter{Visitor: r.visitor, Until: w.Now().Add(wait)})
	})
	if err != nil && ctx.Err() == nil {
		s.log.Warn("a wait that Telegram asked for is not stored", "brand", s.brand, "err", err)
	}
}

// holdBot makes all visitors wait: Telegram does not say whether it means the
// visitor or the bot, and told of a second one, the bot may be meant. As that is
// a guess, it holds for a little while, longer each time until a reply gets
// through, and then a single one finds out.
func (s *sender) holdBot(wait time.Duration) {
	wait = min(wait, s.guesses.next())
	s.later = latest(s.later, time.Now().Add(wait))
	s.channels.hold(s.brand, wholeBot, s.now(), wait)
	s.doubtful = true
}

// toldOfAnother reports whether Telegram holds up another visitor than v now.
func (s *sender) toldOfAnother(v core.VisitorID) bool {
	now := time.Now()
	for other, h := range s.holds {
		if other != v && h.told && h.until.After(now) {
			return true
		}
	}
	return false
}
