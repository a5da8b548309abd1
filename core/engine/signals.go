package engine

import (
	"sync"
	"time"

	"tgdesk/core"
)

// signals are wake-up calls by brand. A call for a brand without a listener is
// lost, which is right: a listener begins by looking.
type signals struct {
	mu    sync.Mutex
	calls map[core.BrandID]chan struct{}
}

func newSignals() *signals { return &signals{calls: map[core.BrandID]chan struct{}{}} }

// listen returns the channel, of size 1, on which calls for the brand arrive.
// It replaces the one of an earlier listener.
func (s *signals) listen(id core.BrandID) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, 1)
	s.calls[id] = c
	return c
}

func (s *signals) wake(id core.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	notify(s.calls[id])
}

// notify fills a channel of size 1; a nil or full one is left alone.
func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// alarm wakes the timers when a deadline comes that is earlier than the one
// they sleep for.
type alarm struct {
	calls chan struct{}

	mu    sync.Mutex
	armed time.Time
	any   bool // every deadline is news: nothing is armed
}

func newAlarm() *alarm { return &alarm{calls: make(chan struct{}, 1), any: true} }

// ring tells of a deadline that was stored.
func (a *alarm) ring(deadline time.Time) {
	a.mu.Lock()
	news := a.any || deadline.Before(a.armed)
	a.mu.Unlock()
	if news {
		notify(a.calls)
	}
}

// disarm makes every deadline ring, from before the earliest is read until arm.
func (a *alarm) disarm() {
	a.mu.Lock()
	a.any = true
	a.mu.Unlock()
}

func (a *alarm) arm(deadline time.Time) {
	a.mu.Lock()
	a.any, a.armed = deadline.IsZero(), deadline
	a.mu.Unlock()
}
