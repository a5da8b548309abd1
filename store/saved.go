package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

// column is a column that changes in the life of a T. Values are compared before they are
// made into what SQLite takes: that takes longer than most of an UPDATE.
type column[T any] struct {
	name  string
	same  func(a, b *T) bool
	value func(*T) any
}

func columnOf[T any, V comparable](name string, of func(*T) V, value func(V) any) column[T] {
	return column[T]{name, func(a, b *T) bool { return of(a) == of(b) }, func(v *T) any { return value(of(v)) }}
}

func textOf[T any, V ~string](name string, of func(*T) V) column[T] {
	return columnOf(name, of, func(v V) any { return string(v) })
}

func idOf[T any, V ~int64](name string, of func(*T) V) column[T] {
	return columnOf(name, of, nullID[V])
}

func numberOf[T any](name string, of func(*T) int) column[T] {
	return columnOf(name, of, func(v int) any { return int64(v) })
}

func flagOf[T any](name string, of func(*T) bool) column[T] {
	return columnOf(name, of, func(v bool) any { return v })
}

// timeOf is for times as they are stored.
func timeOf[T any](name string, of func(*T) time.Time) column[T] { return columnOf(name, of, millis) }

// durationOf is for a duration that is NULL while its end is not reached.
func durationOf[T any](name string, of func(*T) (d time.Duration, reached bool)) column[T] {
	return columnOf(name, func(v *T) any {
		if d, reached := of(v); reached {
			return d.Milliseconds()
		}
		return nil
	}, func(v any) any { return v })
}

// insertSQL is an INSERT of columns and of others behind them, and valuesOf are the values of
// the columns.
func insertSQL[T any](table string, columns []column[T], others ...string) string {
	names := make([]string, 0, len(columns)+len(others))
	for _, c := range columns {
		names = append(names, c.name)
	}
	names = append(names, others...)
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
}

func valuesOf[T any](columns []column[T], v *T) []any {
	values := make([]any, 0, len(columns)+3)
	for _, c := range columns {
		values = append(values, c.value(v))
	}
	return values
}

// saves are values of chats that were saved, in order.
type saves[T any] struct {
	order []*saved[T]
	of    map[core.ChatID]*saved[T]
}

// saved is a value as the database has it, and as it was saved.
type saved[T any] struct {
	id            core.ChatID
	created       time.Time // when the chat was
	before, after *T
}

// saveLater adds a value to those that wait.
func saveLater[T any](ctx context.Context, t *tx, s *saves[T], v saved[T]) error {
	if waits, ok := s.of[v.id]; ok {
		waits.after = v.after
		return t.usable(ctx)
	}
	s.of, s.order = noted(s.of, v.id, &v), append(s.order, &v)
	if len(s.order) == mostPending {
		return t.flush(ctx)
	}
	return t.usable(ctx)
}

// keyed appends the key of a saved value to a row.
type keyed[T any] func(row []any, s *saved[T]) []any

// writeSaved updates the columns that changed, in one statement for all rows of which the
// same ones did.
func writeSaved[T any](ctx context.Context, t *tx, table string, columns []column[T], values []*saved[T], key []string, appendKey keyed[T]) error {
	groups, order := map[uint64][]any{}, []uint64{}
	for _, s := range values {
		var changed uint64
		for i := range columns {
			if !columns[i].same(s.before, s.after) {
				changed |= 1 << i
			}
		}
		if changed == 0 {
			continue
		}
		rows, ok := groups[changed]
		if !ok {
			order = append(order, changed)
		}
		for i := range columns {
			if changed&(1<<i) != 0 {
				rows = append(rows, columns[i].value(s.after))
			}
		}
		groups[changed] = appendKey(rows, s)
	}
	for _, changed := range order {
		var names []string
		for i := range columns {
			if changed&(1<<i) != 0 {
				names = append(names, columns[i].name)
			}
		}
		if err := t.updateRows(ctx, table, slices.Concat(names, key), len(key), groups[changed]); err != nil {
			return err
		}
	}
	return nil
}
