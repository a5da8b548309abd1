package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

// maxInFlight is how many visitors of a brand are written to at the same time; each
// has at most one request under way, which keeps the order.
const maxInFlight = 8

// sender decides which of a brand's queued messages are sent now, and which wait.
// Its fields belong to the goroutine of run.
type sender struct {
	workLoop
	deliverer    *deliverer
	store        core.Reader
	channels     *channels
	rates        *rateLimit
	unauthorized func(core.Problem) // stops the channel

	inFlight map[core.VisitorID]bool
	loaded   bool // waits that Telegram asked for before are in force
}

func (e *Engine) newSender(g *group, id core.BrandID, link core.Link, unauthorized func(core.Problem)) *sender {
	return &sender{
		workLoop: e.newWorkLoop(id, &e.wake.senders, maxInFlight), deliverer: e.newDeliverer(g, id, link),
		store: e.store, channels: e.channels, rates: e.rates.of(id), unauthorized: unauthorized, inFlight: map[core.VisitorID]bool{},
	}
}

// run sends until ctx ends. Requests under way then end by themselves.
func (s *sender) run(ctx context.Context) error {
	s.workLoop.run(ctx, "queue not read", s.dispatch)
	return nil
}

// dispatch starts the requests that can be started and returns when to look again.
func (s *sender) dispatch(ctx context.Context) (time.Duration, error) {
	if !s.loaded { // of this run and of those before: it is the same bot
		stored, err := s.store.RetryAfters(ctx, s.brand)
		if err != nil {
			return 0, err
		}
		s.channels.report(ctx, s.brand, core.RetryAftersLoaded(stored))
		s.loaded = true
	}
	state, now := s.channels.state(s.brand), time.Now()
	if wait := max(state.SendWait(s.now()), s.disk.left()); wait > 0 {
		return wait, nil
	}
	waits := map[core.VisitorID]time.Duration{}
	for v, until := range state.RetryAfter {
		if wait := until.Sub(s.now()); wait > 0 {
			waits[v] = wait
		}
	}
	for !s.full(state) { // else a result, or a poll that succeeds, wakes us
		before := len(waits)
		limit := maxInFlight + len(s.inFlight) + 2*before
		queued, err := s.store.NextQueued(ctx, s.brand, limit)
		if err != nil {
			return 0, err
		}
		for _, m := range queued {
			if wait := s.offer(ctx, m, state, waits, now); wait > 0 {
				return wait, nil
			}
		}
		if len(queued) < limit || len(waits) == before {
			break // else others may be behind those that wait
		}
	}
	wait := forever
	for _, w := range waits {
		wait = min(wait, w)
	}
	return wait, nil
}

// full reports whether no other request may begin before one ends. Replies that go
// one by one do not go at all while polls fail: if the server is still in trouble,
// one message is enough to find out.
func (s *sender) full(state core.ChannelState) bool {
	if state.OneByOne {
		return len(s.inFlight) > 0 || state.Failing
	}
	return len(s.inFlight) >= maxInFlight
}

// offer starts the delivery of m unless its visitor must wait, which it notes in
// waits. It returns how long the whole brand must wait.
func (s *sender) offer(ctx context.Context, m core.Message, state core.ChannelState, waits map[core.VisitorID]time.Duration, now time.Time) time.Duration {
	v := m.VisitorID
	if waits[v] > 0 || s.inFlight[v] || s.full(state) {
		return 0
	}
	if wait := s.rates.visitorWait(v, now); wait > 0 {
		waits[v] = wait
		return 0
	}
	if wait := s.rates.botWait(now); wait > 0 {
		return wait
	}
	s.rates.spend(v, s.weight(ctx, m), now)
	s.inFlight[v] = true
	s.deliverer.group.spawn("delivery", func() error {
		r := s.deliverer.deliver(ctx, m)
		s.ended <- func() { s.finished(r) }
		return nil
	})
	return 0
}

// weight is how many messages go out with m: an album of ten counts ten.
func (s *sender) weight(ctx context.Context, m core.Message) int {
	if m.Attachment == nil || m.Attachment.AlbumID == "" {
		return 1
	}
	parts, err := s.store.Album(ctx, m.ChatID, m.Attachment.AlbumID)
	if err != nil {
		return 1 // the delivery fails to read it too
	}
	return max(1, len(parts))
}

// finished draws the consequences of one delivery.
func (s *sender) finished(r result) {
	delete(s.inFlight, r.visitor)
	switch r.outcome {
	case outcomeDisk:
		s.disk.failed()
	case core.OutcomeUnauthorized:
		s.unauthorized(r.detail)
	}
}
