package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

// channel is the running channel of one brand.
type channel struct {
	token  core.Token
	apiURL string
	stop   context.CancelFunc
	polled chan struct{} // closed when its poller has ended
}

// supervise keeps the running channels in step with the brands: it compares them
// at its start and whenever a use case changed a brand.
func (e *Engine) supervise(g *group) error {
	running := map[core.BrandID]*channel{}
	backoff := newRetryBackoff()
	for {
		if err := e.reconcile(g, running); err != nil && g.ctx.Err() == nil {
			e.log.Warn("brands not read", "err", err)
			e.StorageFailed(err)
			time.AfterFunc(backoff.next(), e.WakeChannels)
		} else {
			backoff.reset()
		}
		select {
		case <-g.ctx.Done():
			return nil
		case <-e.wake.supervisor:
		case <-e.database.recovery():
		}
	}
}

// reconcile stops the channels that should not run, or not as they do, and starts
// those that should.
func (e *Engine) reconcile(g *group, running map[core.BrandID]*channel) error {
	brands, err := e.store.Brands(g.ctx)
	if err != nil {
		return err
	}
	enabled := map[core.BrandID]core.Brand{}
	for _, b := range brands {
		if b.Enabled && b.RemovedAt.IsZero() {
			enabled[b.ID] = b
		}
	}
	restarts := e.channels.takeRestarts()
	for id, c := range running {
		if b, ok := enabled[id]; !ok || b.Token != c.token || b.Options.APIURL != c.apiURL || restarts[id] {
			c.stop()
			<-c.polled // at most one poller of a bot may run
			delete(running, id)
		}
	}
	for id, b := range enabled {
		if running[id] == nil {
			running[id] = e.startChannel(g, b)
		}
	}
	return nil
}

func (e *Engine) startChannel(g *group, b core.Brand) *channel {
	ctx, stop := context.WithCancel(g.ctx)
	c := &channel{token: b.Token, apiURL: b.Options.APIURL, stop: stop, polled: make(chan struct{})}
	unauthorized := func(why core.Problem) {
		e.channels.report(ctx, b.ID, core.Health{State: core.HealthUnauthorized, Detail: why})
		stop() // until an admin replaces the token or enables the channel again
	}
	link, err := core.Connect(e.messenger, b)
	if err != nil {
		unauthorized(core.ProblemOf(err))
		close(c.polled)
		return c
	}
	sender, fetcher := e.newSender(g, b.ID, link, unauthorized), e.newFetcher(g, b.ID, link)
	poller := e.newPoller(b, link, unauthorized, func() { sender.resume(); fetcher.resume() })
	actions := e.actions.listen(b.ID)
	e.channels.report(ctx, b.ID, core.Health{State: core.HealthPolling})
	g.spawn("sender", func() error { return sender.run(ctx) })
	if e.files.Enabled() {
		g.spawn("fetcher", func() error { return fetcher.run(ctx) })
	}
	g.spawn("chat actions", func() error { return sendActions(ctx, actions, link, e.log) })
	g.spawn("poller", func() error {
		defer close(c.polled)
		return poller.run(ctx)
	})
	return c
}
