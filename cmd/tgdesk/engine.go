package main

import (
	"context"
	"fmt"
	"log/slog"

	"tgdesk/core/crash"
	"tgdesk/core/engine"
)

// runningEngine is a desk's engine at work beside a screen.
type runningEngine struct {
	cancel  context.CancelFunc
	stopped chan struct{} // closed when it has ended by itself
	done    chan struct{}
	err     error // valid once done is closed
}

// startEngine runs the desk's engine. It outlives ctx: the screen ends first
// and may still write a draft. kept is given its error at once, for a report of
// a panic: the screen may go on for hours.
func startEngine(ctx context.Context, eng *engine.Engine, log *slog.Logger, kept func(error) error) *runningEngine {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e := &runningEngine{cancel: cancel, stopped: make(chan struct{}), done: make(chan struct{})}
	crash.Go("the engine", func() error { return runEngine(ctx, eng, log) }, func(err error) {
		e.err = kept(err)
		close(e.done)
		if ctx.Err() == nil {
			close(e.stopped)
		}
	})
	return e
}

func runEngine(ctx context.Context, eng *engine.Engine, log *slog.Logger) error {
	if err := eng.Run(ctx); err != nil {
		log.Error("engine stopped", "err", err)
		return fmt.Errorf("the engine stopped: %w", err)
	}
	return nil
}

// stop ends the engine in order and returns what went wrong with it.
func (e *runningEngine) stop() error {
	e.cancel()
	<-e.done
	return e.err
}
