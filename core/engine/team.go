package engine

import (
	"context"
	"slices"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// syncPresence stores who came, went and pressed no key for long, where that is not
// known yet.
func (t *timers) syncPresence(ctx context.Context) error {
	idle, _ := t.presence.Idle()
	stale := t.presence.TakeStale()
	if len(idle) == 0 && !stale {
		return nil
	}
	var set []core.Availability
	err := t.runner.Write(ctx, func(tx *txn.Tx) error {
		set = nil
		change := func(id core.OperatorID, state core.AvailabilityState, cause core.AvailabilityCause) error {
			op, err := tx.Operator(ctx, id)
			if err != nil {
				return err
			}
			a, err := tx.SetAvailable(ctx, op, state, cause)
			set = append(set, a)
			return err
		}
		if stale {
			if err := t.compareWithStore(ctx, tx, change); err != nil {
				return err
			}
		}
		for _, id := range idle {
			if err := change(id, core.Away, core.CauseIdle); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		if stale {
			t.presence.MarkStale()
		}
		return err
	}
	for _, a := range set {
		t.presence.SetState(a)
	}
	return nil
}

// compareWithStore makes the store agree with who has a screen: after a restart nobody
// has, whoever was there before.
func (t *timers) compareWithStore(ctx context.Context, tx *txn.Tx, change func(core.OperatorID, core.AvailabilityState, core.AvailabilityCause) error) error {
	online := t.presence.Online()
	stored, err := tx.Availabilities(ctx)
	if err != nil {
		return err
	}
	for _, a := range stored {
		if a.Online() && !slices.Contains(online, a.Operator) {
			if err := change(a.Operator, core.Offline, core.CauseDisconnected); err != nil {
				return err
			}
		}
	}
	for _, id := range online {
		if !core.AvailabilityOf(stored, id).Online() {
			if err := change(id, core.Available, core.CauseSelf); err != nil {
				return err
			}
		}
	}
	return nil
}

// routeBatch is how many chats of a brand one transaction offers.
const routeBatch = 100

// route offers chats that wait to operators who are free.
func (t *timers) route(ctx context.Context) error {
	brands, err := t.store.Brands(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if b.Options.Routing == core.RouteNone {
			continue
		}
		waiting, err := t.store.RoutableChats(ctx, b.ID, 1)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			continue
		}
		if err := t.runner.Write(ctx, func(tx *txn.Tx) error { return routeBrand(ctx, tx, b.ID) }); err != nil {
			return err
		}
	}
	return nil
}

// routeBrand offers the chats of a brand that wait longest.
func routeBrand(ctx context.Context, tx *txn.Tx, id core.BrandID) error {
	b, err := tx.Brand(ctx, id)
	if err != nil {
		return err
	}
	waiting, err := tx.RoutableChats(ctx, id, routeBatch)
	if err != nil {
		return err
	}
	among, err := tx.Candidates(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		if c, _, err = tx.ApplyExpired(ctx, c); err != nil {
			return err
		}
		if c, err = tx.RouteChat(ctx, b.Options, c, among); err != nil {
			return err
		}
		if c.Handover.OfferedTo == 0 {
			continue
		}
		if among, err = tx.Candidates(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
