package crash

import "sync"

// Go runs fn in a new goroutine, and then done with fn's error, which is a
// *Panic if fn panicked. done runs in the same goroutine and must not panic.
func Go(in string, fn func() error, done func(error)) {
	go func() { done(Do(in, fn)) }()
}

// Group is a set of goroutines. Failed is called with every panic in them; it
// must be set before the first Go and must not panic.
type Group struct {
	Failed  func(error)
	running sync.WaitGroup
}

// Go runs fn in a new goroutine of the group.
func (g *Group) Go(in string, fn func()) {
	g.running.Add(1)
	Go(in, func() error { fn(); return nil }, func(err error) {
		if err != nil {
			g.Failed(err)
		}
		g.running.Done()
	})
}

// Wait waits until all goroutines of the group have ended.
func (g *Group) Wait() { g.running.Wait() }
