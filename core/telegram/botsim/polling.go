package botsim

import (
	"bytes"
	"context"
	"time"
)

// What getUpdates accepts; numbers outside are brought inside, as the server does.
const (
	maxLimit   = 100
	maxTimeout = 50 // seconds

	hastyTimeout     = 3 * time.Second
	hastyLimit       = 500 * time.Millisecond
	conflictInterval = 3 * time.Second

	otherPoller = "terminated by other getUpdates request; make sure that only one bot instance is running"
)

// poll is a getUpdates that waits. ended takes its one answer and never blocks.
type poll struct {
	offset int64
	limit  int
	ended  chan answer
}

// pace is what the anti-hammer rules remember of a bot's polls.
type pace struct {
	offset       int64
	started      time.Time
	nextConflict time.Time
}

func (s *Sim) getUpdates(ctx context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	if b.webhook != "" {
		a := b.conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		s.mu.Unlock()
		return a
	}
	b.allow(p)
	offset := p.integer("offset", 0)
	limit := int(min(max(p.integer("limit", maxLimit), 1), maxLimit))
	timeout := time.Duration(min(max(p.integer("timeout", 0), 0), maxTimeout)) * time.Second
	limit, timeout = b.slowDown(offset, limit, timeout)
	batch := b.queue.take(offset, limit, time.Now())
	b.polling.fire() // the queue may be drained now
	if len(batch) > 0 || timeout == 0 {
		s.mu.Unlock()
		return updates(batch)
	}
	if b.poll != nil { // the older one loses
		b.endPoll(b.conflict(otherPoller))
	}
	mine := &poll{offset: max(offset, 0), limit: limit, ended: make(chan answer, 1)}
	b.poll = mine
	b.polling.fire()
	s.mu.Unlock()
	return b.await(ctx, mine, timeout)
}

// await returns what ends the poll: updates, a conflict, a revoked token, or,
// after timeout, no updates. When the caller hangs up, nobody reads the answer.
func (b *Bot) await(ctx context.Context, p *poll, timeout time.Duration) answer {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case a := <-p.ended:
		return a
	case <-timer.C:
	case <-ctx.Done():
	}
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if b.poll == p {
		b.poll = nil
		return updates(nil)
	}
	return <-p.ended // it ended in the same moment
}

// slowDown applies the anti-hammer rules. The caller holds sim.mu.
func (b *Bot) slowDown(offset int64, limit int, timeout time.Duration) (int, time.Duration) {
	if !b.sim.antiHammer {
		return limit, timeout
	}
	now := time.Now()
	if since := now.Sub(b.pace.started); offset == b.pace.offset && !b.pace.started.IsZero() {
		if timeout < hastyTimeout && since < hastyTimeout {
			timeout = hastyTimeout
		}
		if since < hastyLimit {
			limit = 1
		}
	}
	b.pace.offset, b.pace.started = offset, now
	return limit, timeout
}

// conflict is a 409, held back when the one before it is fresh and the
// anti-hammer rules are on. The caller holds sim.mu.
func (b *Bot) conflict(why string) answer {
	a := failure(409, "Conflict: "+why)
	if !b.sim.antiHammer {
		return a
	}
	if now := time.Now(); now.Before(b.pace.nextConflict) {
		a.delay = conflictInterval
	} else {
		b.pace.nextConflict = now.Add(conflictInterval)
	}
	return a
}

// endPoll answers the poll that waits, if one does. The caller holds sim.mu.
func (b *Bot) endPoll(a answer) {
	if b.poll != nil {
		b.poll.ended <- a
		b.poll = nil
	}
}

// enqueue adds an update and hands it to the poll that waits. See queue.push for
// the arguments. The caller holds sim.mu.
func (b *Bot) enqueue(members string, date time.Time) int64 {
	now := time.Now()
	id := b.queue.push(members, date, now)
	if b.poll == nil {
		return id
	}
	if batch := b.queue.take(b.poll.offset, b.poll.limit, now); len(batch) > 0 {
		b.endPoll(updates(batch))
	}
	return id
}

func updates(batch []event) answer {
	list := make([][]byte, len(batch))
	for i, e := range batch {
		list[i] = e.data
	}
	return success(append(append([]byte("["), bytes.Join(list, []byte(","))...), ']'))
}
