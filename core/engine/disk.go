package engine

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"tgdesk/core"
)

// calm is how long the disk must have been well for the next trouble to be
// looked at as closely as the first.
const calm = time.Minute

// disk is a part of the machine that the desk writes to, its database or the
// directory of its files, and what is known of trouble with it. Whoever meets
// trouble reports it; the engine then tries by itself whether it is over, so
// that one who waits may sleep until then.
type disk struct {
	hub   *core.Hub
	probe func(context.Context) error
	alert chan struct{} // wakes the engine's look after it; size 1

	mu      sync.Mutex
	trouble error         // nil while all is well
	over    chan struct{} // closed when the trouble is over; nil while all is well
}

func newDisk(hub *core.Hub, probe func(context.Context) error) *disk {
	return &disk{hub: hub, probe: probe, alert: make(chan struct{}, 1)}
}

// suffer notes trouble that somebody met.
func (d *disk) suffer(err error) {
	d.mu.Lock()
	before := d.trouble
	d.trouble = err
	if before == nil {
		d.over = make(chan struct{})
	}
	d.mu.Unlock()
	notify(d.alert)
	if before == nil || core.ProblemOf(before) != core.ProblemOf(err) {
		d.hub.Publish(core.Event{Kind: core.EventTrouble})
	}
}

// recover notes that all is well again, and lets everybody read anew.
func (d *disk) recover() {
	d.mu.Lock()
	over := d.over
	d.trouble, d.over = nil, nil
	d.mu.Unlock()
	if over != nil {
		close(over)
		d.hub.Resync()
	}
}

func (d *disk) ails() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.trouble
}

// mended is closed when the present trouble is over; without trouble it is nil.
func (d *disk) mended() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.over
}

// wait is pause that ends with the trouble, too.
func (d *disk) wait(ctx context.Context, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-d.mended():
	}
}

// nurse tries, while there is trouble, whether it is over: first after a
// second, then less and less often.
func (d *disk) nurse(ctx context.Context) error {
	tries, well := newProbes(), time.Now()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return nil
		case <-d.alert:
		}
		if time.Since(well) > calm {
			tries.reset()
		}
		for d.ails() != nil && ctx.Err() == nil {
			if pause(ctx, tries.next()); d.ails() != nil {
				d.try(ctx)
			}
		}
		well = time.Now()
	}
	return nil
}

func (d *disk) try(ctx context.Context) {
	err := d.probe(ctx)
	switch {
	case ctx.Err() != nil:
	case err == nil:
		d.recover()
	default:
		d.suffer(err)
	}
}

// ofDisk finds the error of a [Store] that tells of trouble with the disk.
func ofDisk(err error) (*core.Error, bool) {
	e, ok := errors.AsType[*core.Error](err)
	return e, ok && e.Code == core.CodeUnavailable && strings.HasPrefix(e.ID, "store_")
}
