package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"tgdesk/core"
)

// heldRound is how far a fetcher has come in looking at the files that are held back,
// one visitor after the other.
type heldRound struct {
	turn     core.VisitorID // who was looked at last; 0 at the beginning of a round
	at       time.Time      // when to go on
	any      bool           // there was one in this round,
	admitted bool           // and one that was not held back any more
}

// admit returns why a file may not be downloaded now. If it may, "", room is set aside
// for it.
func (f *fetcher) admit(ctx context.Context, o order) (core.Problem, error) {
	facts := core.FetchFacts{Requested: o.requested}
	b, err := f.store.Brand(ctx, f.brand)
	if err != nil {
		return "", err
	}
	v, err := f.store.Visitor(ctx, o.visitor)
	if err != nil {
		return "", err
	}
	c, err := f.store.Chat(ctx, o.Chat)
	if err != nil {
		return "", err
	}
	if facts.Fetched, err = f.store.FetchedSince(ctx, f.brand, o.visitor, f.now().Add(-core.FetchWindow)); err != nil {
		return "", err
	}
	media, err := f.store.MediaBytes(ctx)
	if err != nil {
		return "", err
	}
	facts.Blocked, facts.Flooded = v.HasBlockedBot(), c.Flood.ActiveAt(f.now())
	err = f.downloader.room.take(o.Key, o.size, media, func(room core.Room, size int64) error {
		facts.Room, facts.Size = room, size
		return core.MayFetch(b.Options, facts)
	})
	if e, ok := errors.AsType[*core.Error](err); ok && slices.Contains(core.HeldReasons(), e.ID) {
		return core.ProblemOf(e), nil
	}
	if err != nil {
		f.mediaDisk.failed(err)
	}
	return "", err
}

// nextHeld is next for files that are held back: those that somebody requested, and
// then of each visitor the newest that may be downloaded now. It does not look at all
// of them at once.
func (f *fetcher) nextHeld(ctx context.Context, others bool, wait *time.Duration) (*order, error) {
	if left := time.Until(f.held.at); left > 0 {
		*wait = min(*wait, left)
		return nil, nil
	}
	requested, err := f.nextHeldOf(ctx, 0, wait)
	if requested != nil || err != nil || !others {
		return requested, err
	}
	pause := heldPause
	for range heldPage {
		v, err := f.store.NextInQueue(ctx, f.brand, core.FileHeld, f.held.turn)
		if err != nil {
			return nil, err
		}
		if f.held.turn = v; v == 0 && !f.held.admitted {
			pause = heldInterval
			break
		}
		if v == 0 {
			f.held.admitted = false // who got one file may get another
			continue
		}
		o, err := f.nextHeldOf(ctx, v, wait)
		if o != nil || err != nil {
			f.held.admitted = o != nil
			return o, err
		}
	}
	if f.held.turn == 0 && !f.held.any {
		return nil, nil // whoever holds a file back wakes the fetcher
	}
	f.held.any = f.held.any && f.held.turn != 0
	f.held.at = time.Now().Add(pause)
	*wait = min(*wait, pause)
	return nil, nil
}

// nextHeldOf finds the newest file of a visitor that is held back without a reason, of
// 0 the first one that somebody requested. Where the reason has become another, it
// stores that.
func (f *fetcher) nextHeldOf(ctx context.Context, v core.VisitorID, wait *time.Duration) (*order, error) {
	held, err := f.ordersOf(ctx, core.FileQuery{State: core.FileHeld, Visitor: v, Limit: heldSizes}, wait)
	for i, o := range held {
		f.held.any = true
		why, err := f.admit(ctx, o)
		if why == "" || err != nil {
			return &held[i], err
		}
		if !o.problem.Is(why.Parts()[0].ID) {
			if err := f.downloader.hold(ctx, o, why); err != nil {
				return nil, err
			}
		}
		if why.Is(core.HeldFlooded) || why.Is(core.HeldBotBlocked) {
			break // a smaller one would be held back, too
		}
	}
	return nil, err
}
