package engine

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"tgdesk/core"
	"tgdesk/core/presence"
	"tgdesk/core/txn"
)

const (
	// expiredBatch is how many chats one transaction moves: few enough that an
	// operator's own transaction, between two, waits only milliseconds, and enough that
	// they share the costs of one.
	expiredBatch = 250
	// longestSleep bounds how long the timers sleep while a deadline is stored, so
	// that they notice when the clock was set or the machine slept.
	longestSleep = time.Minute
	// shortestSleep keeps two clocks that disagree from spinning.
	shortestSleep = 5 * time.Millisecond
)

// timers apply the deadlines of chats and of what is under way between operators, note
// who is idle, and offer waiting chats to whoever is free. They sleep until the earliest
// of all this; nothing polls the clock.
type timers struct {
	store    core.Store
	runner   *txn.Runner
	database *storageHealth
	hub      *core.Hub
	presence *presence.Board
	now      func() time.Time
	clock    *core.Clock // nil if there is none
	log      *slog.Logger

	woken chan struct{} // a deadline earlier than next was stored; size 1
	mu    sync.Mutex
	armed bool      // next is valid; otherwise every deadline wakes
	next  time.Time // the deadline that they sleep for
}

func newTimers(store core.Store, runner *txn.Runner, database *storageHealth, hub *core.Hub, board *presence.Board, now func() time.Time, clock *core.Clock, log *slog.Logger) *timers {
	return &timers{store: store, runner: runner, database: database, hub: hub, presence: board, now: now, clock: clock, log: log, woken: make(chan struct{}, 1)}
}

// wake takes note of a deadline that was stored.
func (t *timers) wake(deadline time.Time) {
	t.mu.Lock()
	earlier := !t.armed || deadline.Before(t.next)
	t.mu.Unlock()
	if earlier {
		notify(t.woken)
	}
}

// arm makes only deadlines before next wake; if it is zero, all do.
func (t *timers) arm(next time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed, t.next = !next.IsZero(), next
}

func (t *timers) run(ctx context.Context) error {
	backoff, jump := newRetryBackoff(), core.Jump{}
	for ctx.Err() == nil {
		jump = t.reportJump(jump)
		next, err := t.fireAndArm(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			wait := backoff.Next(rand.Float64())
			t.log.Error("deadlines not applied", "err", err, "wait", wait)
			t.database.met(err)
			t.database.wait(ctx, wait)
		default:
			backoff.Reset()
			t.sleep(ctx, next)
		}
	}
	return nil
}

// fireAndArm applies the deadlines that have passed and returns the next one, zero
// if there is none.
func (t *timers) fireAndArm(ctx context.Context) (time.Time, error) {
	t.arm(time.Time{}) // what is stored from here on may be missing in what is read
	if err := t.syncPresence(ctx); err != nil {
		return time.Time{}, err
	}
	if err := t.fire(ctx); err != nil {
		return time.Time{}, err
	}
	if err := t.route(ctx); err != nil {
		return time.Time{}, err
	}
	next, err := t.store.NextDeadline(ctx)
	if err != nil {
		return time.Time{}, err
	}
	if _, idle := t.presence.Idle(); next.IsZero() || !idle.IsZero() && idle.Before(next) {
		next = idle
	}
	t.arm(next)
	return next, nil
}

// sleep waits for the deadline, an earlier one, ctx's end, or longestSleep.
func (t *timers) sleep(ctx context.Context, next time.Time) {
	var due <-chan time.Time // never, without a deadline
	if !next.IsZero() {
		due = time.After(min(max(next.Sub(t.now()), shortestSleep), longestSleep))
	}
	select {
	case <-ctx.Done():
	case <-due:
	case <-t.woken:
	}
}

// fire applies all deadlines that have passed, a batch at a time.
func (t *timers) fire(ctx context.Context) error {
	for {
		n, err := t.fireBatch(ctx)
		if err != nil || n < expiredBatch {
			return err
		}
	}
}

// fireBatch applies the earliest deadlines that have passed and counts the chats.
func (t *timers) fireBatch(ctx context.Context) (n int, err error) {
	err = t.runner.Write(ctx, func(tx *txn.Tx) error {
		expired, err := tx.ExpiredChats(ctx, tx.Now(), expiredBatch)
		if err != nil {
			return err
		}
		n = len(expired)
		for _, c := range expired {
			if _, _, err := tx.ApplyExpired(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// reportJump announces that the machine's clock jumped, or that a jump is over. It
// returns the jump to compare with next time.
func (t *timers) reportJump(before core.Jump) core.Jump {
	if t.clock == nil {
		return before
	}
	now, _ := t.clock.Jump()
	if now == before {
		return before
	}
	if now.By != 0 {
		t.log.Warn("the clock of this machine jumped", "by", now.By, "followed", now.Until)
	} else {
		t.log.Warn("the clock of this machine moves with time again", "jump", before.By, "now", t.now())
	}
	t.hub.Publish(core.Event{Kind: core.EventSystem})
	return now
}
