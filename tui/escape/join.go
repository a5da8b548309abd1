// Package escape makes sense of the escape sequences that a terminal sends. What
// is a key reaches Bubble Tea in the form that it knows; what is none (answers to
// queries, reports that nobody asked for, keys that do not exist here) is
// swallowed, wherever the line cuts it.
//
// Bubble Tea v1 takes the rest of a sequence that was cut, and all of a string
// that answers a query, for typed text: such a text has ended chats.
//
// The package must not know actions, fields or the screen.
package escape

import (
	"bytes"
	"io"
	"time"

	"tgdesk/core/crash"
)

// joinTimeout is how long the rest of a sequence may take to come. The key esc
// waits for it too.
const joinTimeout = 50 * time.Millisecond

// Joiner reads what a terminal sends and waits for the rest of a sequence that
// was cut. It is for one goroutine.
type Joiner struct {
	in      io.Reader
	space   [1024]byte
	came    chan read // size 1
	waiting bool      // a read is under way
	rest    []byte    // of space: not handed out yet
	err     error
}

type read struct {
	n   int
	err error
}

// NewJoiner returns a Joiner of what in sends.
func NewJoiner(in io.Reader) *Joiner { return &Joiner{in: in, came: make(chan read, 1)} }

// Read implements io.Reader.
func (j *Joiner) Read(p []byte) (int, error) {
	n := 0
	if j.wait(nil) {
		n = j.take(p)
	}
	for n < len(p) && unfinished(p[:n]) {
		limit := time.NewTimer(joinTimeout)
		came := j.wait(limit.C)
		limit.Stop()
		if !came || p[n-1] == esc && !goesOn(j.rest) {
			break
		}
		n += j.take(p[n:])
	}
	if n > 0 {
		return n, nil
	}
	return 0, j.err
}

// goesOn reports whether what comes after an escape goes on with a sequence. Any other
// character is a key that was struck quickly after esc.
func goesOn(b []byte) bool {
	return bytes.IndexByte([]byte("[O]P_\\"), b[0]) >= 0 || len(b) > 1 && introducesString(b[0])
}

// wait waits until limit for something to hand out, and reports whether it came.
// What comes too late is for the next call.
func (j *Joiner) wait(limit <-chan time.Time) bool {
	if len(j.rest) > 0 || j.err != nil {
		return len(j.rest) > 0
	}
	if !j.waiting {
		j.waiting = true
		var r read
		crash.Go("the keyboard", func() (err error) { r.n, r.err = j.in.Read(j.space[:]); return nil }, func(err error) {
			if err != nil {
				r.err = err
			}
			j.came <- r
		})
	}
	select {
	case r := <-j.came:
		j.waiting, j.rest, j.err = false, j.space[:r.n], r.err
	case <-limit:
	}
	return len(j.rest) > 0
}

func (j *Joiner) take(p []byte) int {
	n := copy(p, j.rest)
	j.rest = j.rest[n:]
	return n
}

// unfinished reports whether b ends within a sequence.
func unfinished(b []byte) bool {
	i := bytes.LastIndexByte(b, esc)
	if i < 0 {
		return false
	}
	_, whole := sequence(b[i:])
	return !whole
}
