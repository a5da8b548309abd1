package desk

import (
	"context"

	"tgdesk/core"
)

// RebuildSearch makes the index for search anew for an admin, and reports how far it has
// come. Whoever searches meanwhile finds everything, but later. Interrupted, an engine that
// runs goes on with it.
func (d *Desk) RebuildSearch(ctx context.Context, op core.OperatorID, report func(core.IndexProgress)) error {
	if err := d.requireAdmin(ctx, op); err != nil {
		return err
	}
	if err := d.store.DropSearch(ctx); err != nil {
		return err
	}
	for {
		p, err := d.store.IndexSearch(ctx)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if report(p); !p.More {
			return nil
		}
	}
}
