package botsim

import (
	"math"
	"time"
)

// Flood limits sends, in messages a second; 0 means no limit. Each limit lets a
// burst of Burst messages pass first, at least one.
type Flood struct {
	PerChat float64
	PerBot  float64
	Burst   int
}

// bucket holds what may be sent at once; it fills with time.
type bucket struct {
	tokens float64
	filled time.Time
}

// flooded takes n messages from the limits of the chat and of the bot, or
// answers 429 where not even one is left. An album passes as a whole and what
// follows waits for all of it. The caller holds sim.mu.
func (b *Bot) flooded(v *Visitor, n int) *answer {
	f, now := b.sim.flood, time.Now()
	chat, own := b.bucket(v.User.ID, f.PerChat, now), b.bucket(0, f.PerBot, now)
	if wait := max(chat.wait(f.PerChat), own.wait(f.PerBot)); wait > 0 {
		return refuse(tooMany(wait))
	}
	chat.tokens -= float64(n)
	own.tokens -= float64(n)
	return nil
}

// bucket fills the bucket of a key up to now and returns it.
func (b *Bot) bucket(key int64, rate float64, now time.Time) *bucket {
	full := float64(max(1, b.sim.flood.Burst))
	k := b.flood[key]
	if k == nil {
		k = &bucket{tokens: full, filled: now}
		b.flood[key] = k
	}
	k.tokens = min(full, k.tokens+rate*now.Sub(k.filled).Seconds())
	k.filled = now
	return k
}

// wait is the number of whole seconds until a message may be sent.
func (k *bucket) wait(rate float64) int {
	if rate <= 0 || k.tokens >= 1 {
		return 0
	}
	return int(math.Ceil((1 - k.tokens) / rate))
}
