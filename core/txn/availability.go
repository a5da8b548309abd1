package txn

import (
	"context"
	"time"

	"tgdesk/core"
)

// SetAvailable stores how available an operator is now, and what follows: whoever is not
// available is offered nothing more; the chats of one who is offline wait again after
// their brands' limits, unless they come back; and when somebody comes in, those of all
// who are offline are looked at again.
func (t *Tx) SetAvailable(ctx context.Context, op core.Operator, state core.AvailabilityState, cause core.AvailabilityCause) (core.Availability, error) {
	all, err := t.Availabilities(ctx)
	if err != nil {
		return core.Availability{}, err
	}
	before := core.AvailabilityOf(all, op.ID)
	if before.State == state && (before.Cause == cause || state == core.Offline) {
		return before, nil
	}
	now := core.Availability{Operator: op.ID, State: state, Cause: cause, Since: t.Now()}
	if err := t.SetAvailability(ctx, now); err != nil {
		return before, err
	}
	t.Emit(core.Event{Kind: core.EventAvailability, Operator: op.ID})
	t.WakeTimers(t.Now()) // routing, and who is idle when
	if state != core.Available {
		if err := t.endOffers(ctx, op.ID); err != nil {
			return now, err
		}
	}
	switch {
	case before.Online() && !now.Online():
		return now, t.startGone(ctx, now)
	case !before.Online() && now.Online():
		if err := t.endGone(ctx, op.ID); err != nil {
			return now, err
		}
		for _, other := range all {
			if other.Operator != op.ID && other.State == core.Offline {
				if err := t.startGone(ctx, other); err != nil {
					return now, err
				}
			}
		}
	}
	return now, nil
}

// SomebodyElseOnline reports whether anybody but one operator is online who works for a
// brand.
func (t *Tx) SomebodyElseOnline(ctx context.Context, b core.BrandID, but core.OperatorID) (bool, error) {
	ops, err := t.Operators(ctx)
	if err != nil {
		return false, err
	}
	all, err := t.Availabilities(ctx)
	return core.SomebodyElseOnline(ops, all, b, but), err
}

// endOffers ends what is offered to an operator.
func (t *Tx) endOffers(ctx context.Context, op core.OperatorID) error {
	offered, err := t.OfferedChats(ctx, op)
	if err != nil {
		return err
	}
	for _, c := range offered {
		if err := t.SaveMoved(ctx, c, c.WithoutOffer()); err != nil {
			return err
		}
	}
	return nil
}

// startGone has the chats of an offline operator wait again after their brands' limits.
func (t *Tx) startGone(ctx context.Context, gone core.Availability) error {
	held, err := t.HeldChats(ctx, gone.Operator)
	if err != nil {
		return err
	}
	for _, c := range held {
		b, err := t.Brand(ctx, c.BrandID)
		if err != nil {
			return err
		}
		if b.Options.OwnerGone == 0 || !c.Handover.GoneBy.IsZero() {
			continue
		}
		since := gone.Since
		if c.PickedUpAt.After(since) { // without a screen
			since = c.PickedUpAt
		}
		if c.Handover.GoneBy = since.Add(b.Options.OwnerGone); c.Handover.GoneBy.Before(t.Now()) {
			c.Handover.GoneBy = t.Now() // it waits from now on, since nobody was there
		}
		if err := t.SaveChat(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// endGone keeps the chats of an operator who came back.
func (t *Tx) endGone(ctx context.Context, op core.OperatorID) error {
	held, err := t.HeldChats(ctx, op)
	if err != nil {
		return err
	}
	for _, c := range held {
		if c.Handover.GoneBy.IsZero() {
			continue
		}
		// What fell due before they came is theirs no more.
		if c, _, err = t.ApplyExpired(ctx, c); err != nil {
			return err
		}
		if !c.HeldBy(op) {
			continue
		}
		c.Handover.GoneBy = time.Time{}
		if err := t.SaveChat(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
