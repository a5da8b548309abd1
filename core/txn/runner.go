// Package txn runs the write transactions of a desk: one change, and after its
// commit the events and wake-up calls that follow from it. It holds what use cases
// and engine alike do within a transaction. It must not decide anything that is the
// rule of one use case.
package txn

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/media"
)

// Runner runs transactions. It may be used from many goroutines.
type Runner struct {
	store core.Store
	hub   *core.Hub
	waker core.Waker
	files *media.Dir
}

// NewRunner returns a runner on a store. Events go to hub, wake-up calls to waker.
func NewRunner(store core.Store, hub *core.Hub, waker core.Waker, files *media.Dir) *Runner {
	return &Runner{store: store, hub: hub, waker: waker, files: files}
}

// Write runs fn in one transaction, then publishes its events and makes its
// wake-up calls. Statements of fn may stop when ctx ends, and then nothing is
// written. Waiting for the store and the commit do not stop, so that an error
// always means that nothing is written.
func (r *Runner) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var t *Tx
	err := r.store.Write(context.WithoutCancel(ctx), func(tx core.Tx) error {
		t = &Tx{Tx: tx, files: r.files, rules: map[core.BrandID]core.Rules{}, texts: map[core.BrandID]brandTexts{}}
		if err := fn(t); err != nil {
			return err
		}
		for _, do := range t.last {
			if err := do(); err != nil {
				return err
			}
		}
		return t.saveCounts(ctx)
	})
	if err != nil {
		r.waker.StorageFailed(err)
		return err
	}
	r.hub.Publish(t.events...)
	for _, call := range t.calls {
		call(r.waker)
	}
	if !t.earliest.IsZero() {
		r.waker.WakeTimers(t.earliest)
	}
	return nil
}
