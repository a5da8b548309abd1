package desk

import (
	"context"
	"slices"

	"tgdesk/core"
)

// among returns the brands of asked, all for the empty set, that the operator may see. ok
// is false if there is none.
func (s scoped) among(ctx context.Context, asked core.Set[core.BrandID]) (_ core.Set[core.BrandID], ok bool, err error) {
	op, err := s.operator(ctx)
	if err != nil {
		return asked, false, err
	}
	switch scope := op.Scope(); {
	case scope.Empty():
		return asked, true, nil
	case asked.Empty():
		return scope, true, nil
	default:
		both := core.SetOf(slices.DeleteFunc(asked.IDs(), func(b core.BrandID) bool { return !scope.Has(b) })...)
		return both, !both.Empty(), nil
	}
}

// narrowed answers a query about those brands of it that the operator may see, with nothing
// if there is none.
func narrowed[Q, T any](ctx context.Context, s scoped, q *Q, brands *core.Set[core.BrandID], read func(context.Context, Q) (T, error)) (T, error) {
	seen, ok, err := s.among(ctx, *brands)
	if !ok {
		var nothing T
		return nothing, err
	}
	*brands = seen
	return read(ctx, *q)
}

// ifAllowed reads what an id names, unless the operator may not see that.
func ifAllowed[ID, T any](ctx context.Context, id ID, may func(context.Context, ID) error, read func(context.Context, ID) (T, error)) (T, error) {
	return unless(may(ctx, id), func() (T, error) { return read(ctx, id) })
}

// unless reads something, unless it is refused.
func unless[T any](refusal error, read func() (T, error)) (T, error) {
	if refusal != nil {
		var nothing T
		return nothing, refusal
	}
	return read()
}

// confined returns what was read or, if the operator may not see it, nothing but the
// reason, which may gives.
func confined[T any](read T, err error, may func(T) error) (T, error) {
	if err == nil {
		err = may(read)
	}
	if err != nil {
		var nothing T
		return nothing, err
	}
	return read, nil
}

// mayManage returns why the operator may not see what is for admins.
func (s scoped) mayManage(ctx context.Context) error {
	op, err := s.operator(ctx)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}

// mayReadVisitor returns why the operator may not see a visitor.
func (s scoped) mayReadVisitor(ctx context.Context, id core.VisitorID) error {
	_, err := s.Visitor(ctx, id)
	return err
}

// mayReadMessage returns why the operator may not see a message.
func (s scoped) mayReadMessage(ctx context.Context, id core.MessageID) error {
	_, err := s.Message(ctx, id)
	return err
}
