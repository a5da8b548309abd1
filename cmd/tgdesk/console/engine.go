package console

import (
	"context"
	"fmt"
	"log/slog"

	"tgdesk/core/crash"
	"tgdesk/core/engine"
)

// RunningEngine is a desk's engine at work beside a screen.
type RunningEngine struct {
	Stopped chan struct{} // closed when it has ended by itself
	cancel  context.CancelFunc
	done    chan struct{}
	err     error // valid once done is closed
}

// StartEngine runs the desk's engine. It outlives ctx: the screen ends first
// and may still write a draft. report is given its error at once, because the
// screen may go on for hours, and returns it as Stop shall.
func StartEngine(ctx context.Context, eng *engine.Engine, log *slog.Logger, report func(error) error) *RunningEngine {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e := &RunningEngine{cancel: cancel, Stopped: make(chan struct{}), done: make(chan struct{})}
	run := func() error {
		if err := eng.Run(ctx); err != nil {
			log.Error("engine stopped", "err", err)
			return fmt.Errorf("the engine stopped: %w", err)
		}
		return nil
	}
	crash.Go("the engine", run, func(err error) {
		e.err = report(err)
		close(e.done)
		if ctx.Err() == nil {
			close(e.Stopped)
		}
	})
	return e
}

// Stop ends the engine in order and returns what went wrong with it.
func (e *RunningEngine) Stop() error {
	e.cancel()
	<-e.done
	return e.err
}
