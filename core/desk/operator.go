package desk

import (
	"context"
	"fmt"
	"strings"

	"tgdesk/core"
)

// SignIn returns the operator of that name who uses the desk on its own machine. Whoever
// runs the program on the desk's data says who they are: somebody new is added, in the
// given role, but the desk's first operator is always an admin. The role of an operator
// who is known already stays.
func (d *Desk) SignIn(ctx context.Context, name string, role core.Role) (core.Operator, error) {
	name, err := core.CheckOperatorName(name)
	if err != nil {
		return core.Operator{}, err
	}
	if !role.Valid() {
		return core.Operator{}, core.NewError(core.CodeInvalid, "role_unknown", role)
	}
	if op, err := d.store.OperatorByName(ctx, name); !core.IsNotFound(err) {
		if err == nil {
			err = core.MayUseDesk(op)
		}
		return op, err
	}
	var op core.Operator
	err = d.write(ctx, func(t *tx) error {
		known, err := t.Operators(ctx)
		if err != nil {
			return err
		}
		if len(known) == 0 {
			role = core.RoleAdmin
		}
		if op, err = t.insertOperator(ctx, core.Operator{Name: name, Role: role}); err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActOperatorAdded, Subject: name, After: describeOperator(op, nil)})
	})
	return op, err
}

// insertOperator adds an operator whose name is free.
func (t *tx) insertOperator(ctx context.Context, o core.Operator) (core.Operator, error) {
	if err := t.checkOperatorNameFree(ctx, o.Name, 0); err != nil {
		return o, err
	}
	o.CreatedAt = t.Now()
	o, err := t.SaveOperator(ctx, o)
	t.Emit(core.Event{Kind: core.EventOperator, Operator: o.ID})
	return o, err
}

// checkOperatorNameFree returns an error if another operator has the name, in upper or
// lower case.
func (t *tx) checkOperatorNameFree(ctx context.Context, name string, except core.OperatorID) error {
	all, err := t.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != except && strings.EqualFold(o.Name, name) {
			return core.NewError(core.CodeConflict, "operator_name_taken", o.Name)
		}
	}
	return nil
}

// OperatorChange is what becomes of an operator; what is nil stays.
type OperatorChange struct {
	Name     *string
	Role     *core.Role
	Alias    *string
	Brands   *core.Set[core.BrandID]
	MaxChats *int
	Screen   *core.ScreenSettings
	Disabled *bool
}

// apply returns o as the change makes it, or why no operator can be like that.
func (ch OperatorChange) apply(t *tx, o core.Operator) (core.Operator, error) {
	var err error
	if ch.Name != nil {
		if o.Name, err = core.CheckOperatorName(*ch.Name); err != nil {
			return o, err
		}
	}
	if ch.Role != nil {
		if o.Role = *ch.Role; !o.Role.Valid() {
			return o, core.NewError(core.CodeInvalid, "role_unknown", o.Role)
		}
	}
	if ch.Alias != nil {
		if o.Alias, err = checkAlias(*ch.Alias); err != nil {
			return o, err
		}
	}
	if ch.Brands != nil {
		o.Brands = *ch.Brands
	}
	if ch.MaxChats != nil {
		if o.MaxChats = *ch.MaxChats; core.CheckMaxChats(o.MaxChats) != nil {
			return o, core.CheckMaxChats(o.MaxChats)
		}
	}
	if ch.Screen != nil {
		if o.Screen = *ch.Screen; o.Screen.Check() != nil {
			return o, o.Screen.Check()
		}
	}
	switch {
	case ch.Disabled == nil:
	case !*ch.Disabled:
		o.DisabledAt = core.Operator{}.DisabledAt
	case o.DisabledAt.IsZero():
		o.DisabledAt = t.Now()
	}
	return o, nil
}

// AddOperator adds an operator. Those of ch that are nil have their zero values; name and
// role are needed.
func (d *Desk) AddOperator(ctx context.Context, by core.OperatorID, ch OperatorChange) (core.Operator, error) {
	if ch.Name == nil || ch.Role == nil {
		return core.Operator{}, core.NewError(core.CodeInvalid, "operator_name_empty")
	}
	var op core.Operator
	err := d.write(ctx, func(t *tx) (err error) {
		if err := t.requireAdmin(ctx, by); err != nil {
			return err
		}
		if op, err = ch.apply(t, core.Operator{}); err != nil {
			return err
		}
		if op, err = t.insertOperator(ctx, op); err != nil {
			return err
		}
		brands, err := t.Brands(ctx)
		if err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActOperatorAdded, Subject: op.Name, After: describeOperator(op, brands)})
	})
	return op, err
}

// SetOperator changes an operator. One who is disabled, or loses a brand, loses the
// active chats that they may not hold any more: those wait again. The last admin
// stays one.
func (d *Desk) SetOperator(ctx context.Context, by, id core.OperatorID, ch OperatorChange) (core.Operator, error) {
	var op core.Operator
	err := d.write(ctx, func(t *tx) error {
		if err := t.requireAdmin(ctx, by); err != nil {
			return err
		}
		before, err := t.presentOperator(ctx, id)
		if err != nil {
			return err
		}
		if op, err = ch.apply(t, before); err != nil || op == before {
			return err
		}
		if err := t.checkOperatorNameFree(ctx, op.Name, id); err != nil {
			return err
		}
		return t.changeOperator(ctx, core.ActOperatorChanged, before, op)
	})
	if err == nil {
		d.presence.SetAwayAfter(id, op.Screen.AwayLimit())
	}
	return op, err
}

