package botsim

import (
	"math"
	"time"
)

// RateLimits limits sends, in messages a second; 0 means no limit. Each limit
// allows bursts of Burst messages, at least one.
type RateLimits struct {
	PerChat float64
	PerBot  float64
	Burst   int
}

// bucket is a token bucket of one limit.
type bucket struct {
	tokens float64
	filled time.Time
}

// takeTokens takes n messages from the limits of the chat and of the bot, or
// answers 429 if less than one is left. An album passes as a whole, and the next
// message waits for all of it. The caller holds sim.mu.
func (b *Bot) takeTokens(v *Visitor, n int) *answer {
	f, now := b.sim.rateLimits, time.Now()
	chat, own := b.bucket(v.User.ID, f.PerChat, now), b.bucket(0, f.PerBot, now)
	if wait := max(chat.wait(f.PerChat), own.wait(f.PerBot)); wait > 0 {
		return refusal(tooMany(wait))
	}
	chat.tokens -= float64(n)
	own.tokens -= float64(n)
	return nil
}

// bucket refills and returns the bucket of a chat, or of the bot for 0.
func (b *Bot) bucket(key int64, rate float64, now time.Time) *bucket {
	full := float64(max(1, b.sim.rateLimits.Burst))
	k := b.buckets[key]
	if k == nil {
		k = &bucket{tokens: full, filled: now}
		b.buckets[key] = k
	}
	k.tokens = min(full, k.tokens+rate*now.Sub(k.filled).Seconds())
	k.filled = now
	return k
}

// wait is after how many whole seconds a message may be sent.
func (k *bucket) wait(rate float64) int {
	if rate <= 0 || k.tokens >= 1 {
		return 0
	}
	return int(math.Ceil((1 - k.tokens) / rate))
}
