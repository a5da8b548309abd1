package txn

import (
	"context"

	"tgdesk/core"
)

// AuditBlock notes and announces that a visitor, who stood on the block list as v says, has
// the entry b now.
func (t *Tx) AuditBlock(ctx context.Context, act core.Act, v core.Visitor, b core.Block) error {
	t.Emit(core.Event{Kind: core.EventVisitor, Brand: v.BrandID})
	return t.Audit(ctx, core.AuditEntry{
		Act: act, Brand: v.BrandID, Visitor: v.ID, Subject: v.Handle() + " " + v.Name(), Before: string(v.Block), After: string(b.State) + ": " + b.Reason,
	})
}
