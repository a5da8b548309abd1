package engine

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// channels holds the state of each channel in memory, even while the disk does
// not take its health. Pollers, senders and fetchers report to it; they and the
// screens read from it. It may be used from many goroutines.
type channels struct {
	runner *txn.Runner
	hub    *core.Hub
	now    func() time.Time
	log    *slog.Logger

	mu       sync.Mutex
	states   map[core.BrandID]core.ChannelState
	stored   map[core.BrandID]core.Health // what the database says
	restarts map[core.BrandID]bool        // channels that the supervisor shall start anew
}

func newChannels(runner *txn.Runner, hub *core.Hub, now func() time.Time, log *slog.Logger) *channels {
	return &channels{
		runner: runner, hub: hub, now: now, log: log,
		states: map[core.BrandID]core.ChannelState{}, stored: map[core.BrandID]core.Health{}, restarts: map[core.BrandID]bool{},
	}
}

// state returns the present state of a channel; it is the zero value if the channel
// did not start yet.
func (s *channels) state(id core.BrandID) core.ChannelState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.states[id]
}

// report changes the state of a channel, publishes and stores what others see of it,
// and returns how long the reporter waits before its next try. Errors of the disk
// are only logged: the screens of this process see the state all the same.
func (s *channels) report(ctx context.Context, id core.BrandID, r core.ChannelReport) (wait time.Duration) {
	if ctx.Err() != nil {
		return 0 // the channel is being stopped: whoever stops it reports its health
	}
	now := s.now() // before the lock: a clock that panics must not keep the others waiting
	s.mu.Lock()
	before := s.states[id]
	after, wait := before.Next(r, now, rand.Float64())
	s.states[id] = after
	// Until is of no use to other processes, and changes every few seconds for as
	// long as an outage lasts: it alone is no reason to store a health.
	h, stored := after.Health, s.stored[id]
	store := h.State != "" && (stored.State != h.State || stored.Detail != h.Detail)
	s.mu.Unlock()
	if before.Health != h && store {
		s.store(ctx, id, h)
	}
	whole := core.WholeBot
	if before.Health != h || !before.NextTry().Equal(after.NextTry()) || !before.RetryAfter[whole].Equal(after.RetryAfter[whole]) {
		s.hub.Publish(core.Event{Kind: core.EventHealth, Brand: id})
	}
	return wait
}

func (s *channels) store(ctx context.Context, id core.BrandID, h core.Health) {
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
		s.stored[id] = h
		s.mu.Unlock()
	case ctx.Err() == nil:
		s.log.Warn("health not stored", "brand", id, "state", h.State, "err", err)
	}
}

// withHealth returns b with the present health of its channel.
func (s *channels) withHealth(b core.BrandView) core.BrandView {
	if h := s.state(b.ID).Health; h.State != "" && b.Enabled {
		b.Health = h
	}
	return b
}

// restart makes the supervisor start a channel anew, and forgets its health.
func (s *channels) restart(id core.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restarts[id] = true
	s.states[id] = core.ChannelState{RetryAfter: s.states[id].RetryAfter}
	delete(s.stored, id)
}

// takeRestarts returns, once, which channels shall be started anew.
func (s *channels) takeRestarts() map[core.BrandID]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := maps.Clone(s.restarts)
	clear(s.restarts)
	return taken
}

// NextTry is when replies are tried again after one whose outcome is unknown; zero
// if they do not wait.
func (s *channels) NextTry(id core.BrandID) time.Time {
	if at := s.state(id).NextTry(); !at.IsZero() && at.After(s.now()) { // each frame asks, and mostly none is
		return at
	}
	return time.Time{}
}

// RetryAfter is until when Telegram accepts no messages to a visitor, or for visitor 0 to
// any visitor of the brand; zero if it does.
func (s *channels) RetryAfter(id core.BrandID, v core.VisitorID) time.Time {
	retry := s.state(id).RetryAfter
	if until := latest(retry[v], retry[core.WholeBot]); !until.IsZero() && until.After(s.now()) {
		return until
	}
	return time.Time{}
}
