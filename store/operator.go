package store

import (
	"context"

	"tgdesk/core"
)

const (
	operatorsSQL      = `SELECT id, name, role, alias FROM operators ORDER BY name`
	operatorSQL       = `SELECT id, name, role, alias FROM operators WHERE id = ?`
	operatorByNameSQL = `SELECT id, name, role, alias FROM operators WHERE name = ?`
	saveOperatorSQL   = `INSERT INTO operators (name, role, alias) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET role = excluded.role, alias = excluded.alias`
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
	if _, err := execCount(ctx, t, "save operator", saveOperatorSQL, o.Name, o.Role, o.Alias); err != nil {
		return o, err
	}
	return t.OperatorByName(ctx, o.Name)
}

func scanOperator(row scanner) (o core.Operator, err error) {
	err = row.Scan(&o.ID, &o.Name, &o.Role, &o.Alias)
	return o, err
}
