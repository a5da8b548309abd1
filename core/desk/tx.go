package desk

import (
	"context"
	"tgdesk/core"
	"tgdesk/core/txn"
)

// deskTx is a transaction with what only use cases do in it.
type tx struct{ *txn.Tx }

func (d *Desk) write(ctx context.Context, fn func(*tx) error) error {
	return d.tx.Write(ctx, func(t *txn.Tx) error { return fn(&tx{t}) })
}

// operator reads who acts.
func (w *tx) operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	op, err := w.Operator(ctx, id)
	if core.IsNotFound(err) {
		return op, core.Errorf(core.CodeForbidden, "operator_unknown", "This operator is no longer known to the desk.").Because(err)
	}
	return op, err
}

// admin reports why op may not change settings.
func (w *tx) admin(ctx context.Context, id core.OperatorID) error {
	op, err := w.operator(ctx, id)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}
