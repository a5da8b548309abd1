package engine

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	// dueBatch is how many chats one transaction moves: few enough that an
	// operator's own transaction, coming between two, waits only milliseconds.
	dueBatch = 100
	// longestNap bounds how long the timers sleep while a deadline is stored:
	// a clock that was set, or a machine that slept, is noticed within it.
	longestNap = time.Minute
	// shortestNap keeps two clocks that disagree from spinning.
	shortestNap = 5 * time.Millisecond
)

// runTimers applies deadlines as they come. It looks at nothing while it sleeps.
func (d *Engine) runTimers(ctx context.Context) error {
	tries, doubted := newTries(), core.Jump{}
	for ctx.Err() == nil {
		doubted = d.watchClock(doubted)
		next, err := d.fireAndArm(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			wait := tries.next()
			d.log.Error("timers wait", "err", err, "wait", wait)
			d.StorageFailed(err)
			d.database.wait(ctx, wait)
		default:
			tries.reset()
			d.nap(ctx, next)
		}
	}
	return nil
}

// fireAndArm applies what is due and returns the next deadline, zero if none.
func (d *Engine) fireAndArm(ctx context.Context) (time.Time, error) {
	d.alarm.disarm()
	if err := d.fireDue(ctx); err != nil {
		return time.Time{}, err
	}
	next, err := d.store.NextDeadline(ctx)
	if err == nil {
		d.alarm.arm(next)
	}
	return next, err
}

// nap sleeps until the deadline, an earlier one, ctx's end, or the clock needs a look.
func (d *Engine) nap(ctx context.Context, next time.Time) {
	var rings <-chan time.Time // never, without a deadline
	if !next.IsZero() {
		t := time.NewTimer(min(max(next.Sub(d.now()), shortestNap), longestNap))
		defer t.Stop()
		rings = t.C
	}
	select {
	case <-ctx.Done():
	case <-rings:
	case <-d.alarm.calls:
	}
}

// fireDue applies all deadlines that have passed, a batch at a time.
func (d *Engine) fireDue(ctx context.Context) error {
	for {
		n, err := d.fireBatch(ctx)
		if err != nil || n < dueBatch {
			return err
		}
	}
}

// fireBatch applies the earliest deadlines that have passed and counts the chats.
func (d *Engine) fireBatch(ctx context.Context) (int, error) {
	var n int
	err := d.write(ctx, func(w *tx) error {
		due, err := w.ExpiredChats(ctx, w.Now(), dueBatch)
		if err != nil {
			return err
		}
		n = len(due)
		for _, c := range due {
			if _, _, err := w.ApplyExpired(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// watchClock tells of jumps of the machine's clock: of one that the desk does
// not follow, and of what became of it. It returns what is to be known next time.
func (d *Engine) watchClock(before core.Jump) core.Jump {
	now, _ := d.jump()
	if now == before {
		return before
	}
	if now.By != 0 {
		d.log.Warn("the clock of this machine jumped", "by", now.By, "followed", now.Until)
	} else {
		d.log.Warn("the clock of this machine moves with time again", "doubted", before.By, "now", d.now())
	}
	d.hub.Publish(core.Event{Kind: core.EventTrouble})
	return now
}

// jump is the jump of the machine's clock that the desk does not follow yet.
func (d *Engine) jump() (core.Jump, bool) {
	if d.clock == nil {
		return core.Jump{}, false
	}
	return d.clock.Jump()
}
