package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/txn"
)

// group is the goroutines of one run of the engine. They end with its context,
// except for requests under way, which are given StopGrace.
type group struct {
	*errgroup.Group
	ctx   context.Context
	log   *slog.Logger
	swept chan struct{} // closed when no incomplete file of an earlier run is left
}

// abandonTime is how long the end of a run waits for what may be blocked for ever.
const abandonTime = StopGrace

// spawn runs fn as a goroutine of the group. A panic in it ends the engine with a
// *crash.Panic.
func (g *group) spawn(what string, fn func() error) {
	g.Go(func() error {
		err := crash.Do("the engine's "+what, fn)
		if p, ok := errors.AsType[*crash.Panic](err); ok {
			g.log.Error("panic in the engine", "in", what, "cause", p.Cause, "stack", p.Trace)
		}
		return err
	})
}

// spawnAbandonable is spawn for what nothing may be able to end, because it uses a disk
// that may not answer. The end of the run waits for it only so long, and what it stores
// after that is lost.
func (g *group) spawnAbandonable(what string, fn func() error) {
	done := make(chan error, 1)
	crash.Go("the engine's "+what, fn, func(err error) { done <- err })
	g.spawn(what, func() error {
		select {
		case err := <-done:
			return err
		case <-g.ctx.Done():
		}
		select {
		case err := <-done:
			return err
		case <-time.After(abandonTime):
			g.log.Error("abandoned at the end, because it is blocked", "what", what)
			return nil
		}
	})
}

// Run runs the engine until ctx ends, and then returns nil after an orderly stop.
// It first cleans up what an earlier run left behind. It must run once at a time.
func (e *Engine) Run(ctx context.Context) error {
	eg, ctx := errgroup.WithContext(ctx)
	g := &group{Group: eg, ctx: ctx, log: e.log, swept: make(chan struct{})}
	g.spawn("health of the database", func() error { return e.database.run(ctx) })
	g.spawn("health of the files", func() error { return e.mediaDisk.run(ctx) })
	g.spawn("start", func() error { return e.start(g) })
	return eg.Wait()
}

// start cleans up, however long the disk refuses that, and starts the rest.
func (e *Engine) start(g *group) error {
	ctx := g.ctx
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"mark interrupted sends", e.recoverSends},
		{"requeue interrupted downloads", e.recoverFiles},
		// one batch: after a long absence the timers do the rest beside the polls
		{"apply deadlines", func(ctx context.Context) error { _, err := e.timers.fireBatch(ctx); return err }},
	} {
		err := e.database.retryUntilWritable(ctx, func() error { return step.do(ctx) })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	g.spawn("timers", func() error { return e.timers.run(ctx) })
	g.spawn("supervisor", func() error { return e.supervise(g) })
	g.spawnAbandonable("index for search", func() error { return indexer{e.store, e.hub, e.log}.run(ctx) })
	g.spawnAbandonable("retention", func() error { return e.retention.run(ctx) })
	if e.files.Enabled() {
		g.spawnAbandonable("removal of incomplete files", func() error { e.sweep(ctx); close(g.swept); return nil })
	}
	return nil
}

// recoverSends marks messages whose request was under way when the last run ended:
// nobody can know whether they arrived.
func (e *Engine) recoverSends(ctx context.Context) error {
	var n int
	err := e.runner.Write(ctx, func(t *txn.Tx) (err error) {
		n, err = t.MarkSendingUnknown(ctx, core.NewProblem("send_interrupted"))
		return err
	})
	if n > 0 && err == nil {
		e.hub.Resync()
		e.log.Warn("sends with unknown outcome", "count", n)
	}
	return err
}

// recoverFiles queues interrupted downloads again.
func (e *Engine) recoverFiles(ctx context.Context) error {
	return e.runner.Write(ctx, func(t *txn.Tx) error {
		_, err := t.RequeueFetching(ctx)
		return err
	})
}

// sweep removes incomplete files and takes those back that are in their places again, once
// the disk of the files answers. Chats work without it, so that errors are only logged.
func (e *Engine) sweep(ctx context.Context) {
	err := e.mediaDisk.retryUntilWritable(ctx, func() error {
		err := e.files.Answers()
		if err != nil {
			e.mediaDisk.failed(err)
		}
		return err
	})
	if err == nil {
		err = e.files.Sweep(ctx, e.store.File)
	}
	if err != nil {
		e.log.Error("incomplete files not removed", "err", err)
	}
	n, err := e.runner.TakeBackFiles(ctx)
	if err != nil {
		e.log.Error("files that are there again not looked for", "err", err)
	}
	if n > 0 {
		e.hub.Resync()
		e.log.Info("files that are there again", "count", n)
	}
}

var _ core.Waker = (*Engine)(nil)
