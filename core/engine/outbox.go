package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

// maxInFlight is how many visitors of a brand are written to at the same time;
// each has at most one request under way, which keeps the order.
const maxInFlight = 8

// sender takes one brand's queued messages to Telegram. Its fields but results
// and resumed belong to the goroutine of run.
type sender struct {
	*oneRun
	brand   core.BrandID
	link    core.Link
	refused func(why core.Problem) // stops the channel: the token is not accepted

	wake    <-chan struct{}
	results chan result   // has room for all that is in flight
	resumed chan struct{} // Telegram answers again; size 1

	inFlight map[core.VisitorID]bool
	holds    map[core.VisitorID]hold
	down     time.Time // until when all wait because nothing gets through
	later    time.Time // until when all wait because Telegram said so
	sick     time.Time // until when all wait for the disk
	doubtful bool      // one request at a time, for it is unknown what became of the last or whom a wait is meant for
	recalled bool      // what Telegram told earlier senders is in force
	tries    *backoff
	doubts   *backoff
	guesses  *backoff
	pace     *pace
}

// hold is until when a visitor's messages wait.
type hold struct {
	until time.Time
	told  bool // by Telegram; otherwise it is our own pace
}

func newSender(e *oneRun, id core.BrandID, link core.Link, refused func(core.Problem)) *sender {
	return &sender{
		oneRun: e, brand: id, link: link, refused: refused,
		wake: e.senders.listen(id), results: make(chan result, maxInFlight), resumed: make(chan struct{}, 1),
		inFlight: map[core.VisitorID]bool{}, holds: map[core.VisitorID]hold{},
		tries: newTries(), doubts: newDoubts(), guesses: newGuesses(), pace: e.paces.of(id),
	}
}

// resume ends the wait after failures; it may be called from any goroutine.
func (s *sender) resume() { notify(s.resumed) }

// run sends until ctx ends. Requests under way then end by themselves.
func (s *sender) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := s.dispatch(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("outbox not read", "brand", s.brand, "err", err)
			s.StorageFailed(err)
			next = s.ail()
		}
		s.await(ctx, next)
	}
	return nil
}

// await waits until something may have become possible: at next at the latest,
// if that is not zero.
func (s *sender) await(ctx context.Context, next time.Time) {
	due, stop := timerAt(next)
	defer stop()
	select {
	case <-ctx.Done():
	case <-due:
	case <-s.wake:
	case r := <-s.results:
		s.learn(ctx, r)
	case <-s.resumed:
		s.relax()
	case <-s.database.mended():
		s.sick = time.Time{}
	}
}

// relax ends the waits of our own: Telegram answers.
func (s *sender) relax() {
	s.down, s.sick = time.Time{}, time.Time{}
	s.tries.reset()
	s.doubts.reset()
	s.showDoubt(time.Time{})
}

// showDoubt tells screens until when the replies wait for a next try.
func (s *sender) showDoubt(until time.Time) {
	if s.channels.doubt(s.brand, until) {
		s.hub.Publish(core.Event{Kind: core.EventHealth, Brand: s.brand})
	}
}

// atOnce is how many requests may be under way. In doubt it is one: should the
// server still be in trouble, one more message is enough to find out.
func (s *sender) atOnce() int {
	if s.doubtful {
		return 1
	}
	return maxInFlight
}

// dispatch starts what can be started and returns when to look again, zero if
// only a call can change anything.
func (s *sender) dispatch(ctx context.Context) (time.Time, error) {
	if !s.recalled {
		if err := s.recall(ctx); err != nil {
			return time.Time{}, err
		}
	}
	now := time.Now()
	if held := s.waits(); held.After(now) {
		return held, nil
	}
	s.release(now)
	if s.full() {
		return time.Time{}, nil // a result, or a poll that gets through, wakes us
	}
	limit := maxInFlight + len(s.inFlight) + len(s.holds)
	heads, err := s.store.NextQueued(ctx, s.brand, limit)
	if err != nil {
		return time.Time{}, err
	}
	before := len(s.holds)
	for _, m := range heads {
		if wait := s.offer(ctx, m, now); wait > 0 {
			return now.Add(wait), nil
		}
	}
	if len(heads) == limit && len(s.holds) > before {
		return now, nil // others may stand behind those that now wait
	}
	return s.nextRelease(), nil
}

// waits is until when all wait.
func (s *sender) waits() time.Time { return latest(latest(s.down, s.later), s.sick) }

// full reports whether no other request may begin before one ends.
func (s *sender) full() bool {
	return len(s.inFlight) >= s.atOnce() || s.doubtful && s.channels.ails(s.brand)
}

// free reports whether a request to v may begin as far as others go.
func (s *sender) free(v core.VisitorID) bool {
	_, held := s.holds[v]
	return !held && !s.inFlight[v] && !s.full()
}

// offer starts m unless it must wait; wait is for how long everything must.
func (s *sender) offer(ctx context.Context, m core.Message, now time.Time) (wait time.Duration) {
	v := m.VisitorID
	if !s.free(v) {
		return 0
	}
	if wait := s.pace.visitor(v, now); wait > 0 {
		s.holds[v] = hold{until: now.Add(wait)}
		return 0
	}
	if wait := s.pace.bot(now); wait > 0 {
		return wait
	}
	s.pace.spend(v, s.weight(ctx, m), now)
	s.inFlight[v] = true
	s.spawn("delivery", func() error {
		s.results <- s.deliver(ctx, m)
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
		return 1 // nothing of it will go out either: delivering reads it again
	}
	return max(1, len(parts))
}

// learn draws the consequences of one delivery.
func (s *sender) learn(ctx context.Context, r result) {
	delete(s.inFlight, r.visitor)
	switch r.outcome {
	case core.OutcomeNotSent:
		s.holdAll(s.tries)
	case outcomeSick:
		s.ail()
	case core.OutcomeUnknown:
		// A server that hangs must not make the whole queue unknown, one message
		// after another.
		s.doubtful = true
		s.holdAll(s.doubts)
		s.showDoubt(s.now().Add(time.Until(s.down)))
	case core.OutcomeLater:
		s.doubtful = false
		s.holdLater(ctx, r, max(r.wait, time.Second))
	case core.OutcomeUnauthorized:
		s.refused(r.detail)
	case outcomeSent, core.OutcomeRefused, core.OutcomeBlocked:
		s.doubtful = false
		s.guesses.reset()
		s.relax()
	}
}

// holdAll makes everything wait, longer each time. Requests that fail together
// count once.
func (s *sender) holdAll(waits *backoff) {
	if now := time.Now(); !s.down.After(now) {
		s.down = now.Add(waits.next())
	}
}

// ail makes everything wait for the disk, and returns until when.
func (s *sender) ail() time.Time {
	if now := time.Now(); !s.sick.After(now) {
		s.sick = now.Add(s.tries.next())
	}
	return s.sick
}

// release lets visitors go whose time has come.
func (s *sender) release(now time.Time) {
	for v, h := range s.holds {
		if !h.until.After(now) {
			delete(s.holds, v)
		}
	}
}

func (s *sender) nextRelease() time.Time {
	var next time.Time
	for _, h := range s.holds {
		if next.IsZero() || h.until.Before(next) {
			next = h.until
		}
	}
	return next
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
