package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"time"

	"tgdesk/core"
)

// This file converts Go values to columns and back.

// millis is a time as Unix milliseconds; the zero time is NULL.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// asTime scans a column written with millis.
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

// scanTime scans rows of one time.
func scanTime(row scanner) (t time.Time, err error) {
	err = row.Scan(asTime(&t))
	return t, err
}

// asDuration scans a column of milliseconds.
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

// nullID is id, or NULL for 0.
func nullID[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// nullable scans a column in which NULL is the zero value.
func nullable[T any](v *T) sql.Scanner { return nullableColumn[T]{v} }

type nullableColumn[T any] struct{ to *T }

func (c nullableColumn[T]) Scan(value any) error {
	if value == nil { // the common case in messages without a file
		var zero T
		*c.to = zero
		return nil
	}
	switch to := reflect.ValueOf(c.to).Elem(); v := value.(type) { // nearly all columns, in a third of the time of sql.Null
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

// setColumn scans a list of ids with commas between them. NULL is the empty set.
type setColumn[T ~int64] struct{ to *core.Set[T] }

func (c setColumn[T]) Scan(value any) (err error) {
	switch v := value.(type) {
	case nil:
		*c.to = core.Set[T]{}
	case string:
		*c.to, err = core.ParseSet[T](v)
	default:
		err = fmt.Errorf("a set cannot be a %T", value)
	}
	return err
}

// foldCase is how names are stored for comparison and search.
func foldCase(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// nonNegative is for LIMIT, where a negative number means no limit.
func nonNegative(limit int) int { return max(limit, 0) }
