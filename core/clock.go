package core

import (
	"sync"
	"time"
)

const (
	// maxDrift is how far the machine's clock may be off the time that has passed:
	// corrections by time servers, in steps or slowly, stay below it.
	maxDrift = 2 * time.Minute
	// jumpTimeout is how long a larger jump must last to be followed.
	jumpTimeout = 10 * time.Minute
)

// Clock is the time of a desk: that of the machine's clock, as long as it moves
// with the time that passes. When it jumps, because somebody set it or a battery
// died, the desk goes on in the old time, so that a month's deadlines do not expire
// at once. A jump that is taken back within jumpTimeout has no effect; one that
// lasts is followed. A Clock may be used from many goroutines.
type Clock struct {
	wall    func() time.Time
	elapsed func() time.Duration // since origin
	origin  time.Time

	mu     sync.Mutex
	offset time.Duration // of the machine's clock from origin + elapsed, as it is followed
	jump   *clockJump    // nil while the machine's clock moves with time
}

// clockJump is another offset of the machine's clock, which is not followed yet.
type clockJump struct {
	offset time.Duration
	since  time.Duration // elapsed time when it was seen first
}

// Jump is a jump of the machine's clock that the desk does not follow yet.
type Jump struct {
	By    time.Duration // forward; negative is back
	Until time.Time     // when it will be followed, by the desk's clock
}

// NewClock returns a clock over the machine's, which may jump, and a steady one that
// counts the time that passes, with the machine's sleep; nil is the monotonic clock
// of package time. Where the steady clock does not count sleep, a long one looks
// like a jump.
func NewClock(wall func() time.Time, steady func() time.Duration) *Clock {
	if steady == nil {
		start := time.Now()
		steady = func() time.Duration { return time.Since(start) }
	}
	start := steady()
	return &Clock{wall: wall, elapsed: func() time.Duration { return steady() - start }, origin: wall().Round(0)}
}

// Now is the desk's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.origin.Add(c.update() + c.offset)
}

// Jump returns the jump that the desk does not follow yet, if there is one.
func (c *Clock) Jump() (j Jump, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.update(); c.jump == nil {
		return Jump{}, false
	}
	return Jump{By: c.jump.offset - c.offset, Until: c.origin.Add(c.jump.since + jumpTimeout + c.offset)}, true
}

// update compares the two clocks and returns the time elapsed since origin.
func (c *Clock) update() time.Duration {
	elapsed := c.elapsed()
	offset := c.wall().Round(0).Sub(c.origin) - elapsed
	switch {
	case near(offset, c.offset):
		c.offset, c.jump = offset, nil
	case c.jump == nil || !near(offset, c.jump.offset):
		c.jump = &clockJump{offset: offset, since: elapsed}
	case elapsed-c.jump.since >= jumpTimeout:
		c.offset, c.jump = offset, nil
	}
	return elapsed
}

func near(a, b time.Duration) bool { return (a - b).Abs() <= maxDrift }
