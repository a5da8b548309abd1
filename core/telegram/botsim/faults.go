package botsim

import (
	"context"
	"slices"
	"time"
)

// Kind is what goes wrong.
type Kind int

// The kinds of faults. "After" means: the method took effect, a message sent is
// in the visitor's inbox, updates are confirmed. Of a file that is fetched (see
// [Download]) half arrives before CutAfter, Truncated and HangAfter; of
// WrongTypes every byte is 0.
const (
	TooManyRequests    Kind = iota + 1 // 429 with retry_after, without effect
	InternalError                      // 500 in JSON, without effect
	BadGateway                         // 502 of a front end, in HTML, without effect
	Unauthorized                       // 401 without effect
	Forbidden                          // 403 without effect
	CutBefore                          // the connection is cut, without effect, before the body is read if When is nil
	CutAfter                           // the connection is cut after the effect
	HangBefore                         // hangs until released, then goes on as if nothing had been
	HangAfter                          // takes effect, hangs until released, then answers
	Truncated                          // takes effect; half of the answer arrives, then the connection is cut
	WrongTypes                         // takes effect; numbers arrive as strings, strings as numbers
	EmptyBody                          // takes effect; 200 without a body
	InternalErrorAfter                 // takes effect; 500 in JSON, as when the server restarts
	BadGatewayAfter                    // takes effect; 502 in HTML
	BadRequest                         // 400 without effect
	NotFound                           // 404 without effect
	Slow                               // a Pause before each 64 KB of the request's body, or of a file that is fetched
	HangUnread                         // hangs until released before the body is read, then goes on
	CutMidway                          // the connection is cut after Bytes of the body, without effect
	TooManyBare                        // 429 whose wait is in the header Retry-After only, without effect
	TooManyPage                        // the same of a front end, in HTML
	Conflict                           // 409 without effect, as if another program polled
)

// Fault says what goes wrong, for which requests, how often.
type Fault struct {
	Kind   Kind
	Bot    *Bot               // nil: every bot
	Method string             // canonical spelling; "": every method
	When   func(Request) bool // nil: always; called with the server locked, so it must not call it
	Times  int                // 0: until removed
	// RetryAfter is in seconds, for the kinds of 429; 0 means 1.
	RetryAfter int
	// Description replaces the text of the JSON errors.
	Description string
	Pause       time.Duration // of Slow
	Bytes       int64         // of CutMidway
}

// Injected is a fault at work.
type Injected struct {
	fault Fault
	sim   *Sim

	// Guarded by sim.mu.
	hits    int
	struck  signal
	opened  bool
	release chan struct{} // closed: what hangs goes on
}

// Inject adds a fault. Of several that fit a request the one injected first
// strikes.
func (s *Sim) Inject(f Fault) *Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := &Injected{fault: f, sim: s, struck: newSignal(), release: make(chan struct{})}
	s.faults = append(s.faults, i)
	return i
}

// strike returns the fault that is due for a request and counts it, nil if there
// is none. It is asked twice: before the body is read, and after.
func (s *Sim) strike(r Request, unread bool) *Injected {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := slices.IndexFunc(s.faults, func(i *Injected) bool { return i.fits(r, unread) })
	if n < 0 {
		return nil
	}
	i := s.faults[n]
	i.hits++
	if i.fault.Times > 0 && i.hits >= i.fault.Times {
		s.faults = slices.Delete(s.faults, n, n+1)
	}
	i.struck.fire()
	return i
}

func (i *Injected) fits(r Request, unread bool) bool {
	f := i.fault
	early := f.Kind == CutBefore || f.Kind == Slow || f.Kind == HangUnread || f.Kind == CutMidway
	if unread != (early && f.When == nil) {
		return false
	}
	return (f.Bot == nil || f.Bot.ID == r.Bot) && (f.Method == "" || f.Method == r.Method) && (f.When == nil || f.When(r))
}

// Hits counts the requests that the fault struck.
func (i *Injected) Hits() int {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	return i.hits
}

// Wait returns once the fault struck n times, or with the error of ctx. A hanging
// request may not have taken its effect yet.
func (i *Injected) Wait(ctx context.Context, n int) error {
	return await(ctx, &i.sim.mu, &i.struck, func() bool { return i.hits >= n })
}

// Remove ends the fault for later requests. What hangs goes on hanging.
func (i *Injected) Remove() {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	i.sim.faults = slices.DeleteFunc(i.sim.faults, func(other *Injected) bool { return other == i })
}

// Release lets everything go on that hangs in this fault, now and later.
func (i *Injected) Release() {
	i.sim.mu.Lock()
	defer i.sim.mu.Unlock()
	if !i.opened {
		i.opened = true
		close(i.release)
	}
}
