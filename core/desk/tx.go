package desk

import (
	"cmp"
	"context"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// tx is a transaction with what several use cases do in theirs.
type tx struct{ *txn.Tx }

func (d *Desk) write(ctx context.Context, fn func(*tx) error) error {
	return d.runner.Write(ctx, func(t *txn.Tx) error { return fn(&tx{t}) })
}

// inTx is write for what has a result.
func inTx[T any](ctx context.Context, d *Desk, fn func(*tx) (T, error)) (result T, err error) {
	err = d.write(ctx, func(t *tx) (err error) {
		result, err = fn(t)
		return err
	})
	return result, err
}

// onChat is inTx for what a rule of core's policy must allow who acts to do with a chat as
// it stands now. If it does not, the reason says who holds the chat.
func onChat[T any](ctx context.Context, d *Desk, op core.OperatorID, chat core.ChatID, may func(core.Operator, core.Chat) error, fn func(t *tx, by core.Operator, c core.Chat, rules core.Rules) (T, error)) (T, error) {
	return inTx(ctx, d, func(t *tx) (none T, err error) {
		by, c, rules, err := t.chatAsItStands(ctx, op, chat)
		if err != nil {
			return none, err
		}
		if refusal := may(by, c); refusal != nil {
			return none, t.nameHolder(ctx, refusal, c)
		}
		return fn(t, by, c, rules)
	})
}

// onBrand is inTx for an admin who changes a brand that is not removed.
func onBrand[T any](ctx context.Context, d *Desk, op core.OperatorID, id core.BrandID, fn func(*tx, core.BrandView) (T, error)) (T, error) {
	return inTx(ctx, d, func(t *tx) (none T, err error) {
		if err := t.requireAdmin(ctx, op); err != nil {
			return none, err
		}
		b, err := existingBrand(ctx, t, id)
		if err != nil {
			return none, err
		}
		return fn(t, b)
	})
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

// chatAsItStands reads who acts, and a chat as it stands now.
func (t *tx) chatAsItStands(ctx context.Context, op core.OperatorID, chat core.ChatID) (by core.Operator, c core.Chat, rules core.Rules, err error) {
	if by, err = t.operator(ctx, op); err != nil {
		return by, c, rules, err
	}
	c, rules, err = t.CurrentChat(ctx, chat)
	return by, c, rules, err
}

// nameHolder says in a refusal who holds the chat, or to whom it is offered.
func (t *tx) nameHolder(ctx context.Context, refusal error, c core.Chat) error {
	holder := c.Owner.Operator
	if c.State == core.Pending {
		holder = c.Handover.OfferedTo
	}
	if !c.Open() || holder == 0 {
		return refusal
	}
	owner, err := t.Operator(ctx, holder)
	if err != nil {
		return err
	}
	return core.NameHolder(refusal, owner.Name)
}

// chatFor reads a chat for who acts, an operator who works for its brand.
func (t *tx) chatFor(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Chat, error) {
	t.Actor = op
	return chatFor(ctx, t, op, chat)
}

// chatFor reads a chat for an operator who works for its brand.
func chatFor(ctx context.Context, r core.Reader, id core.OperatorID, chat core.ChatID) (core.Chat, error) {
	op, err := operator(ctx, r, id)
	if err != nil {
		return core.Chat{}, err
	}
	c, err := r.Chat(ctx, chat)
	if err != nil {
		return c, err
	}
	return c, core.MayUseBrand(op, c.BrandID)
}

// visitorFor reads who acts and a visitor, for what a rule of core's policy allows.
func visitorFor(ctx context.Context, r core.Reader, id core.OperatorID, visitor core.VisitorID, may func(core.Operator, core.BrandID) error) (by core.Operator, v core.Visitor, err error) {
	if by, err = operator(ctx, r, id); err != nil {
		return by, v, err
	}
	if v, err = r.Visitor(ctx, visitor); err != nil {
		return by, v, err
	}
	return by, v, may(by, v.BrandID)
}

// requireAdmin returns an error unless the operator may change settings.
func (t *tx) requireAdmin(ctx context.Context, id core.OperatorID) error {
	op, err := t.operator(ctx, id)
	return cmp.Or(err, core.MayManage(op))
}

// requireAdmin is that of a transaction, for what happens at Telegram.
func (d *Desk) requireAdmin(ctx context.Context, id core.OperatorID) error {
	op, err := operator(ctx, d.store, id)
	return cmp.Or(err, core.MayManage(op))
}
