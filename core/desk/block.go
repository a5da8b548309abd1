package desk

import (
	"context"

	"tgdesk/core"
)

// BlockVisitor puts a visitor on the block list if op supervises, and else asks those who
// do. A request of somebody else is approved by that, with its own reason.
func (d *Desk) BlockVisitor(ctx context.Context, op core.OperatorID, visitor core.VisitorID, reason string) (core.Block, error) {
	reason, err := core.CheckBlockReason(reason)
	if err != nil {
		return core.Block{}, err
	}
	return d.changeBlock(ctx, op, visitor, func(t *tx, by core.Operator, v core.Visitor, b core.Block) (core.Block, core.Act, error) {
		if err := core.MayAskBlock(by, v.BrandID); err != nil {
			return b, "", err
		}
		if b.State == core.BlockApproved {
			return b, "", core.NewError(core.CodeConflict, "block_listed")
		}
		if b.State != core.BlockAsked {
			b = core.Block{Brand: v.BrandID, Visitor: v.ID, State: core.BlockAsked, Reason: reason, AskedBy: by.ID, AskedAt: t.Now()}
		} else if core.MayBlock(by, v.BrandID) != nil {
			return b, "", core.NewError(core.CodeConflict, "block_asked")
		}
		if core.MayBlock(by, v.BrandID) != nil {
			return b, core.ActBlockAsked, nil
		}
		return b.Decided(core.BlockApproved, by.ID, t.Now()), core.ActBlocked, nil
	})
}

// DecideBlock approves or rejects that a visitor is put on the block list.
func (d *Desk) DecideBlock(ctx context.Context, op core.OperatorID, visitor core.VisitorID, approve bool) (core.Block, error) {
	return d.changeBlock(ctx, op, visitor, func(t *tx, by core.Operator, v core.Visitor, b core.Block) (core.Block, core.Act, error) {
		if err := core.MayBlock(by, v.BrandID); err != nil {
			return b, "", err
		}
		switch {
		case b.State != core.BlockAsked:
			return b, "", core.NewError(core.CodeConflict, "block_not_asked")
		case approve:
			return b.Decided(core.BlockApproved, by.ID, t.Now()), core.ActBlocked, nil
		}
		return b.Decided(core.BlockRejected, by.ID, t.Now()), core.ActBlockRejected, nil
	})
}

// UnblockVisitor takes a visitor off the block list; their next message opens a chat. An
// operator can take back what they asked for.
func (d *Desk) UnblockVisitor(ctx context.Context, op core.OperatorID, visitor core.VisitorID) (core.Block, error) {
	return d.changeBlock(ctx, op, visitor, func(t *tx, by core.Operator, v core.Visitor, b core.Block) (core.Block, core.Act, error) {
		if err := core.MayBlock(by, v.BrandID); err != nil && (b.State != core.BlockAsked || b.AskedBy != by.ID) {
			return b, "", err
		}
		if !b.State.Live() {
			return b, "", core.NewError(core.CodeConflict, "block_none")
		}
		return b.Decided(core.BlockLifted, by.ID, t.Now()), core.ActUnblocked, nil
	})
}

// blockChange is what becomes of a visitor's latest entry of the block list, and what the
// audit calls that.
type blockChange func(t *tx, by core.Operator, v core.Visitor, b core.Block) (core.Block, core.Act, error)

// changeBlock changes how a visitor stands on the block list. Who comes onto it has no
// open chat any more.
func (d *Desk) changeBlock(ctx context.Context, op core.OperatorID, visitor core.VisitorID, change blockChange) (core.Block, error) {
	return inTx(ctx, d, func(t *tx) (next core.Block, err error) {
		t.Actor = op
		by, v, err := visitorFor(ctx, t, op, visitor, core.MayUseBrand)
		if err != nil {
			return next, err
		}
		if err := t.mayDescribe(ctx, visitor); err != nil {
			return next, err
		}
		before, err := t.BlockOf(ctx, visitor)
		if err != nil {
			return next, err
		}
		next, act, err := change(t, by, v, before)
		if err != nil {
			return next, err
		}
		if next, err = t.SaveBlock(ctx, next); err != nil {
			return next, err
		}
		if next.State == core.BlockApproved {
			if err := t.endOpenChat(ctx, by, v, core.KindBlockListed); err != nil {
				return next, err
			}
		}
		return next, t.AuditBlock(ctx, act, v, next)
	})
}
