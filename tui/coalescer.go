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

// writeQueue runs use cases one after the other, in the order in which the
// operator asked for them: a reply typed right after a pick-up follows it.
type writeQueue struct {
	busy    bool
	waiting []effect
}

// written ends one use case and lets the next one start.
type written struct{ result any }

func (w written) apply(m *Model) {
	m.writes.busy = false
	if r, ok := w.result.(result); ok {
		r.apply(m)
	}
	m.nextWrite()
}

// do queues a use case.
func (m *Model) do(e effect) {
	m.writes.waiting = append(m.writes.waiting, e)
	m.nextWrite()
}

func (m *Model) nextWrite() {
	q := &m.writes
	if q.busy || len(q.waiting) == 0 {
		return
	}
	e := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.busy = true
	m.queue(wrapWrite(e))
}
