package store

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	candidatesSQL = selectOperatorsWith + `, a.from_at,
		(SELECT count(*) FROM chats h WHERE h.owner_id = o.id AND h.state = 'active'),
		(SELECT count(*) FROM chats f WHERE f.offered_to = o.id), t.turn, t.at
		FROM availability a CROSS JOIN operators o ON o.id = a.operator_id
		LEFT JOIN routing_turns t ON t.brand_id = ? AND t.operator_id = o.id
		WHERE a.to_at IS NULL AND a.state = 'available'`
	takeTurnSQL = `INSERT INTO routing_turns (brand_id, operator_id, turn, at)
		VALUES (?1, ?2, (SELECT coalesce(max(turn), 0) + 1 FROM routing_turns WHERE brand_id = ?1), ?3)
		ON CONFLICT (brand_id, operator_id) DO UPDATE SET turn = excluded.turn, at = excluded.at`
)

func (r reader) Candidates(ctx context.Context, id core.BrandID) ([]core.Candidate, error) {
	scan := scanTo(func(c *core.Candidate) []any {
		return append(operatorTargets(&c.Operator), asTime(&c.Since), &c.Held, &c.Offered, nullable(&c.Turn), asTime(&c.TurnAt))
	})
	all, err := queryAll(ctx, r.q, "list who can be offered a chat", scan, candidatesSQL, id)
	var serving []core.Candidate
	for _, c := range all {
		if c.Operator.Enabled() && c.Operator.Serves(id) {
			serving = append(serving, c)
		}
	}
	return serving, err
}

func (t *tx) TakeTurn(ctx context.Context, brand core.BrandID, op core.OperatorID, at time.Time) error {
	return execute(ctx, t.keepingCache(), "take a turn", takeTurnSQL, brand, op, millis(at))
}
