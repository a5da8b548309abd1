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

// operator reads who acts, for the rules and for the events of the transaction.
func (t *tx) operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	t.Actor = id
	return operator(ctx, t, id)
}

// operator reads an operator who is about to use the desk.
func operator(ctx context.Context, r core.Reader, id core.OperatorID) (core.Operator, error) {
	op, err := r.Operator(ctx, id)
	if err != nil && !core.IsNotFound(err) {
		return op, err
	}
	return op, core.MayUseDesk(op)
}

// requireAdmin returns an error unless the operator may change settings.
func (t *tx) requireAdmin(ctx context.Context, id core.OperatorID) error {
	op, err := t.operator(ctx, id)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}

// requireAdmin is that of a transaction, for what happens at Telegram.
func (d *Desk) requireAdmin(ctx context.Context, id core.OperatorID) error {
	op, err := operator(ctx, d.store, id)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}
