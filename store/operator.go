package store

import (
	"context"
	"encoding/json"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

const (
	selectOperatorsWith = `SELECT o.id, o.name, o.role, o.alias, o.max_chats, o.screen, o.created_at, o.disabled_at, o.removed_at, o.last_seen_at,
		(SELECT group_concat(ob.brand_id) FROM operator_brands ob WHERE ob.operator_id = o.id)`
	selectOperators   = selectOperatorsWith + ` FROM operators o`
	operatorsSQL      = selectOperators + ` WHERE o.removed_at IS NULL ORDER BY o.name`
	operatorSQL       = selectOperators + ` WHERE o.id = ?`
	operatorByNameSQL = selectOperators + ` WHERE o.name = ? AND o.removed_at IS NULL`

	insertOperatorSQL = `INSERT INTO operators (name, role, alias, max_chats, screen, created_at, disabled_at, removed_at, last_seen_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveOperatorSQL = `UPDATE operators SET name = ?, role = ?, alias = ?, max_chats = ?, screen = ?, created_at = ?, disabled_at = ?, removed_at = ?,
		last_seen_at = ? WHERE id = ?`
	dropOperatorBrandsSQL  = `DELETE FROM operator_brands WHERE operator_id = ?`
	insertOperatorBrandSQL = `INSERT INTO operator_brands (operator_id, brand_id) VALUES (?, ?)`
)

func (r reader) Operators(ctx context.Context) ([]core.Operator, error) {
	return queryAll(ctx, r.q, "list operators", scanOperator, operatorsSQL)
}

func (r reader) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	return queryOne(ctx, r.q, target{"operator", id}, scanOperator, operatorSQL, id)
}

func (r reader) OperatorByName(ctx context.Context, name string) (core.Operator, error) {
	return queryOne(ctx, r.q, target{"operator", name}, scanOperator, operatorByNameSQL, name)
}

func (t *tx) SaveOperator(ctx context.Context, o core.Operator) (core.Operator, error) {
	screen, err := json.Marshal(o.Screen)
	if err != nil {
		return o, explain(ctx, "save operator", err)
	}
	args := []any{
		o.Name, o.Role, o.Alias, nullID(core.OperatorID(o.MaxChats)), string(screen),
		millis(o.CreatedAt), millis(o.DisabledAt), millis(o.RemovedAt), millis(o.LastSeenAt),
	}
	before := core.Operator{}
	if o.ID == 0 {
		id, err := insert(ctx, t, "insert operator", insertOperatorSQL, args...)
		if err != nil {
			return o, err
		}
		o.ID = core.OperatorID(id)
	} else {
		if before, err = t.Operator(ctx, o.ID); err != nil {
			return o, err
		}
		if err := updateOne(ctx, t, target{"operator", o.ID}, saveOperatorSQL, append(args, o.ID)...); err != nil {
			return o, err
		}
	}
	if o.Brands == before.Brands {
		return o, nil
	}
	if err := execute(ctx, t, "save an operator's brands", dropOperatorBrandsSQL, o.ID); err != nil {
		return o, err
	}
	for _, b := range o.Brands.IDs() {
		if err := execute(ctx, t, "save an operator's brands", insertOperatorBrandSQL, o.ID, b); err != nil {
			return o, err
		}
	}
	return o, nil
}

var scanOperator = scanTo(operatorTargets)

func operatorTargets(o *core.Operator) []any {
	return []any{
		&o.ID, &o.Name, &o.Role, &o.Alias, nullable(&o.MaxChats), sqlite.JSON{To: &o.Screen},
		asTime(&o.CreatedAt), asTime(&o.DisabledAt), asTime(&o.RemovedAt), asTime(&o.LastSeenAt), setColumn[core.BrandID]{&o.Brands},
	}
}
