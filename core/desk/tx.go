package desk

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// tx is a transaction with what several use cases do in theirs.
type tx struct{ *txn.Tx }

func (d *Desk) write(ctx context.Context, fn func(*tx) error) error {
	return d.runner.Write(ctx, func(t *txn.Tx) error { return fn(&tx{t}) })
}

// operator reads who acts.
func (t *tx) operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	op, err := t.Operator(ctx, id)
	if core.IsNotFound(err) {
		return op, core.NewError(core.CodeForbidden, "operator_unknown").Because(err)
	}
	return op, err
}

// requireAdmin returns an error unless the operator may change settings.
func (t *tx) requireAdmin(ctx context.Context, id core.OperatorID) error {
	op, err := t.operator(ctx, id)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}
