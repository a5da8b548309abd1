package engine

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tgdesk/core"
)

// Telegram's limits for a bot (core.telegram.org/bots/faq): about 30 messages a
// second in all, one a second to the same person with short bursts.
const (
	botRate, botBurst         = 30, 30
	visitorRate, visitorBurst = 1, 5
	// visitorsRemembered is how many visitors are remembered before those who were
	// written to long ago are forgotten.
	visitorsRemembered = 1024
)

// rateLimits are the rate limits of each brand. They outlive its sender: one that
// starts anew must not begin with a fresh burst.
type rateLimits struct {
	mu     sync.Mutex
	brands map[core.BrandID]*rateLimit
}

func (r *rateLimits) of(id core.BrandID) *rateLimit {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.brands[id] == nil {
		r.brands[id] = newRateLimit()
	}
	return r.brands[id]
}

// rateLimit keeps a bot within Telegram's limits. Messages of all kinds count, an
// album as often as it has parts, and edits too (tdlib/td#3034); chat actions do
// not.
type rateLimit struct {
	mu       sync.Mutex
	bot      *rate.Limiter
	visitors map[core.VisitorID]*rate.Limiter
}

func newRateLimit() *rateLimit {
	return &rateLimit{bot: rate.NewLimiter(botRate, botBurst), visitors: map[core.VisitorID]*rate.Limiter{}}
}

// botWait returns how long the bot must wait before its next message.
func (r *rateLimit) botWait(now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return untilToken(r.bot, now)
}

// visitorWait returns how long the next message to v must wait.
func (r *rateLimit) visitorWait(v core.VisitorID, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.visitors[v]; l != nil {
		return untilToken(l, now)
	}
	return 0
}

// spend counts n messages to v, even beyond what may go at once: an album goes as a
// whole, and what follows it waits the longer.
func (r *rateLimit) spend(v core.VisitorID, n int, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.visitors[v]
	if l == nil {
		if len(r.visitors) >= visitorsRemembered {
			maps.DeleteFunc(r.visitors, func(_ core.VisitorID, l *rate.Limiter) bool { return l.TokensAt(now) >= visitorBurst })
		}
		l = rate.NewLimiter(visitorRate, visitorBurst)
		r.visitors[v] = l
	}
	for range n { // more than a burst cannot be reserved at once
		l.ReserveN(now, 1)
		r.bot.ReserveN(now, 1)
	}
}

func untilToken(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing/float64(l.Limit())*float64(time.Second)) + time.Millisecond
}
