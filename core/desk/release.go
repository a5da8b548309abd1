package desk

import (
	"context"
	"slices"
	"strings"

	"tgdesk/core"
)

// releaseChats puts back the active chats of a brand that an operator may not hold any
// more.
func (t *tx) releaseChats(ctx context.Context, op core.Operator, brand core.BrandID) error {
	chats, err := t.ListOpenChats(ctx, brand)
	if err != nil {
		return err
	}
	for _, c := range chats {
		c, rules, err := t.ApplyExpired(ctx, c)
		if err != nil {
			return err
		}
		if c.HeldBy(op.ID) {
			next := c.Released(t.Now(), rules)
			if err := t.Move(ctx, core.ActChatPutBack, c, next); err != nil {
				return err
			}
			if err := t.AddSystemLine(ctx, next, t.Now(), core.KindReleased, op); err != nil {
				return err
			}
			continue
		}
		if err := t.leaveOut(ctx, c, op); err != nil {
			return err
		}
	}
	return nil
}

// leaveOut ends what an operator who may not see c any more has to do with it beside its
// owner: as a participant, as who is asked to take it over, or as whom it is offered to.
func (t *tx) leaveOut(ctx context.Context, c core.Chat, op core.Operator) error {
	if c.Participants.Has(op.ID) {
		var err error
		if c, err = t.leave(ctx, c, op); err != nil {
			return err
		}
	}
	if c.Handover.OfferedTo == op.ID {
		return t.SaveMoved(ctx, c, c.WithoutOffer())
	}
	if c.Handover.Transfer == 0 {
		return nil
	}
	tr, err := t.Transfer(ctx, c.Handover.Transfer)
	if err != nil || tr.To != op.ID {
		return err
	}
	return t.EndTransfer(ctx, c, c.WithoutTransfer(), core.TransferWithdrawn)
}

// renameInRouting keeps the lists of operators to whom brands route chats as an operator
// gets another name, or goes.
func (t *tx) renameInRouting(ctx context.Context, brands []core.BrandView, before, op core.Operator) error {
	for _, b := range brands {
		names := b.Options.RoutedTo()
		i := slices.Index(names, before.Name)
		switch {
		case i < 0 || op.Name == before.Name && op.RemovedAt.IsZero():
			continue
		case !op.RemovedAt.IsZero():
			names = slices.Delete(names, i, i+1)
		default:
			names[i] = op.Name
		}
		if b.Options.RoutingTo = strings.Join(names, ", "); len(names) == 0 && b.Options.Routing == core.RouteSelected {
			b.Options.Routing = core.RouteNone
		}
		if err := t.SaveBrand(ctx, b.Brand); err != nil {
			return err
		}
		t.Emit(core.Event{Kind: core.EventBrand, Brand: b.ID})
	}
	return nil
}
