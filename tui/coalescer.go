package tui

import "time"

// coalescer keeps one kind of read from piling up: at most one is under way,
// and however often it is asked for meanwhile, it runs once more afterwards.
type coalescer struct {
	busy, again bool
	started     time.Time
}

// restRead is the least time between two starts of the same read. The first
// read after a quiet time starts at once.
const restRead = 25 * time.Millisecond

// ask reports whether a read may start now.
func (c *coalescer) ask(now time.Time) bool {
	if c.busy {
		c.again = true
		return false
	}
	c.busy, c.started = true, now
	return true
}

// done ends a read. It reports whether another is wanted, and after how long.
func (c *coalescer) done(now time.Time) (wait time.Duration, again bool) {
	c.busy = false
	if !c.again {
		return 0, false
	}
	c.again = false
	return max(restRead-now.Sub(c.started), time.Microsecond), true
}
