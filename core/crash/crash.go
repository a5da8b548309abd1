// Package crash recovers panics as errors, so that the program can restore the
// terminal, and without the panic's value or arguments, which may contain secrets.
// Every goroutine of the program must start in this package.
//
// It must not write to disk, log or terminal, and must not know what runs.
package crash

import (
	"fmt"
	"runtime"
	"sync"
)

// maxTrace bounds the trace of a Panic, in bytes.
const maxTrace = 256 << 10

// Panic is a recovered panic.
type Panic struct {
	In    string // what ran, in a few words: "a poller"
	Cause string // of a runtime error its text, of any other value its type
	Trace string // of all goroutines, starting with the panicking one; see redact
}

// Error implements error.
func (p *Panic) Error() string { return p.In + " crashed: " + p.Cause }

// FromRecover converts the result of recover to a Panic. A *Panic stays unchanged:
// code may panic with one again in another goroutine. FromRecover must be called
// in the deferred function, where the stack is still that of the panic.
func FromRecover(in string, v any) *Panic {
	if p, ok := v.(*Panic); ok {
		return p
	}
	buf := make([]byte, maxTrace)
	buf = buf[:runtime.Stack(buf, true)]
	return &Panic{In: in, Cause: Cause(v), Trace: string(redact(buf))}
}

// Cause describes the value of a panic. Only errors of the runtime are repeated:
// any other value may contain a token or a visitor's text.
func Cause(v any) string {
	if e, ok := v.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("a value of type %T", v)
}

// Do runs fn and returns its error, which is a *Panic if it panicked.
func Do(in string, fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = FromRecover(in, v)
		}
	}()
	return fn()
}

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
	g.running.Go(func() {
		if err := Do(in, func() error { fn(); return nil }); err != nil {
			g.Failed(err)
		}
	})
}

// Wait waits until all goroutines of the group have ended.
func (g *Group) Wait() { g.running.Wait() }
