package botsim

import (
	"context"
	"slices"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind int

// The kinds of faults. "After" means that the method is executed first: the sent
// message is in the visitor's inbox, updates are confirmed. Of a downloaded file
// (see [Download]), half arrives before CutAfter, Truncated and HangAfter, and
// with WrongTypes every byte is 0.
const (
	TooManyRequests    FaultKind = iota + 1 // 429 with retry_after, without effect
	InternalError                           // 500 in JSON, without effect
	BadGateway                              // 502 of a proxy, in HTML, without effect
	Unauthorized                            // 401 without effect
	Forbidden                               // 403 without effect
	CutBefore                               // the connection closes without effect, before the body is read if When is nil
	CutAfter                                // the connection closes after the effect
	HangBefore                              // hangs until released, then continues normally
	HangAfter                               // executes, hangs until released, then answers
	Truncated                               // executes; half of the answer arrives, then the connection closes
	WrongTypes                              // executes; numbers arrive as strings, strings as numbers
	EmptyBody                               // executes; 200 without a body
	InternalErrorAfter                      // executes; 500 in JSON, as when the server restarts
	BadGatewayAfter                         // executes; 502 in HTML
	BadRequest                              // 400 without effect
	NotFound                                // 404 without effect
	Slow                                    // a Pause before each 64 KB of the request's body, or of a downloaded file
	HangBeforeBody                          // hangs until released before the body is read, then continues
	CutMidway                               // the connection closes after Bytes of the body, without effect
	TooManyHeaderOnly                       // 429 with its wait only in the header Retry-After, without effect
	TooManyHTML                             // 429 of a proxy, in HTML, without effect
	Conflict                                // 409 without effect, as if another program polled
)

// Fault is what goes wrong, for which requests, and how often.
type Fault struct {
	Kind   FaultKind
	Bot    *Bot               // nil: every bot
	Method string             // canonical spelling; "": every method
	When   func(Request) bool // nil: always; must not call the Sim, which is locked
	Times  int                // 0: until removed
	// RetryAfter is in seconds, for the kinds of 429; 0 means 1.
	RetryAfter int
	// Description replaces the text of the JSON errors.
	Description string
	Pause       time.Duration // of Slow
	Bytes       int64         // of CutMidway
}

// ActiveFault is an injected fault.
type ActiveFault struct {
	fault Fault
	sim   *Sim

	// Guarded by sim.mu.
	hits     int
	hit      signal
	released bool
	release  chan struct{} // closed by Release
}

// Inject adds a fault. Of several that match a request, the one injected first
// applies.
func (s *Sim) Inject(f Fault) *ActiveFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := &ActiveFault{fault: f, sim: s, hit: newSignal(), release: make(chan struct{})}
	s.faults = append(s.faults, i)
	return i
}

// takeFault returns and counts the fault that applies to a request, nil if there
// is none. It is called before the body is read (unread) and again after.
func (s *Sim) takeFault(r Request, unread bool) *ActiveFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := slices.IndexFunc(s.faults, func(i *ActiveFault) bool { return i.matches(r, unread) })
	if n < 0 {
		return nil
	}
	i := s.faults[n]
	i.hits++
	if i.fault.Times > 0 && i.hits >= i.fault.Times {
		s.faults = slices.Delete(s.faults, n, n+1)
	}
	i.hit.fire()
	return i
}

func (i *ActiveFault) matches(r Request, unread bool) bool {
	f := i.fault
	early := f.Kind == CutBefore || f.Kind == Slow || f.Kind == HangBeforeBody || f.Kind == CutMidway
	if unread != (early && f.When == nil) {
		return false
	}
	return (f.Bot == nil || f.Bot.ID == r.Bot) && (f.Method == "" || f.Method == r.Method) && (f.When == nil || f.When(r))
}

// Hits counts the requests to which the fault applied.
func (i *ActiveFault) Hits() int {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	return i.hits
}

// Wait waits until the fault applied n times, or returns the error of ctx. A
// hanging request may not have been executed yet.
func (i *ActiveFault) Wait(ctx context.Context, n int) error {
	return await(ctx, &i.sim.mu, &i.hit, func() bool { return i.hits >= n })
}

// Remove ends the fault for later requests. Hanging requests keep hanging.
func (i *ActiveFault) Remove() {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	i.sim.faults = slices.DeleteFunc(i.sim.faults, func(other *ActiveFault) bool { return other == i })
}

// Release lets requests that hang in this fault continue, now and later.
func (i *ActiveFault) Release() {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	if !i.released {
		i.released = true
		close(i.release)
	}
}
