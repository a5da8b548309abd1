package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	// retentionPause is how often the desk looks for files that are too old.
	retentionPause = time.Hour
	staleBatch     = 100
)

// runRetention removes files that a brand no longer keeps. It sleeps
// while every brand keeps them for ever.
func (e *oneRun) runRetention() error {
	for e.ctx.Err() == nil {
		any, err := e.expire(e.ctx)
		if err != nil && e.ctx.Err() == nil {
			e.log.Error("old files not removed", "err", err)
		}
		pause := retentionPause
		if !any && err == nil {
			pause = 100 * core.Day // nothing can become due
		}
		t := time.NewTimer(pause)
		select {
		case <-e.ctx.Done():
		case <-t.C:
		case <-e.stale:
		}
		t.Stop()
	}
	return nil
}

// expire removes what is too old of every brand; any is whether a brand keeps
// files only for a time.
func (d *Engine) expire(ctx context.Context) (any bool, err error) {
	brands, err := d.store.Brands(ctx)
	if err != nil {
		return false, err
	}
	for _, b := range brands {
		if b.Options.KeepMedia == 0 {
			continue
		}
		any = true
		for n := staleBatch; n == staleBatch; {
			if n, err = d.expireBatch(ctx, b); err != nil {
				return any, err
			}
		}
	}
	return any, nil
}

// expireBatch removes files before it writes that down: cut in between, the
// next look finds them again. What is open somewhere stays readable there.
func (d *Engine) expireBatch(ctx context.Context, b core.Brand) (int, error) {
	var n int
	err := d.write(ctx, func(w *tx) error {
		old, err := w.StaleFiles(ctx, b.ID, w.Now().Add(-b.Options.KeepMedia), d.hub.Shown(), staleBatch)
		if err != nil {
			return err
		}
		for _, f := range old {
			if err := d.media.Remove(f.Path); err != nil {
				return err
			}
			f.State, f.Path, f.ChangedAt = core.FileExpired, "", w.Now()
			if err := w.SaveFile(ctx, f); err != nil {
				return err
			}
		}
		if n = len(old); n > 0 {
			w.Emit(core.Event{Kind: core.EventFile, Brand: b.ID})
		}
		return nil
	})
	return n, err
}
