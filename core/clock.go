package core

import (
	"sync"
	"time"
)

const (
	// driftAllowed is how far the machine's clock may be off the time that has
	// passed: what time servers correct, in steps or slowly, stays below it.
	driftAllowed = 2 * time.Minute
	// jumpPatience is how long a jump beyond that must last to be believed.
	jumpPatience = 10 * time.Minute
)

// Clock is the time by which a desk lives: that of the machine's clock, as long
// as it moves with the time that passes. When it jumps, by a hand that slipped
// or a battery that died, the desk goes on in the old time, and a month's
// deadlines do not fall due at once. A jump that is taken back within
// jumpPatience has never been; one that lasts is followed. All methods may be
// called from many goroutines.
type Clock struct {
	wall   func() time.Time
	steady func() time.Duration
	origin time.Time

	mu    sync.Mutex
	gap   time.Duration // of the machine's clock to the time passed since origin, as it is believed
	doubt *doubt        // nil while the clock moves as time does
}

// doubt is a gap that is not believed yet.
type doubt struct {
	gap   time.Duration
	since time.Duration // by the steady clock
}

// Jump is a jump of the machine's clock that the desk does not follow yet.
type Jump struct {
	By    time.Duration // forward; less than zero is back
	Until time.Time     // when it will be followed, by the desk's clock
}

// NewClock returns a clock over the machine's, which may jump, and a steady one
// that counts the time that passes, a sleep of the machine included. Where it
// does not count sleep, a long one is taken for a jump. Nil is the monotonic
// clock of package time.
func NewClock(wall func() time.Time, steady func() time.Duration) *Clock {
	if steady == nil {
		began := time.Now()
		steady = func() time.Duration { return time.Since(began) }
	}
	began := steady()
	since := func() time.Duration { return steady() - began }
	return &Clock{wall: wall, steady: since, origin: wall().Round(0)}
}

// Now is the desk's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.origin.Add(c.look() + c.gap)
}

// Jump returns the jump that the desk does not follow yet, if there is one.
func (c *Clock) Jump() (j Jump, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.look(); c.doubt == nil {
		return Jump{}, false
	}
	return Jump{By: c.doubt.gap - c.gap, Until: c.origin.Add(c.doubt.since + jumpPatience + c.gap)}, true
}

// look compares the two clocks and returns the time passed since origin.
func (c *Clock) look() time.Duration {
	passed := c.steady()
	gap := c.wall().Round(0).Sub(c.origin) - passed
	switch {
	case alike(gap, c.gap):
		c.gap, c.doubt = gap, nil
	case c.doubt == nil || !alike(gap, c.doubt.gap):
		c.doubt = &doubt{gap: gap, since: passed}
	case passed-c.doubt.since >= jumpPatience:
		c.gap, c.doubt = gap, nil
	}
	return passed
}

func alike(a, b time.Duration) bool { return (a - b).Abs() <= driftAllowed }
