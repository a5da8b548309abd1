package core

import (
	"math/rand/v2"
	"time"
)

// backoff counts out growing waits between first and last: each is drawn
// between a base and 5/4 of it, so that many desks do not try in step, and the
// base doubles.
type backoff struct {
	first, last time.Duration
	base        time.Duration
}

// newTries waits 1 s to 30 s: for network and disk.
func newTries() *backoff { return &backoff{first: time.Second, last: 30 * time.Second} }

// newTruces waits 10 s to 60 s: for a bot that another program also polls.
// Whoever polls last wins, so trying often would be a fight.
func newTruces() *backoff { return &backoff{first: 10 * time.Second, last: time.Minute} }

// next returns how long to wait before the next try.
func (b *backoff) next() time.Duration {
	b.base = min(max(2*b.base, b.first), b.last*4/5)
	return b.base + rand.N(b.base/4)
}

// reset starts over, after a success.
func (b *backoff) reset() { b.base = 0 }
