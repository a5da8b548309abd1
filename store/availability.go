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
	scan := func(row scanner) (a core.Availability, err error) {
		err = row.Scan(&a.Operator, &a.State, &a.Cause, asTime(&a.Since))
		return a, err
	}
	return queryAll(ctx, r.q, "list who is available", scan, availabilitiesSQL)
}

func (t *tx) SetAvailability(ctx context.Context, a core.Availability) error {
	if _, err := execCount(ctx, t, "end availability", endAvailabilitySQL, millis(a.Since), a.Operator); err != nil {
		return err
	}
	_, err := insert(ctx, t, "insert availability", insertAvailabilitySQL, a.Operator, a.State, a.Cause, millis(a.Since))
	return err
}
