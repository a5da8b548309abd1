package desk

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/presence"
)

// SetAvailability says by hand that op is away, or available again. It needs a screen:
// whoever has none is offline.
func (d *Desk) SetAvailability(ctx context.Context, op core.OperatorID, away bool) (core.Availability, error) {
	state := core.Available
	if away {
		state = core.Away
	}
	return d.setAvailable(ctx, op, state, core.CauseSelf)
}

// ComeBack makes op available who was away only for want of keys.
func (d *Desk) ComeBack(ctx context.Context, op core.OperatorID) (core.Availability, error) {
	if !d.presence.Key(op) {
		return d.Availability(ctx, op)
	}
	return d.setAvailable(ctx, op, core.Available, core.CauseSelf)
}

// setAvailable stores how available op is. Everybody but those who are about to be
// offline needs a screen.
func (d *Desk) setAvailable(ctx context.Context, op core.OperatorID, state core.AvailabilityState, cause core.AvailabilityCause) (core.Availability, error) {
	var a core.Availability
	err := d.write(ctx, func(t *tx) error {
		t.Actor = op
		read := t.operator
		if state == core.Offline { // also one who may not use the desk any more
			read = t.Operator
		}
		o, err := read(ctx, op)
		if err != nil {
			return err
		}
		if there := d.presence.Has(op); there != (state != core.Offline) {
			if state == core.Offline {
				return nil // came in again meanwhile
			}
			return core.NewError(core.CodeConflict, "no_screen")
		}
		a, err = t.SetAvailable(ctx, o, state, cause)
		return err
	})
	if err == nil {
		d.presence.SetState(a)
		d.engine.WakeTimers(d.now()) // who may be idle when is known only now
	}
	return a, err
}

// Availability is how available an operator is.
func (d *Desk) Availability(ctx context.Context, op core.OperatorID) (core.Availability, error) {
	all, err := d.shared.Availabilities(ctx)
	return core.AvailabilityOf(all, op), err
}

// Team lists the operators that are not removed, by name, with what op may know of what
// they do.
func (d *Desk) Team(ctx context.Context, op core.OperatorID) ([]core.TeamMember, error) {
	viewer, err := operator(ctx, d.shared, op)
	if err != nil {
		return nil, err
	}
	ops, err := d.shared.Operators(ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.shared.Availabilities(ctx)
	if err != nil {
		return nil, err
	}
	views := d.presence.Viewing()
	var team []core.TeamMember
	for _, o := range ops {
		m := core.TeamMember{Operator: o, Availability: core.AvailabilityOf(all, o.ID)}
		if m.Held, err = d.shared.HeldCount(ctx, o.ID); err != nil {
			return nil, err
		}
		if m.Viewing, err = d.viewing(ctx, viewer, o, views); err != nil {
			return nil, err
		}
		team = append(team, m)
	}
	return team, nil
}

// viewing lists the chats that an operator looks at, as far as the viewer may see them
// and the operator leaves a sign there.
func (d *Desk) viewing(ctx context.Context, viewer, o core.Operator, views []presence.Seen) (chats []core.ChatID, err error) {
	for _, v := range views {
		if v.Operator.ID != o.ID {
			continue
		}
		c, err := d.shared.Chat(ctx, v.Chat)
		if err != nil {
			return nil, err
		}
		if viewer.Serves(c.BrandID) && (core.LeavesSign(o, c) || viewer.ID == o.ID) {
			chats = append(chats, c.ID)
		}
	}
	return chats, nil
}
