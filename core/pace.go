package core

import (
	"time"

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

// pace keeps a bot within Telegram's limits. Not safe for concurrent use.
type pace struct {
	all      *rate.Limiter
	visitors map[VisitorID]*rate.Limiter
}

func newPace() *pace {
	return &pace{all: rate.NewLimiter(botRate, botBurst), visitors: map[VisitorID]*rate.Limiter{}}
}

// bot returns how long the bot must wait before its next message.
func (p *pace) bot(now time.Time) time.Duration { return untilToken(p.all, now) }

// visitor returns how long the next message to v must wait.
func (p *pace) visitor(v VisitorID, now time.Time) time.Duration {
	if l := p.visitors[v]; l != nil {
		return untilToken(l, now)
	}
	return 0
}

// spend counts a message to v.
func (p *pace) spend(v VisitorID, now time.Time) {
	l := p.visitors[v]
	if l == nil {
		p.forget(now)
		l = rate.NewLimiter(visitorRate, visitorBurst)
		p.visitors[v] = l
	}
	l.AllowN(now, 1)
	p.all.AllowN(now, 1)
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
