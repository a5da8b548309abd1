package engine

import (
	"context"
	"math/rand/v2"
	"time"

	"tgdesk/core"
)

// runningChannel is the running channel of one brand.
type runningChannel struct {
	token  core.Token
	server core.Server
	stop   context.CancelFunc
	polled chan struct{} // closed when its poller has ended
}

// supervise keeps the running channels in step with the brands: it compares them
// at its start and whenever a use case changed a brand.
func (e *Engine) supervise(g *group) error {
	running := map[core.BrandID]*runningChannel{}
	backoff := newRetryBackoff()
	for {
		if err := e.reconcile(g, running); err != nil && g.ctx.Err() == nil {
			e.log.Warn("brands not read", "err", err)
			e.StorageFailed(err)
			time.AfterFunc(backoff.Next(rand.Float64()), e.WakeChannels)
		} else {
			backoff.Reset()
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
func (e *Engine) reconcile(g *group, running map[core.BrandID]*runningChannel) error {
	brands, err := e.store.Brands(g.ctx)
	if err != nil {
		return err
	}
	enabled := map[core.BrandID]enabledChannel{}
	for _, b := range brands {
		if !b.Enabled {
			continue
		}
		c, err := e.store.Channel(g.ctx, b.ID)
		switch {
		case core.IsNotFound(err): // removed just now, which wakes the supervisor again
		case err != nil:
			return err
		case c.Enabled:
			enabled[b.ID] = enabledChannel{c, b.Options.Server()}
		}
	}
	restarts := e.channels.takeRestarts()
	for id, c := range running {
		if want, ok := enabled[id]; !ok || want.Token != c.token || want.server != c.server || restarts[id] {
			c.stop()
			<-c.polled // at most one poller of a bot may run
			delete(running, id)
		}
	}
	for id, c := range enabled {
		if running[id] == nil {
			running[id] = e.startChannel(g, c)
		}
	}
	return nil
}

// enabledChannel is a channel that should run, and its Bot API server.
type enabledChannel struct {
	core.Channel
	server core.Server
}

func (e *Engine) startChannel(g *group, want enabledChannel) *runningChannel {
	ctx, stop := context.WithCancel(g.ctx)
	id := want.Brand
	c := &runningChannel{token: want.Token, server: want.server, stop: stop, polled: make(chan struct{})}
	unauthorized := func(why core.Problem) {
		e.channels.report(ctx, id, core.TokenRefused{Detail: why})
		stop() // until an admin replaces the token or enables the channel again
	}
	link, err := core.Connect(e.messenger, want.Channel, want.server)
	if err != nil {
		unauthorized(core.ProblemOf(err))
		close(c.polled)
		return c
	}
	sender, fetcher := e.newSender(g, id, link, unauthorized), e.newFetcher(g, id, link)
	poller := e.newPoller(want.Channel, link, unauthorized, func() { e.WakeSender(id); e.WakeFetcher(id) })
	actions := e.actions.queues.listen(id, actionQueue)
	presses := pressQueues{e.presses.listen(id, pressQueue), make(chan core.PressReply, pressQueue)}
	e.channels.report(ctx, id, core.ChannelStarted{})
	g.spawn("sender", func() error { return sender.run(ctx) })
	if e.files.Enabled() {
		g.spawn("fetcher", func() error {
			select {
			case <-g.swept:
			case <-ctx.Done():
			}
			return fetcher.run(ctx)
		})
	}
	chatbot := e.newChatbotRunner(g, id)
	g.spawn("chatbot", func() error { return chatbot.run(ctx) })
	faces := e.newFaceSetter(want.Channel, link)
	g.spawn("face of the bot", func() error { return faces.run(ctx) })
	g.spawn("chat actions", func() error { return sendActions(ctx, actions, link, e.log) })
	g.spawn("answers to presses", func() error { return presses.answer(ctx, link, e.log) })
	g.spawn("changes of buttons", func() error { return presses.change(ctx, link, e.log) })
	g.spawn("poller", func() error {
		defer close(c.polled)
		return poller.run(ctx)
	})
	return c
}
