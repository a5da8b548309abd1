package desk

import (
	"context"
	"fmt"
	"strings"

	"tgdesk/core"
	"tgdesk/core/sshkey"
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
	return inTx(ctx, d, func(t *tx) (core.Operator, error) {
		known, err := t.Operators(ctx)
		if err != nil {
			return core.Operator{}, err
		}
		if len(known) == 0 {
			role = core.RoleAdmin
		}
		return t.insertOperator(ctx, core.Operator{Name: name, Role: role})
	})
}

// insertOperator adds an operator whose name is free.
func (t *tx) insertOperator(ctx context.Context, o core.Operator) (core.Operator, error) {
	if err := t.checkOperatorNameFree(ctx, o.Name, 0); err != nil {
		return o, err
	}
	o.CreatedAt = t.Now()
	o, err := t.SaveOperator(ctx, o)
	if err != nil {
		return o, err
	}
	if t.Actor == 0 { // who is new at the desk's machine has added themselves
		t.Actor = o.ID
	}
	t.Emit(core.Event{Kind: core.EventOperator, Operator: o.ID})
	after, err := t.describeOperator(ctx, o)
	if err != nil {
		return o, err
	}
	return o, t.Audit(ctx, core.AuditEntry{Act: core.ActOperatorAdded, Subject: o.Name, After: after})
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

// AddOperator adds an operator, who can sign in with the given public keys, which are
// lines of .pub files. What of ch is nil has its zero value; name and role are needed.
func (d *Desk) AddOperator(ctx context.Context, by core.OperatorID, ch OperatorChange, keys ...string) (core.Operator, error) {
	if ch.Name == nil || ch.Role == nil {
		return core.Operator{}, core.NewError(core.CodeInvalid, "operator_name_empty")
	}
	parsed := make([]core.OperatorKey, len(keys))
	for i, text := range keys {
		var err error
		if parsed[i], err = sshkey.Parse(text); err != nil {
			return core.Operator{}, err
		}
	}
	return inTx(ctx, d, func(t *tx) (op core.Operator, err error) {
		if err := t.requireAdmin(ctx, by); err != nil {
			return op, err
		}
		if op, err = ch.apply(core.Operator{}, t.Now()); err != nil {
			return op, err
		}
		if err := t.checkBrands(ctx, core.Operator{}, op); err != nil {
			return op, err
		}
		if op, err = t.insertOperator(ctx, op); err != nil {
			return op, err
		}
		for _, k := range parsed {
			if _, err := t.addKey(ctx, op, k); err != nil {
				return op, err
			}
		}
		return op, nil
	})
}

// checkBrands returns an error if an operator is to work for a brand that the desk does
// not have.
func (t *tx) checkBrands(ctx context.Context, before, op core.Operator) error {
	for _, id := range op.Brands.IDs() {
		if before.Brands.Has(id) {
			continue
		}
		if _, err := existingBrand(ctx, t, id); err != nil {
			return err
		}
	}
	return nil
}

// SetOperator changes an operator. One who is disabled, or loses a brand, loses the
// active chats that they may not hold any more: those wait again. The last admin
// stays one, and nobody takes the desk from themselves. What is an operator's own, the
// alias and their screens, they change without being an admin.
func (d *Desk) SetOperator(ctx context.Context, by, id core.OperatorID, ch OperatorChange) (core.Operator, error) {
	var op core.Operator
	err := d.write(ctx, func(t *tx) error {
		who, err := t.operator(ctx, by)
		if err == nil && !(by == id && ch.own()) {
			err = core.MayManage(who)
		}
		if err != nil {
			return err
		}
		before, err := t.existingOperator(ctx, id)
		if err != nil {
			return err
		}
		if op, err = ch.apply(before, t.Now()); err != nil || op == before {
			return err
		}
		if err := t.checkOperatorNameFree(ctx, op.Name, id); err != nil {
			return err
		}
		if err := t.checkBrands(ctx, before, op); err != nil {
			return err
		}
		return t.changeOperator(ctx, core.ActOperatorChanged, before, op)
	})
	if err == nil {
		d.presence.SetAwayAfter(id, op.Screen.AwayLimit())
		d.engine.WakeTimers(d.now()) // who may be idle when is known only now
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
		before, err := t.existingOperator(ctx, id)
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

// existingOperator reads an operator who is not removed.
func (t *tx) existingOperator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
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
		if err := core.MayTakeDesk(t.Actor, op.ID); err != nil {
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
	t.WakeTimers(t.Now()) // routing may offer them more
	if err := t.renameInRouting(ctx, brands, before, op); err != nil {
		return err
	}
	e := core.AuditEntry{Act: act, Subject: op.Name}
	if e.Before, err = t.describeOperator(ctx, before); err != nil {
		return err
	}
	if act != core.ActOperatorRemoved {
		if e.After, err = t.describeOperator(ctx, op); err != nil {
			return err
		}
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
func (t *tx) describeOperator(ctx context.Context, o core.Operator) (string, error) {
	parts := []string{string(o.Role)}
	var names []string
	for _, id := range o.Scope().IDs() {
		b, err := t.Brand(ctx, id) // removed ones too
		if err != nil {
			return "", err
		}
		names = append(names, b.Name)
	}
	if len(names) > 0 {
		parts = append(parts, "brands "+strings.Join(names, ", "))
	} else {
		parts = append(parts, "all brands")
	}
	if o.MaxChats > 0 {
		parts = append(parts, fmt.Sprintf("at most %d chats", o.MaxChats))
	}
	for _, s := range [][2]string{{"alias", o.Alias}, {"zone", o.Screen.Zone}, {"theme", o.Screen.Theme}, {"bell", o.Screen.Bell}, {"away after", o.Screen.AwayAfter}} {
		if s[1] != "" {
			parts = append(parts, s[0]+" "+s[1])
		}
	}
	if !o.DisabledAt.IsZero() {
		parts = append(parts, "disabled")
	}
	return o.Name + ": " + strings.Join(parts, "; "), nil
}

// RememberFilter stores what op has narrowed the lists to, for their next screen. The
// audit does not have it: it changes with every look at a list.
func (d *Desk) RememberFilter(ctx context.Context, op core.OperatorID, filter string) error {
	return d.write(ctx, func(t *tx) error {
		o, err := t.operator(ctx, op)
		if err != nil || o.Screen.Filter == filter {
			return err
		}
		o.Screen.Filter = filter
		t.Emit(core.Event{Kind: core.EventOperator, Operator: op})
		_, err = t.SaveOperator(ctx, o)
		return err
	})
}

// ListOperators lists the operators that are not removed, by name, with their keys and
// the number of their active chats.
func (d *Desk) ListOperators(ctx context.Context) ([]core.OperatorView, error) {
	views, err := ReadOperators(ctx, d.Reader)
	if err != nil {
		return nil, err
	}
	all, err := d.Availabilities(ctx)
	for i := range views {
		views[i].Availability = core.AvailabilityOf(all, views[i].ID).State
	}
	return views, err
}

// ReadOperators is [Desk.ListOperators] of a desk that does not run.
func ReadOperators(ctx context.Context, r core.Reader) ([]core.OperatorView, error) {
	all, err := r.Operators(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := r.OperatorKeys(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]core.OperatorView, len(all))
	for i, o := range all {
		held, err := r.HeldCount(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		views[i] = core.OperatorView{Operator: o, ActiveChats: held, Availability: core.Offline}
		for _, k := range keys {
			if k.Operator == o.ID {
				views[i].Keys = append(views[i].Keys, k)
			}
		}
	}
	return views, nil
}
