package botsim

import (
	"context"
	"sync"
)

// signal wakes everybody who waits for a change. It is guarded by the mutex
// that guards what changes.
type signal struct{ ch chan struct{} }

func newSignal() signal { return signal{ch: make(chan struct{})} }

// fire wakes all that wait now.
func (s *signal) fire() {
	close(s.ch)
	s.ch = make(chan struct{})
}

// await returns when done, called with mu held, is true, or with the error of
// ctx. The signal must fire after each change that may make done true.
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