// RemoveOperator takes an operator off the desk: the keys are revoked, the active chats
// wait again, and the name is free. What they did stays.
func (d *Desk) RemoveOperator(ctx context.Context, by, id core.OperatorID) error {
	return d.write(ctx, func(t *tx) error {
		if err := t.requireAdmin(ctx, by); err != nil {
			return err
		}
		before, err := t.presentOperator(ctx, id)
		if err != nil {
			return err
		}
		keys, err := t.OperatorKeys(ctx)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.Operator != id {
				continue
			}
			if err := t.revokeKey(ctx, before, k); err != nil {
				return err
			}
		}
		op := before
		op.RemovedAt = t.Now()
		return t.changeOperator(ctx, core.ActOperatorRemoved, before, op)
	})
}

// presentOperator reads an operator who is not removed.
func (t *tx) presentOperator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	op, err := t.Operator(ctx, id)
	if err == nil && !op.RemovedAt.IsZero() {
		err = core.NewError(core.CodeNotFound, "operator_removed")
	}
	return op, err
}

// changeOperator stores an operator who has changed, and what follows from it.
func (t *tx) changeOperator(ctx context.Context, act core.Act, before, op core.Operator) error {
	if before.Admin() && before.Enabled() && !(op.Admin() && op.Enabled()) {
		if err := t.checkOtherAdmin(ctx, op.ID); err != nil {
			return err
		}
	}
	brands, err := t.Brands(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if op.Enabled() && op.Serves(b.ID) {
			continue
		}
		if err := t.releaseChats(ctx, op, b.ID); err != nil {
			return err
		}
	}
	if _, err := t.SaveOperator(ctx, op); err != nil {
		return err
	}
	t.Emit(core.Event{Kind: core.EventOperator, Operator: op.ID})
	t.WakeTimers(t.Now()) // routing may offer them more, or they may be idle earlier
	if err := t.renameInRouting(ctx, brands, before, op); err != nil {
		return err
	}
	e := core.AuditEntry{Act: act, Subject: op.Name, Before: describeOperator(before, brands)}
	if act != core.ActOperatorRemoved {
		e.After = describeOperator(op, brands)
	}
	return t.Audit(ctx, e)
}

// checkOtherAdmin returns an error if there is no other admin who can use the desk.
func (t *tx) checkOtherAdmin(ctx context.Context, than core.OperatorID) error {
	all, err := t.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != than && o.Admin() && o.Enabled() {
			return nil
		}
	}
	return core.NewError(core.CodeConflict, "last_admin")
}

// describeOperator is an operator for the audit.
func describeOperator(o core.Operator, brands []core.BrandView) string {
	parts := []string{string(o.Role)}
	var names []string
	for _, b := range brands {
		if o.Brands.Has(b.ID) {
			names = append(names, b.Name)
		}
	}
	if len(names) > 0 {
		parts = append(parts, "brands "+strings.Join(names, " "))
	}
	if o.MaxChats > 0 {
		parts = append(parts, fmt.Sprintf("at most %d chats", o.MaxChats))
	}
	if o.Alias != "" {
		parts = append(parts, "alias "+o.Alias)
	}
	if !o.DisabledAt.IsZero() {
		parts = append(parts, "disabled")
	}
	return o.Name + ": " + strings.Join(parts, ", ")
}

// SetAlias changes the name that visitors see instead of op's own; "" shows op's
// own.
func (d *Desk) SetAlias(ctx context.Context, op core.OperatorID, alias string) (core.Operator, error) {
	alias, err := checkAlias(alias)
	if err != nil {
		return core.Operator{}, err
	}
	return d.setOwn(ctx, op, func(o *core.Operator) { o.Alias = alias })
}

// SetScreen changes what op's own screens are like.
func (d *Desk) SetScreen(ctx context.Context, op core.OperatorID, s core.ScreenSettings) (core.Operator, error) {
	if err := s.Check(); err != nil {
		return core.Operator{}, err
	}
	return d.setOwn(ctx, op, func(o *core.Operator) { o.Screen = s })
}

// setOwn lets an operator change what is theirs to change.
func (d *Desk) setOwn(ctx context.Context, op core.OperatorID, change func(*core.Operator)) (core.Operator, error) {
	var o core.Operator
	err := d.write(ctx, func(t *tx) (err error) {
		before, err := t.operator(ctx, op)
		if err != nil {
			return err
		}
		o = before
		if change(&o); o == before {
			return nil
		}
		return t.changeOperator(ctx, core.ActOperatorChanged, before, o)
	})
	if err == nil {
		d.presence.SetAwayAfter(op, o.Screen.AwayLimit())
	}
	return o, err
}

func checkAlias(alias string) (string, error) {
	if strings.TrimSpace(alias) == "" {
		return "", nil
	}
	return core.CheckOperatorName(alias)
}

// ListOperators lists the operators that are not removed, by name, with their keys and
// the number of their active chats.
func (d *Desk) ListOperators(ctx context.Context) ([]core.OperatorView, error) {
	all, err := d.store.Operators(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := d.store.OperatorKeys(ctx)
	if err != nil {
		return nil, err
	}
	var views []core.OperatorView
	for _, o := range all {
		v := core.OperatorView{Operator: o}
		for _, k := range keys {
			if k.Operator == o.ID {
				v.Keys = append(v.Keys, k)
			}
		}
		w, err := d.store.Workload(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		v.ActiveChats = w.Held
		views = append(views, v)
	}
	return views, nil
}
