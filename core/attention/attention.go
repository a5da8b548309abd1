// Package attention knows, in memory only, at which of their screens operators are, and
// what has alerted them there that they have not seen yet. Of several screens of an
// operator one is heard: that which is looked at, else the one that was used last.
//
// It must not decide what alerts whom, read the store, or make a sound: core's policy and
// the screens do.
package attention

import (
	"slices"
	"sync"
	"time"

	"tgdesk/core"
)

const (
	// collect is how long an alert waits for others that belong to the same burst.
	collect = 100 * time.Millisecond
	// callRest is the least time between two sounds.
	callRest = time.Second
	// rest is the least time between two sounds for what visitors write. It doubles, up to
	// longestRest, with each sound that follows soon.
	rest        = 5 * time.Second
	longestRest = 40 * time.Second
	// look is how often a screen that is not heard checks whether it is by now, while a
	// call is due.
	look = time.Second
	// most bounds the calls that are kept for an operator; further ones are dropped.
	most = 200
)

// Board is the attention of all operators of a desk. It may be used from many goroutines.
type Board struct {
	mu        sync.Mutex
	operators map[core.OperatorID]*operator
}

// operator is one who has at least one screen.
type operator struct {
	screens []*Screen // in the order in which they were opened
	calls   []Call    // oldest first, one a chat
	rang    time.Time
	rest    time.Duration // after rang
}

// Call is what alerted an operator and was not seen yet.
type Call struct {
	core.Event
	Repeated bool      // it was due before
	asked    time.Time // when it was due last
	due      time.Time // zero if it does not repeat
}

// urgent reports whether somebody calls the operator, rather than a visitor or a reply.
func (c Call) urgent() bool { return c.To != 0 && c.Kind != core.EventFailed }

// Screen is one screen of an operator.
type Screen struct {
	board *Board
	op    core.OperatorID
	away  bool
	used  time.Time
}

// New returns the board of a desk without screens.
func New() *Board { return &Board{operators: map[core.OperatorID]*operator{}} }

// Open adds a screen, which has just been used.
func (b *Board) Open(op core.OperatorID, now time.Time) *Screen {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := b.operators[op]
	if o == nil {
		o = &operator{rest: rest}
		b.operators[op] = o
	}
	s := &Screen{board: b, op: op, used: now}
	o.screens = append(o.screens, s)
	return s
}

// Close takes the screen away. With the last one of an operator all of their calls are
// forgotten.
func (s *Screen) Close() {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	if o.screens = slices.DeleteFunc(o.screens, func(other *Screen) bool { return other == s }); len(o.screens) == 0 {
		delete(s.board.operators, s.op)
	}
}

// operator returns whose screen it is; one who has left has no calls.
func (s *Screen) operator() *operator {
	if o := s.board.operators[s.op]; o != nil {
		return o
	}
	return &operator{rest: rest}
}

// Look notes whether the screen's window is looked at, and that it was used, unless used
// is zero.
func (s *Screen) Look(away bool, used time.Time) {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	if s.away = away; !used.IsZero() {
		s.used = used
	}
}

// Heard reports whether alerts of the operator are heard on this screen, and not on
// another one.
func (s *Screen) Heard() bool {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	return s.operator().heard() == s
}

func (o *operator) heard() *Screen {
	var best *Screen
	for _, s := range o.screens {
		if best == nil || best.away && !s.away || best.away == s.away && s.used.After(best.used) {
			best = s
		}
	}
	return best
}

// Add notes an event that may alert the operator. Of those of one chat the most urgent is
// kept, and what a visitor writes right after a sound for the same chat makes no other one.
func (s *Screen) Add(e core.Event, now time.Time) {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	o.calls = slices.DeleteFunc(o.calls, func(c Call) bool { return c.due.IsZero() && now.Sub(c.asked) >= rest })
	call := Call{Event: e, due: now.Add(collect)}
	i := slices.IndexFunc(o.calls, func(c Call) bool { return c.Chat == e.Chat })
	switch {
	case i < 0:
		if len(o.calls) < most {
			o.calls = append(o.calls, call)
		}
	case !call.urgent() && (o.calls[i].urgent() || now.Sub(o.calls[i].asked) < rest):
	case !o.calls[i].Repeated: // it is being collected
		o.calls[i].Event = e
	default:
		o.calls[i] = call
	}
}

// Next is when there is something to do for the screen, zero if there is not.
func (s *Screen) Next(now time.Time) time.Time {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	next := time.Time{}
	for _, c := range o.calls {
		if at := o.dueAt(c); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if !next.IsZero() && !next.After(now) && o.heard() != s {
		return now.Add(look)
	}
	return next
}

// dueAt is when a call may be heard, zero if it is not to be any more.
func (o *operator) dueAt(c Call) time.Time {
	at := o.rang.Add(o.rest)
	if c.urgent() {
		at = o.rang.Add(callRest)
	}
	if c.due.IsZero() || c.due.After(at) {
		return c.due
	}
	return at
}

// Take returns what is due now, with what came meanwhile, if this screen is heard. Each
// is due again after repeat, or with 0 never.
func (s *Screen) Take(now time.Time, repeat time.Duration) []Call {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	if o.heard() != s {
		return nil
	}
	dueBy := func(c Call, by time.Time) bool { at := o.dueAt(c); return !at.IsZero() && !at.After(by) }
	if !slices.ContainsFunc(o.calls, func(c Call) bool { return dueBy(c, now) }) {
		return nil
	}
	var due []Call
	for i, c := range o.calls {
		if !dueBy(c, now) && (c.Repeated || !dueBy(c, now.Add(collect))) {
			continue
		}
		due = append(due, c)
		c.Repeated, c.asked, c.due = true, now, time.Time{}
		if repeat > 0 {
			c.due = now.Add(repeat)
		}
		o.calls[i] = c
	}
	return due
}

// Rang notes that the screen was heard.
func (s *Screen) Rang(now time.Time) {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	if now.Sub(o.rang) < 2*o.rest {
		o.rest = min(2*o.rest, longestRest)
	} else {
		o.rest = rest
	}
	o.rang = now
}

// Seen forgets the call of a chat.
func (s *Screen) Seen(chat core.ChatID) {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	o := s.operator()
	o.calls = slices.DeleteFunc(o.calls, func(c Call) bool { return c.Chat == chat })
}

// Unseen lists the chats of which the operator has not seen what alerted them.
func (s *Screen) Unseen() []core.ChatID {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	var all []core.ChatID
	for _, c := range s.operator().calls {
		all = append(all, c.Chat)
	}
	return all
}
