package crash

import "sync"

// Go runs fn on a goroutine of its own, and then ended with fn's error: a
// *Panic if fn panicked. ended runs on that goroutine and must not panic.
func Go(in string, fn func() error, ended func(error)) {
	go func() { ended(Do(in, fn)) }()
}

// Group is goroutines that end together. Failed hears of each panic among
// them; it must be set before the first Go and must not panic.
type Group struct {
	Failed  func(error)
	running sync.WaitGroup
}

// Go runs fn on a goroutine of the group.
func (g *Group) Go(in string, fn func()) {
	g.running.Add(1)
	nothing := func() error { fn(); return nil }
	Go(in, nothing, func(err error) {
		if err != nil {
			g.Failed(err)
		}
		g.running.Done()
	})
}

// Wait waits until all goroutines of the group have ended.
func (g *Group) Wait() { g.running.Wait() }
