package core

import "time"

// Backoff counts out growing waits between First and Last: each is drawn between a
// base and 5/4 of it, so that many desks do not retry in step, and the base doubles.
type Backoff struct {
	First, Last time.Duration
	base        time.Duration
}

// Next returns how long to wait before the next try. jitter is from [0, 1).
func (b *Backoff) Next(jitter float64) time.Duration {
	b.base = min(max(2*b.base, b.First), b.Last*4/5)
	return b.base + time.Duration(jitter*float64(b.base/4))
}

// Reset starts over, after a success.
func (b *Backoff) Reset() { b.base = 0 }
