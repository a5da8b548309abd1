package engine

import (
	"sync"
	"time"

	"tgdesk/core"

	"golang.org/x/time/rate"
)

// Telegram's limits for a bot (core.telegram.org/bots/faq): about 30 messages a
// second in all, one a second to the same person with short bursts.
const (
	botRate, botBurst         = 30, 30
	visitorRate, visitorBurst = 1, 5
	// paced is how many visitors are remembered before those who wrote long
	// ago are forgotten.
	paced = 1024
)

// paces keeps each brand's pace, whichever sender is at work: one that starts
// anew must not begin with a fresh burst.
type paces struct {
	mu   sync.Mutex
	each map[core.BrandID]*pace
}

func newPaces() *paces { return &paces{each: map[core.BrandID]*pace{}} }

func (p *paces) of(id core.BrandID) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.each[id] == nil {
		p.each[id] = newPace()
	}
	return p.each[id]
}

// pace keeps a bot within Telegram's limits. Messages of all kinds count, an
// album as many as it has parts, and edits too, which share the limits
// (tdlib/td#3034); chat actions do not.
type pace struct {
	mu       sync.Mutex // guards the rest
	all      *rate.Limiter
	visitors map[core.VisitorID]*rate.Limiter
}

func newPace() *pace {
	return &pace{all: rate.NewLimiter(botRate, botBurst), visitors: map[core.VisitorID]*rate.Limiter{}}
}

// bot returns how long the bot must wait before its next message.
func (p *pace) bot(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return untilToken(p.all, now)
}

// visitor returns how long the next message to v must wait.
func (p *pace) visitor(v core.VisitorID, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l := p.visitors[v]; l != nil {
		return untilToken(l, now)
	}
	return 0
}

// spend counts n messages to v, even beyond what may go at once: an album goes
// as a whole, and what follows it waits the longer.
func (p *pace) spend(v core.VisitorID, n int, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.visitors[v]
	if l == nil {
		p.forget(now)
		l = rate.NewLimiter(visitorRate, visitorBurst)
		p.visitors[v] = l
	}
	for range n { // more than a burst cannot be reserved at once
		l.ReserveN(now, 1)
		p.all.ReserveN(now, 1)
	}
}

func (p *pace) forget(now time.Time) {
	if len(p.visitors) < paced {
		return
	}
	for v, l := range p.visitors {
		if l.TokensAt(now) >= visitorBurst {
			delete(p.visitors, v)
		}
	}
}

func untilToken(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing/float64(l.Limit())*float64(time.Second)) + time.Millisecond
}
