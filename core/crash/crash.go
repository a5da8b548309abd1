// Package crash keeps a panic from leaving the terminal broken or a secret in
// sight: it makes an error of it that repeats neither what was panicked with
// nor the values of arguments. Every goroutine of ours begins here, or in the
// engine's spawn.
//
// It must not write to disk, log or terminal, and must not know what runs.
package crash

import (
	"fmt"
	"runtime"
)

// maxTrace bounds the trace of a Panic, in bytes.
const maxTrace = 256 << 10

// Panic is a panic that was caught, as an error.
type Panic struct {
	In    string // what ran, in a few words: "the intake"
	Cause string // the runtime's own words, or the type of any other value
	Trace string // of all goroutines, the one that panicked first; see [Scrub]
}

// Error implements error.
func (p *Panic) Error() string { return p.In + " crashed: " + p.Cause }

// Caught makes a Panic of what recover returned; one that was handed on to
// another goroutine by panicking with it stays what it is. It must be called
// in the deferred function, where the stack is still that of the panic.
func Caught(in string, v any) *Panic {
	if p, ok := v.(*Panic); ok {
		return p
	}
	buf := make([]byte, maxTrace)
	buf = buf[:runtime.Stack(buf, true)]
	return &Panic{In: in, Cause: Cause(v), Trace: string(Scrub(buf))}
}

// Cause tells what was panicked with: only the runtime's errors are repeated,
// for any other value might hold a token or what a visitor wrote.
func Cause(v any) string {
	if e, ok := v.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("a value of type %T", v)
}

// Do runs fn. A panic in it comes back as a *Panic.
func Do(in string, fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = Caught(in, v)
		}
	}()
	return fn()
}
