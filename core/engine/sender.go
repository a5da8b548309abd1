package engine

import (
	"context"
	"log/slog"
	"time"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// maxInFlight is how many visitors of a brand are written to at the same time; each
// has at most one request under way, which keeps the order.
const maxInFlight = 8

// sender decides which of a brand's queued messages are sent now, and which wait.
// Its fields belong to the goroutine of run, but for results and resumed. There are
// many, because so much can delay a message: the disk, the server, Telegram's own
// waits, its rate limits, and a request whose outcome is unknown.
type sender struct {
	brand        core.BrandID
	deliverer    *deliverer
	store        core.Reader
	runner       *txn.Runner
	database     *storageHealth
	channels     *channelStates
	rates        *rateLimit
	hub          *core.Hub
	unauthorized func(core.Problem) // stops the channel
	now          func() time.Time
	log          *slog.Logger

	woken   <-chan struct{}
	results chan result   // has room for all that is in flight
	resumed chan struct{} // Telegram answers again; size 1

	inFlight map[core.VisitorID]bool
	waiting  map[core.VisitorID]visitorWait
	all      brandWait
	careful  bool // one request at a time: an outcome is unknown, or who is rate-limited
	loaded   bool // waits that Telegram asked for before are in force
	retries  *backoff
	unknowns *backoff
	botLimit *backoff
}

// visitorWait is until when a visitor's messages wait.
type visitorWait struct {
	until      time.Time
	byTelegram bool // otherwise by our own rate limit
}

// brandWait is until when all messages of a brand wait.
type brandWait struct {
	server  time.Time // because nothing gets through
	limited time.Time // because Telegram said so
	disk    time.Time
}

func (w brandWait) until() time.Time { return latest(latest(w.server, w.limited), w.disk) }

func (e *Engine) newSender(g *group, id core.BrandID, link core.Link, unauthorized func(core.Problem)) *sender {
	return &sender{
		brand: id, deliverer: e.newDeliverer(g, id, link),
		store: e.store, runner: e.runner, database: e.database, channels: e.channels, rates: e.rates.of(id), hub: e.hub,
		unauthorized: unauthorized, now: e.now, log: e.log,
		woken: e.wake.senders.listen(id), results: make(chan result, maxInFlight), resumed: make(chan struct{}, 1),
		inFlight: map[core.VisitorID]bool{}, waiting: map[core.VisitorID]visitorWait{},
		retries: newRetryBackoff(), unknowns: newUnknownBackoff(), botLimit: newBotLimitBackoff(),
	}
}

// resume ends the wait after failures; it may be called from any goroutine.
func (s *sender) resume() { notify(s.resumed) }

// run sends until ctx ends. Requests under way then end by themselves.
func (s *sender) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := s.dispatch(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("queue not read", "brand", s.brand, "err", err)
			if e, ok := diskError(err); ok {
				s.database.failed(e)
			}
			s.waitForDisk()
			next = s.all.disk
		}
		s.await(ctx, next)
	}
	return nil
}

// await waits until something may have become possible: at next at the latest, if
// that is not zero.
func (s *sender) await(ctx context.Context, next time.Time) {
	due, stop := timerAt(next)
	defer stop()
	select {
	case <-ctx.Done():
	case <-due:
	case <-s.woken:
	case r := <-s.results:
		s.finished(ctx, r)
	case <-s.resumed:
		s.serverAnswered()
	case <-s.database.recovery():
		s.all.disk = time.Time{}
	}
}

// dispatch starts the requests that can be started and returns when to look again,
// zero if only a signal can change anything.
func (s *sender) dispatch(ctx context.Context) (time.Time, error) {
	if !s.loaded {
		if err := s.loadRetryAfters(ctx); err != nil {
			return time.Time{}, err
		}
	}
	now := time.Now()
	if until := s.all.until(); until.After(now) {
		return until, nil
	}
	for v, w := range s.waiting {
		if !w.until.After(now) {
			delete(s.waiting, v)
		}
	}
	if s.full() {
		return time.Time{}, nil // a result, or a poll that succeeds, wakes us
	}
	limit := maxInFlight + len(s.inFlight) + len(s.waiting)
	queued, err := s.store.NextQueued(ctx, s.brand, limit)
	if err != nil {
		return time.Time{}, err
	}
	before := len(s.waiting)
	for _, m := range queued {
		if wait := s.offer(ctx, m, now); wait > 0 {
			return now.Add(wait), nil
		}
	}
	if len(queued) == limit && len(s.waiting) > before {
		return now, nil // others may be behind those that wait now
	}
	var next time.Time
	for _, w := range s.waiting {
		if next.IsZero() || w.until.Before(next) {
			next = w.until
		}
	}
	return next, nil
}

// full reports whether no other request may begin before one ends. A careful sender
// makes one at a time, and none while polls fail: if the server is still in trouble,
// one message is enough to find out.
func (s *sender) full() bool {
	if s.careful {
		return len(s.inFlight) > 0 || s.channels.failing(s.brand)
	}
	return len(s.inFlight) >= maxInFlight
}

// offer starts the delivery of m unless it must wait. It returns how long the whole
// brand must wait.
func (s *sender) offer(ctx context.Context, m core.Message, now time.Time) time.Duration {
	v := m.VisitorID
	if _, waits := s.waiting[v]; waits || s.inFlight[v] || s.full() {
		return 0
	}
	if wait := s.rates.visitorWait(v, now); wait > 0 {
		s.waiting[v] = visitorWait{until: now.Add(wait)}
		return 0
	}
	if wait := s.rates.botWait(now); wait > 0 {
		return wait
	}
	s.rates.spend(v, s.weight(ctx, m), now)
	s.inFlight[v] = true
	s.deliverer.group.spawn("delivery", func() error {
		s.results <- s.deliverer.deliver(ctx, m)
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
func (s *sender) finished(ctx context.Context, r result) {
	delete(s.inFlight, r.visitor)
	switch r.outcome {
	case core.OutcomeNotSent:
		s.waitForServer(s.retries)
	case outcomeDisk:
		s.waitForDisk()
	case core.OutcomeUnknown:
		// A server that hangs must not make the whole queue unknown, one message after
		// another.
		s.careful = true
		s.waitForServer(s.unknowns)
		s.channels.setNextTry(s.brand, s.now().Add(time.Until(s.all.server)))
	case core.OutcomeLater:
		s.careful = false
		s.rateLimited(ctx, r)
	case core.OutcomeUnauthorized:
		s.unauthorized(r.detail)
	case outcomeSent, core.OutcomeRefused, core.OutcomeBlocked:
		s.careful = false
		s.botLimit.reset()
		s.serverAnswered()
	}
}

// serverAnswered ends the waits that Telegram did not ask for.
func (s *sender) serverAnswered() {
	s.all.server, s.all.disk = time.Time{}, time.Time{}
	s.retries.reset()
	s.unknowns.reset()
	s.channels.setNextTry(s.brand, time.Time{})
}

// waitForServer makes everything wait, longer each time. Requests that fail together
// count once.
func (s *sender) waitForServer(backoff *backoff) {
	if now := time.Now(); !s.all.server.After(now) {
		s.all.server = now.Add(backoff.next())
	}
}

func (s *sender) waitForDisk() {
	if now := time.Now(); !s.all.disk.After(now) {
		s.all.disk = now.Add(s.retries.next())
	}
}
