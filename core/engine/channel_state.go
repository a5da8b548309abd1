package engine

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// channelStates is what is known of each channel in memory: its health, even while
// the disk does not take it, and how long its messages wait. Pollers and senders
// report to it; screens and others read from it. It may be used from many
// goroutines.
type channelStates struct {
	runner *txn.Runner
	hub    *core.Hub
	now    func() time.Time
	log    *slog.Logger

	mu       sync.Mutex
	states   map[core.BrandID]*channelState
	restarts map[core.BrandID]bool // channels that the supervisor shall start anew
}

type channelState struct {
	health     core.Health // State is "" while unknown
	stored     core.Health // what the database says
	failing    bool        // the server answered the last poll with an error
	nextTry    time.Time   // see channelStates.nextTry
	retryAfter map[core.VisitorID]time.Time
}

// wholeBot stands for every visitor of a brand: the bot itself may be rate-limited.
const wholeBot core.VisitorID = 0

func newChannelStates(runner *txn.Runner, hub *core.Hub, now func() time.Time, log *slog.Logger) *channelStates {
	return &channelStates{
		runner: runner, hub: hub, now: now, log: log,
		states: map[core.BrandID]*channelState{}, restarts: map[core.BrandID]bool{},
	}
}

// of returns the state of a channel; mu must be held.
func (s *channelStates) of(id core.BrandID) *channelState {
	c := s.states[id]
	if c == nil {
		c = &channelState{retryAfter: map[core.VisitorID]time.Time{}}
		s.states[id] = c
	}
	return c
}

// report publishes and stores the health of a channel, if it changed. Errors of
// the disk are only logged: the screens of this process see the health all the same.
func (s *channelStates) report(ctx context.Context, id core.BrandID, h core.Health) {
	if ctx.Err() != nil {
		return // the channel is being stopped: whoever stops it reports its health
	}
	h.Since = s.now()
	s.mu.Lock()
	c := s.of(id)
	before := c.health
	if before.State == h.State {
		h.Since = before.Since
	}
	c.health = h
	// Until is of no use to other processes, and changes every few seconds for as
	// long as an outage lasts: it alone is no reason to store a health.
	store := c.stored.State != h.State || c.stored.Detail != h.Detail
	s.mu.Unlock()
	if before == h {
		return
	}
	if store {
		s.store(ctx, id, h)
	}
	s.hub.Publish(core.Event{Kind: core.EventHealth, Brand: id})
}

func (s *channelStates) store(ctx context.Context, id core.BrandID, h core.Health) {
	level := slog.LevelWarn
	if h.State == core.HealthPolling {
		level = slog.LevelInfo
	}
	s.log.Log(ctx, level, "channel", "brand", id, "state", h.State, "detail", h.Detail)
	err := s.runner.Write(ctx, func(t *txn.Tx) error {
		if b, err := t.Brand(ctx, id); err != nil || !b.Enabled {
			return err
		}
		return t.SetHealth(ctx, id, h)
	})
	switch {
	case err == nil:
		s.mu.Lock()
		s.of(id).stored = h
		s.mu.Unlock()
	case ctx.Err() == nil:
		s.log.Warn("health not stored", "brand", id, "state", h.State, "err", err)
	}
}

// withHealth returns b with the present health of its channel.
func (s *channelStates) withHealth(b core.BrandView) core.BrandView {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.of(b.ID).health; h.State != "" && b.Enabled {
		b.Health = h
	}
	return b
}

// polling reports whether polls of the channel succeed at present.
func (s *channelStates) polling(id core.BrandID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of(id).health.State == core.HealthPolling
}

// setFailing notes whether the server answers polls with errors: a sender that is
// careful waits until it does not.
func (s *channelStates) setFailing(id core.BrandID, failing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of(id).failing = failing
}

func (s *channelStates) failing(id core.BrandID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of(id).failing
}

// restart makes the supervisor start a channel anew, and forgets how it was. Waits
// that Telegram asked for stay: it is the same bot.
func (s *channelStates) restart(id core.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restarts[id] = true
	s.states[id] = &channelState{retryAfter: s.of(id).retryAfter}
}

// takeRestarts returns, once, which channels shall be started anew.
func (s *channelStates) takeRestarts() map[core.BrandID]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := maps.Clone(s.restarts)
	clear(s.restarts)
	return taken
}

// setNextTry notes when replies are tried again after one whose outcome is unknown;
// zero is that they do not wait.
func (s *channelStates) setNextTry(id core.BrandID, at time.Time) {
	s.mu.Lock()
	c := s.of(id)
	changed := !c.nextTry.Equal(at)
	c.nextTry = at
	s.mu.Unlock()
	if changed {
		s.hub.Publish(core.Event{Kind: core.EventHealth, Brand: id})
	}
}

func (s *channelStates) nextTry(id core.BrandID) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := s.of(id).nextTry; at.After(s.now()) {
		return at
	}
	return time.Time{}
}

// setRetryAfter notes for how long Telegram accepts no messages to a visitor, or to
// wholeBot.
func (s *channelStates) setRetryAfter(id core.BrandID, v core.VisitorID, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, retry := s.now(), s.of(id).retryAfter
	maps.DeleteFunc(retry, func(_ core.VisitorID, until time.Time) bool { return !until.After(now) })
	retry[v] = latest(retry[v], now.Add(wait))
}

// retryAfters returns how long each visitor of a brand still waits.
func (s *channelStates) retryAfters(id core.BrandID) map[core.VisitorID]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, waits := s.now(), map[core.VisitorID]time.Duration{}
	for v, until := range s.of(id).retryAfter {
		if until.After(now) {
			waits[v] = until.Sub(now)
		}
	}
	return waits
}

func (s *channelStates) retryAfter(id core.BrandID, v core.VisitorID) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	retry := s.of(id).retryAfter
	if until := latest(retry[v], retry[wholeBot]); until.After(s.now()) {
		return until
	}
	return time.Time{}
}
