// Package crash recovers panics as errors, so that the program can restore the
// terminal, and without the panic's value or arguments, which may contain secrets.
// Every goroutine of the program must start in this package.
//
// It must not write to disk, log or terminal, and must not know what runs.
package crash

import (
	"fmt"
	"runtime"
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
