package botsim

import (
	"context"
	"sync"
)

// signal wakes goroutines that wait for a change. The mutex of the changing state
// guards it.
type signal struct{ ch chan struct{} }

func newSignal() signal { return signal{ch: make(chan struct{})} }

// fire wakes all waiting goroutines.
func (s *signal) fire() {
	close(s.ch)
	s.ch = make(chan struct{})
}

// await waits until done, which is called with mu held, returns true, or returns
// the error of ctx. The signal must fire after each change of what done reads.
func await(ctx context.Context, mu *sync.Mutex, s *signal, done func() bool) error {
	for {
		mu.Lock()
		finished, changed := done(), s.ch
		mu.Unlock()
		if finished {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
