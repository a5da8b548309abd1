package store

import (
	"context"
	"encoding/json"

	"tgdesk/core"
)

// What no row that waits can change is read without writing those first: otherwise each of
// many chats that move would be written by itself, because something is asked about it.

func (t *tx) aside() reader { return reader{q: t.beside(), sealer: t.sealer} }

// readOnce returns what is known of a key, or reads it and notes it.
func readOnce[K comparable, V any](ctx context.Context, known *map[K]V, key K, read func(context.Context, K) (V, error)) (V, error) {
	if v, ok := (*known)[key]; ok {
		return v, nil
	}
	v, err := read(ctx, key)
	if err == nil {
		*known = noted(*known, key, v)
	}
	return v, err
}

// Operator implements core.Reader.
func (t *tx) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	return readOnce(ctx, &t.operators, id, t.aside().Operator)
}

// visitorsSQL reads visitors of which the ids are a list in JSON.
const visitorsSQL = `SELECT ` + visitorColumns + ` FROM json_each(?) k CROSS JOIN visitors v ON v.id = k.value`

// Visitor implements core.Reader. Of many chats that are due, it reads all visitors once
// the first is asked for.
func (t *tx) Visitor(ctx context.Context, id core.VisitorID) (core.Visitor, error) {
	if due := t.dueVisitors; len(due) > 0 {
		t.dueVisitors = nil
		list, err := json.Marshal(due)
		if err != nil {
			return core.Visitor{}, err
		}
		found, err := queryAll(ctx, t.beside(), "read visitors", scanVisitor, visitorsSQL, string(list))
		if err != nil {
			return core.Visitor{}, err
		}
		for _, v := range found {
			t.readVisitors = noted(t.readVisitors, v.ID, v)
		}
	}
	if v, ok := t.readVisitors[id]; ok {
		return v, nil
	}
	return t.aside().Visitor(ctx, id)
}

// noted is known with one more value.
func noted[K comparable, V any](known map[K]V, key K, value V) map[K]V {
	if known == nil {
		known = map[K]V{}
	}
	known[key] = value
	return known
}
