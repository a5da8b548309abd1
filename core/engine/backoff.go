package engine

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

// newProbes waits 1 s to 10 s: for a look whether the disk is well again,
// which costs it little.
func newProbes() *backoff { return &backoff{first: time.Second, last: 10 * time.Second} }

// newDials waits 1 s to 5 s: for a server that no connection came about with (no
// network, nobody listens, no such name). Such a try costs neither side anything
// to speak of, and after an outage of hours the desk should be back within
// seconds; a server that answers with trouble of its own is left alone longer.
func newDials() *backoff { return &backoff{first: time.Second, last: 5 * time.Second} }

// newDoubts waits 2 s to 1 min: after requests whose fate nobody knows. Each
// further one may be one more that a person must decide on.
func newDoubts() *backoff { return &backoff{first: 2 * time.Second, last: time.Minute} }

// newGuesses waits 2 s to 10 min: while it is a guess that a bot as a whole was
// told to wait.
func newGuesses() *backoff { return &backoff{first: 2 * time.Second, last: 10 * time.Minute} }

// newTruces waits 10 s to 60 s: between looks at a bot that another program
// holds (see truce).
func newTruces() *backoff { return &backoff{first: 10 * time.Second, last: time.Minute} }

// aSecond is the shortest pause after any error, drawn like the others.
func aSecond() time.Duration { return time.Second + rand.N(time.Second/4) }

// next returns how long to wait before the next try.
func (b *backoff) next() time.Duration {
	b.base = min(max(2*b.base, b.first), b.last*4/5)
	return b.base + rand.N(b.base/4)
}

// reset starts over, after a success.
func (b *backoff) reset() { b.base = 0 }
