package engine

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"tgdesk/core"
)

// channelStates is what use cases and engine know of channels in memory: how
// each fares, even when the disk cannot take it, and which shall start anew.
type channelStates struct {
	mu       sync.Mutex
	health   map[core.BrandID]core.Health
	stored   map[core.BrandID]core.Health
	restarts map[core.BrandID]bool
	ailing   map[core.BrandID]bool // the last poll met a server in trouble
	insisted map[core.BrandID]insistence
	doubts   map[core.BrandID]time.Time // until when replies wait because the fate of the last is unknown
	holds    map[core.BrandID]map[core.VisitorID]time.Time
}

func newChannelStates() *channelStates {
	return &channelStates{
		health: map[core.BrandID]core.Health{}, stored: map[core.BrandID]core.Health{}, restarts: map[core.BrandID]bool{}, ailing: map[core.BrandID]bool{},
		insisted: map[core.BrandID]insistence{}, doubts: map[core.BrandID]time.Time{}, holds: map[core.BrandID]map[core.VisitorID]time.Time{},
	}
}

// set notes h and reports whether it is news.
func (s *channelStates) set(id core.BrandID, h core.Health) (core.Health, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, known := s.health[id]
	if known && old.State == h.State {
		h.Since = old.Since
	}
	s.health[id] = h
	return h, !known || old != h
}

// keep notes what is stored of a channel's health.
func (s *channelStates) keep(id core.BrandID, h core.Health) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stored[id] = h
}

// kept reports whether what is stored says the same as h: when the next try
// comes is of no use to other programs, and it changes every few seconds for as
// long as an outage lasts.
func (s *channelStates) kept(id core.BrandID, h core.Health) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.stored[id]
	return old.State == h.State && old.Detail == h.Detail
}

// restart asks the supervisor to begin a channel anew and forgets its health.
func (s *channelStates) restart(id core.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restarts[id] = true
	delete(s.health, id)
	delete(s.stored, id)
	delete(s.ailing, id)
	delete(s.doubts, id)
}

// ail notes whether the server answers polls: a sender that doubts it waits
// until it does.
func (s *channelStates) ail(id core.BrandID, yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ailing[id] = yes
}

func (s *channelStates) ails(id core.BrandID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ailing[id]
}

// polls reports whether the channel's polls succeed as of this moment.
func (s *channelStates) polls(id core.BrandID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health[id].State == core.HealthPolling
}

// insist makes a channel hold on to the bot that a person has just taken over.
func (s *channelStates) insist(id core.BrandID, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.insisted[id] = insistence{left: insistPolls, until: now.Add(insistTime)}
}

// insists reports whether to poll again although another program took the bot
// away; beaten is that it did so as often as a channel insists.
func (s *channelStates) insists(id core.BrandID, now time.Time) (again, beaten bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.insisted[id]
	again, beaten = i.more(now)
	if again {
		i.left--
		s.insisted[id] = i
	}
	return again, beaten
}

// takeRestarts returns, once, which channels shall start anew.
func (s *channelStates) takeRestarts() map[core.BrandID]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := maps.Clone(s.restarts)
	clear(s.restarts)
	return taken
}

// overlay puts the latest known health in place of the stored one.
func (s *channelStates) overlay(b core.Brand) core.Brand {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.health[b.ID]; ok && b.Enabled {
		b.Health = h
	}
	return b
}

// setHealth publishes and stores a channel's health if it is news. Trouble with
// the disk is only logged: the screen of this process sees it all the same.
func (d *Engine) setHealth(ctx context.Context, id core.BrandID, h core.Health) {
	if ctx.Err() != nil {
		return // the channel is being stopped: whoever stops it says how it fares
	}
	h.Since = d.now()
	h, news := d.channels.set(id, h)
	if !news {
		return
	}
	if !d.channels.kept(id, h) {
		d.storeHealth(ctx, id, h)
	}
	d.hub.Publish(core.Event{Kind: core.EventHealth, Brand: id})
}

func (d *Engine) storeHealth(ctx context.Context, id core.BrandID, h core.Health) {
	level := slog.LevelWarn
	if h.State == core.HealthPolling {
		level = slog.LevelInfo
	}
	d.log.Log(ctx, level, "channel", "brand", id, "state", h.State, "detail", h.Detail)
	err := d.write(ctx, func(w *tx) error {
		if b, err := w.Brand(ctx, id); err != nil || !b.Enabled {
			return err
		}
		return w.SetHealth(ctx, id, h)
	})
	switch {
	case err == nil:
		d.channels.keep(id, h)
	case ctx.Err() == nil:
		d.log.Warn("health not stored", "brand", id, "state", h.State, "err", err)
	}
}
