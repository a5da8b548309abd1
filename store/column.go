package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// This file is the one place where Go's values become the columns' and back.

// ms is a time as Unix milliseconds; the zero time is NULL.
func ms(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// asTime scans what ms wrote.
func asTime(t *time.Time) sql.Scanner { return timeColumn{t} }

type timeColumn struct{ to *time.Time }

func (c timeColumn) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = time.Time{}
	case int64:
		*c.to = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time cannot be a %T", value)
	}
	return nil
}

// scanTime reads rows of one time.
func scanTime(row scanner) (t time.Time, err error) {
	err = row.Scan(asTime(&t))
	return t, err
}

// asDuration scans a duration written with its Milliseconds.
func asDuration(d *time.Duration) sql.Scanner { return durationColumn{d} }

type durationColumn struct{ to *time.Duration }

func (c durationColumn) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = 0
	case int64:
		*c.to = time.Duration(v) * time.Millisecond
	default:
		return fmt.Errorf("a duration cannot be a %T", value)
	}
	return nil
}

// null is id, with NULL for 0: an id of nobody, or one that is not known yet.
func null[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// opt scans a column whose NULL is the zero value.
func opt[T any](v *T) sql.Scanner { return optColumn[T]{v} }

type optColumn[T any] struct{ to *T }

func (c optColumn[T]) Scan(value any) error {
	if value == nil { // most columns of messages without a file
		var zero T
		*c.to = zero
		return nil
	}
	switch to := reflect.ValueOf(c.to).Elem(); v := value.(type) { // nearly all columns, at a third of what sql.Null costs
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
	case int64:
		if to.CanInt() && !to.OverflowInt(v) {
			to.SetInt(v)
			return nil
		}
	}
	var n sql.Null[T]
	err := n.Scan(value)
	*c.to = n.V
	return err
}

// fold is how names are compared and searched: without regard to case.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// atMost guards LIMIT, where SQLite takes a negative number for no limit.
func atMost(limit int) int { return max(limit, 0) }
