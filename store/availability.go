package store

import (
	"context"

	"tgdesk/core"
)

const (
	availabilitiesSQL     = `SELECT a.operator_id, a.state, a.cause, a.from_at FROM availability a WHERE a.to_at IS NULL`
	endAvailabilitySQL    = `UPDATE availability SET to_at = max(?, from_at) WHERE operator_id = ? AND to_at IS NULL`
	insertAvailabilitySQL = `INSERT INTO availability (operator_id, state, cause, from_at) VALUES (?, ?, ?, ?)`
)

func (r reader) Availabilities(ctx context.Context) ([]core.Availability, error) {
	scan := scanTo(func(a *core.Availability) []any { return []any{&a.Operator, &a.State, &a.Cause, asTime(&a.Since)} })
	return queryAll(ctx, r.q, "list who is available", scan, availabilitiesSQL)
}

func (t *tx) SetAvailability(ctx context.Context, a core.Availability) error {
	if err := execute(ctx, t, "end availability", endAvailabilitySQL, millis(a.Since), a.Operator); err != nil {
		return err
	}
	return execute(ctx, t, "insert availability", insertAvailabilitySQL, a.Operator, a.State, a.Cause, millis(a.Since))
}
