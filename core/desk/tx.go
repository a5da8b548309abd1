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

// chatAsItStands reads who acts, and a chat as it stands now.
func (t *tx) chatAsItStands(ctx context.Context, op core.OperatorID, chat core.ChatID) (by core.Operator, c core.Chat, l core.Rules, err error) {
	if by, err = t.operator(ctx, op); err != nil {
		return by, c, l, err
	}
	c, l, err = t.CurrentChat(ctx, chat)
	return by, c, l, err
}

// chatToChange is chatAsItStands for what a rule of core's policy allows, or returns why
// the operator may not do it.
func (t *tx) chatToChange(ctx context.Context, op core.OperatorID, chat core.ChatID, may func(core.Operator, core.Chat) error) (by core.Operator, c core.Chat, l core.Rules, err error) {
	if by, c, l, err = t.chatAsItStands(ctx, op, chat); err != nil {
		return by, c, l, err
	}
	return by, c, l, t.nameHolder(ctx, may(by, c), c)
}

// chatToDescribe is chatToChange for what is written about the visitor.
func (t *tx) chatToDescribe(ctx context.Context, op core.OperatorID, chat core.ChatID, may func(core.Operator, core.Chat) error) (by core.Operator, c core.Chat, err error) {
	if by, c, _, err = t.chatToChange(ctx, op, chat, may); err != nil {
		return by, c, err
	}
	return by, c, t.mayDescribe(ctx, c.VisitorID)
}

// nameHolder says in a refusal who holds the chat, or to whom it is offered.
func (t *tx) nameHolder(ctx context.Context, refusal error, c core.Chat) error {
	holder := c.Owner.Operator
	if c.State == core.Pending {
		holder = c.Handover.OfferedTo
	}
	if refusal == nil || !c.Open() || holder == 0 {
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

// messageFor reads a message for an operator who works for the brand of its chat.
func messageFor(ctx context.Context, r core.Reader, id core.OperatorID, msg core.MessageID) (core.Message, core.Chat, error) {
	m, err := r.Message(ctx, msg)
	if err != nil {
		return m, core.Chat{}, err
	}
	c, err := chatFor(ctx, r, id, m.ChatID)
	return m, c, err
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
