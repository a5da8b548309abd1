package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// oneRun is one run of the desk: all of its goroutines belong to group and end
// with ctx, the senders' last requests a few seconds later.
type oneRun struct {
	*Engine
	ctx   context.Context
	group *errgroup.Group
}

// Run is the engine. It settles what an earlier run left behind, then polls,
// sends and fires timers until ctx ends; it returns nil after an orderly stop.
// Requests under way are given stopGrace to end. It must run once at a time.
func (d *Engine) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	e := &oneRun{Engine: d, ctx: ctx, group: group}
	e.spawn("nurse of the database", func() error { return d.database.nurse(ctx) })
	e.spawn("nurse of the files", func() error { return d.files.nurse(ctx) })
	e.spawn("start", e.begin)
	return group.Wait()
}

// begin starts what works in the engine once nothing is left of earlier runs.
func (e *oneRun) begin() error {
	ctx := e.ctx
	if err := e.insist(e.recoverSends); err != nil {
		return stopped(ctx, fmt.Errorf("settle what was being sent: %w", err))
	}
	if err := e.insist(e.recoverFiles); err != nil {
		return stopped(ctx, fmt.Errorf("settle what was being fetched: %w", err))
	}
	fire := func(ctx context.Context) error { _, err := e.fireBatch(ctx); return err }
	if err := e.insist(fire); err != nil { // after a long absence the timers do the rest beside the polls
		return stopped(ctx, fmt.Errorf("apply what fell due: %w", err))
	}
	e.spawn("timers", func() error { return e.runTimers(ctx) })
	e.spawn("channels", e.supervise)
	if e.media.Enabled() {
		e.spawn("retention", e.runRetention)
	}
	return nil
}

// insist does what must be done before anything else, however long the disk is
// in trouble.
func (e *oneRun) insist(do func(context.Context) error) error {
	for tries := newTries(); ; {
		err := do(e.ctx)
		if _, ok := ofDisk(err); !ok || e.ctx.Err() != nil {
			return err
		}
		e.log.Warn("the engine waits for the disk", "err", err)
		e.database.wait(e.ctx, tries.next())
	}
}

// stopped hides the error of a run that was told to stop.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// recoverSends marks messages whose request was under way when the desk died:
// nobody can know their fate.
func (d *Engine) recoverSends(ctx context.Context) error {
	var n int
	err := d.write(ctx, func(w *tx) (err error) {
		n, err = w.MarkSendingUnknown(ctx, core.NewProblem("send_interrupted"))
		return err
	})
	if n > 0 && err == nil {
		d.hub.Resync()
		d.log.Warn("sends with unknown outcome", "count", n)
	}
	return err
}

// recoverFiles wants again what was being fetched when the desk died, and
// removes what lies half done on the disk. A directory in trouble must not
// keep the desk from its chats.
func (d *Engine) recoverFiles(ctx context.Context) error {
	err := d.write(ctx, func(w *tx) error {
		_, err := w.RequeueFetching(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.media.Sweep(ctx, d.store.File); err != nil {
		d.log.Error("half files not removed", "err", err)
	}
	return nil
}

// spawn runs fn as one of the engine's goroutines. A panic in it ends the
// engine with a *crash.Panic.
func (e *oneRun) spawn(what string, fn func() error) {
	e.group.Go(func() error {
		err := crash.Do("the engine's "+what, fn)
		if p, ok := errors.AsType[*crash.Panic](err); ok {
			e.log.Error("panic in the engine", "in", what, "cause", p.Cause, "stack", p.Trace)
		}
		return err
	})
}

// timerAt returns what fires at t, or never if t is zero, and how to stop it.
func timerAt(t time.Time) (due <-chan time.Time, stop func() bool) {
	if t.IsZero() {
		return nil, func() bool { return false }
	}
	timer := time.NewTimer(time.Until(t))
	return timer.C, timer.Stop
}

// pause waits for d or ctx's end.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
