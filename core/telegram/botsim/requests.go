package botsim

import (
	"context"
	"slices"
	"time"
)

// logLength is how many requests are remembered; counts go on without end.
const logLength = 10_000

// Request is one call of a known bot. Tokens are in the path of a call, which
// is not kept.
type Request struct {
	Time   time.Time
	Bot    int64
	Method string            // in its canonical spelling; as called where there is no such method
	Params map[string]string // by name; nil where the request was cut before it was read
}

// callee says whose method was called.
type callee struct {
	bot    int64
	method string
}

type requestLog struct {
	last    []Request
	counts  map[callee]int
	changed signal
}

func (s *Sim) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log.last) >= 2*logLength {
		s.log.last = slices.Clone(s.log.last[logLength:])
	}
	s.log.last = append(s.log.last, r)
	s.log.counts[callee{r.Bot, r.Method}]++
	s.log.changed.fire()
}

// Requests returns the last calls of method, all where it is "", oldest first;
// at least the last 10,000 calls of all methods are remembered.
func (s *Sim) Requests(method string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.log.last {
		if method == "" || r.Method == method {
			out = append(out, r)
		}
	}
	return out
}

// Count returns how often method was called, by all bots or, given some, by them.
func (s *Sim) Count(method string, bots ...*Bot) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count(method, bots)
}

func (s *Sim) count(method string, bots []*Bot) int {
	n := 0
	for c, calls := range s.log.counts {
		ours := len(bots) == 0 || slices.ContainsFunc(bots, func(b *Bot) bool { return b.ID == c.bot })
		if ours && c.method == method {
			n += calls
		}
	}
	return n
}

// WaitCount returns once method was called n times or more, counted as in
// Count, or with the error of ctx.
func (s *Sim) WaitCount(ctx context.Context, n int, method string, bots ...*Bot) error {
	return await(ctx, &s.mu, &s.log.changed, func() bool { return s.count(method, bots) >= n })
}
