package tui

import (
	"sync"
	"time"
)

// errands are the effects that run beside the screen. One that reads is in the
// desk's database, so the end of a screen waits for them: whoever closes the
// desk next finds nobody there.
type errands struct {
	mu      sync.Mutex
	running int
	ended   chan struct{} // made by end, closed once none runs
}

// begin lets an effect run, unless the screen has ended. Who was let calls
// finish.
func (e *errands) begin() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended != nil {
		return false
	}
	e.running++
	return true
}

func (e *errands) finish() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running--
	if e.running == 0 && e.ended != nil {
		close(e.ended)
	}
}

// end lets no effect begin any more and waits for those that run, for as long
// as an end may take.
func (e *errands) end() {
	e.mu.Lock()
	e.ended = make(chan struct{})
	if e.running == 0 {
		close(e.ended)
	}
	e.mu.Unlock()
	select {
	case <-e.ended:
	case <-time.After(drainTime):
	}
}
