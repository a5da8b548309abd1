package botsim

import (
	"context"
	"slices"
	"time"
)

// logLength is how many requests are stored at least. Counts include all.
const logLength = 10_000

// Request is a call of a known bot, without its path, which contains the token.
type Request struct {
	Time   time.Time
	Bot    int64
	Method string            // in its canonical spelling; of an unknown method as called
	Params map[string]string // nil if the request was not read
}

type callKey struct {
	bot    int64
	method string
}

type requestLog struct {
	last    []Request
	counts  map[callKey]int
	changed signal
}

func (s *Sim) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log.last) >= 2*logLength {
		s.log.last = slices.Clone(s.log.last[logLength:])
	}
	s.log.last = append(s.log.last, r)
	s.log.counts[callKey{r.Bot, r.Method}]++
	s.log.changed.fire()
}

// Requests returns the last calls of method, or of all methods if it is "", oldest
// first. At least the last 10,000 calls of all methods are stored.
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

// Count returns how often method was called, by these bots or, without any, by all.
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

// WaitCount waits until method was called n times, counted as in Count, or
// returns the error of ctx.
func (s *Sim) WaitCount(ctx context.Context, n int, method string, bots ...*Bot) error {
	return await(ctx, &s.mu, &s.log.changed, func() bool { return s.count(method, bots) >= n })
}
