package engine

import (
	"math/rand/v2"
	"time"
)

// backoff counts out growing waits between first and last. Each is drawn between a
// base and 5/4 of it, so that many desks do not retry in step; the base doubles.
type backoff struct {
	first, last time.Duration
	base        time.Duration
}

// newRetryBackoff waits 1 s to 30 s: for network and disk.
func newRetryBackoff() *backoff { return &backoff{first: time.Second, last: 30 * time.Second} }

// newProbeBackoff waits 1 s to 10 s: for probes of a disk, which cost it little.
func newProbeBackoff() *backoff { return &backoff{first: time.Second, last: 10 * time.Second} }

// newDialBackoff waits 1 s to 5 s: for a server that cannot be connected to. Such a
// try costs neither side much, and after an outage of hours the desk should be back
// within seconds. A server that answers with errors is left alone longer.
func newDialBackoff() *backoff { return &backoff{first: time.Second, last: 5 * time.Second} }

// newUnknownBackoff waits 2 s to 1 min: after a request whose outcome is unknown.
// Each further one may be one more that a person must decide about.
func newUnknownBackoff() *backoff { return &backoff{first: 2 * time.Second, last: time.Minute} }

// newBotLimitBackoff waits 2 s to 10 min: while it is a guess that the bot as a
// whole is rate-limited.
func newBotLimitBackoff() *backoff { return &backoff{first: 2 * time.Second, last: 10 * time.Minute} }

// newBlockedBackoff waits 30 s to 5 min: for a bot that has a webhook, or that
// another program takes back before a poll succeeds.
func newBlockedBackoff() *backoff { return &backoff{first: 30 * time.Second, last: 5 * time.Minute} }

// newConflictBackoff waits 10 s to 45 min: for a bot that was held and lost to
// another program. Whoever polls last wins, so that the next poll takes it back.
func newConflictBackoff() *backoff { return &backoff{first: 10 * time.Second, last: 45 * time.Minute} }

// aboutASecond is the shortest pause after any error, randomized like the others.
func aboutASecond() time.Duration { return time.Second + rand.N(time.Second/4) }

// next returns how long to wait before the next try.
func (b *backoff) next() time.Duration {
	b.base = min(max(2*b.base, b.first), b.last*4/5)
	return b.base + rand.N(b.base/4)
}

// reset starts over, after a success.
func (b *backoff) reset() { b.base = 0 }
