package desk

import (
	"context"
	"strings"

	"tgdesk/core"
)

// SignIn adds an operator, or gives one another role. It takes no operator who may
// do so: whoever runs the program on the desk's data says who they are.
func (d *Desk) SignIn(ctx context.Context, name string, role core.Role) (core.Operator, error) {
	name, err := core.CheckOperatorName(name)
	if err != nil {
		return core.Operator{}, err
	}
	if !role.Valid() {
		return core.Operator{}, core.NewError(core.CodeInvalid, "role_unknown", role)
	}
	var op core.Operator
	err = d.write(ctx, func(t *tx) error {
		known, err := t.OperatorByName(ctx, name)
		if err != nil && !core.IsNotFound(err) {
			return err
		}
		op, err = t.SaveOperator(ctx, core.Operator{Name: name, Role: role, Alias: known.Alias})
		if err == nil && op != known {
			t.Emit(core.Event{Kind: core.EventOperator, Operator: op.ID})
		}
		return err
	})
	return op, err
}

// SetAlias changes the name that visitors see instead of op's own; "" shows op's
// own.
func (d *Desk) SetAlias(ctx context.Context, op core.OperatorID, alias string) (core.Operator, error) {
	alias = strings.TrimSpace(alias)
	if alias != "" {
		var err error
		if alias, err = core.CheckOperatorName(alias); err != nil {
			return core.Operator{}, err
		}
	}
	var by core.Operator
	err := d.write(ctx, func(t *tx) (err error) {
		if by, err = t.operator(ctx, op); err != nil {
			return err
		}
		by.Alias = alias
		t.Emit(core.Event{Kind: core.EventOperator})
		by, err = t.SaveOperator(ctx, by)
		return err
	})
	return by, err
}
