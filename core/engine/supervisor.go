package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

// channel is one brand's intake and sender at work.
type channel struct {
	token  core.Token
	apiURL string
	stop   context.CancelFunc
	polled chan struct{} // closed when the intake has ended
}

// supervise keeps the running channels in step with the brands: it looks at
// start and whenever a use case changed a brand.
func (e *oneRun) supervise() error {
	running := map[core.BrandID]*channel{}
	tries := newTries()
	for {
		if err := e.reconcile(running); err != nil && e.ctx.Err() == nil {
			e.log.Warn("brands not read", "err", err)
			e.StorageFailed(err)
			time.AfterFunc(tries.next(), e.WakeChannels)
		} else {
			tries.reset()
		}
		select {
		case <-e.ctx.Done():
			return nil
		case <-e.brands:
		case <-e.database.mended():
		}
	}
}

// reconcile stops channels that should not run, or not so, and starts those
// that should.
func (e *oneRun) reconcile(running map[core.BrandID]*channel) error {
	brands, err := e.store.Brands(e.ctx)
	if err != nil {
		return err
	}
	wanted := map[core.BrandID]core.Brand{}
	for _, b := range brands {
		if b.Enabled && b.RemovedAt.IsZero() {
			wanted[b.ID] = b
		}
	}
	restarts := e.channels.takeRestarts()
	for id, c := range running {
		if b, ok := wanted[id]; !ok || b.Token != c.token || b.Options.APIURL != c.apiURL || restarts[id] {
			c.stop()
			<-c.polled // one link at most may poll a bot
			delete(running, id)
		}
	}
	for id, b := range wanted {
		if running[id] == nil {
			running[id] = e.start(b)
		}
	}
	return nil
}

// start sets a brand's channel to work.
func (e *oneRun) start(b core.Brand) *channel {
	ctx, stop := context.WithCancel(e.ctx)
	c := &channel{token: b.Token, apiURL: b.Options.APIURL, stop: stop, polled: make(chan struct{})}
	refused := func(why core.Problem) {
		e.setHealth(ctx, b.ID, core.Health{State: core.HealthUnauthorized, Detail: why})
		stop() // until an admin gives another token or enables the channel again
	}
	link, err := core.Connect(e.messenger, b)
	if err != nil {
		refused(core.ProblemOf(err))
		close(c.polled)
		return c
	}
	out := newSender(e, b.ID, link, refused)
	files := newFetcher(e, b.ID, link)
	in := newIntake(e.Engine, b, link, func() { out.resume(); files.resume() }, refused)
	e.setHealth(ctx, b.ID, core.Health{State: core.HealthPolling})
	e.spawn("sender", func() error { return out.run(ctx) })
	if e.media.Enabled() {
		e.spawn("fetcher", func() error { return files.run(ctx) })
	}
	calls := e.acts.listen(b.ID)
	e.spawn("chat actions", func() error { return e.runActs(ctx, calls, link) })
	e.spawn("intake", func() error {
		defer close(c.polled)
		return in.run(ctx)
	})
	return c
}
