package core

import (
	"slices"
	"strconv"
	"strings"
)

// Set is a small set of ids. Unlike a slice it can be compared and be part of the
// key of a map. The zero value is empty.
type Set[T ~int64] struct{ ids string } // in ascending order, each between commas: ",3,7,"

// SetOf returns the set of some ids.
func SetOf[T ~int64](ids ...T) Set[T] {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return Set[T]{}
	}
	var b strings.Builder
	b.WriteByte(',')
	for _, id := range ids {
		b.WriteString(strconv.FormatInt(int64(id), 10))
		b.WriteByte(',')
	}
	return Set[T]{b.String()}
}

// ParseSet reads a list of ids with commas between them, as String writes it.
func ParseSet[T ~int64](list string) (Set[T], error) {
	var ids []T
	for part := range strings.SplitSeq(strings.Trim(list, ","), ",") {
		if part == "" {
			continue
		}
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return Set[T]{}, err
		}
		ids = append(ids, T(id))
	}
	return SetOf(ids...), nil
}

// String lists the ids with commas between them.
func (s Set[T]) String() string { return strings.Trim(s.ids, ",") }

// Empty reports whether there is no id in s.
func (s Set[T]) Empty() bool { return s.ids == "" }

// Equal reports whether two sets have the same ids. Sets can also be compared by ==.
func (s Set[T]) Equal(other Set[T]) bool { return s == other }

// Has reports whether id is in s.
func (s Set[T]) Has(id T) bool {
	return strings.Contains(s.ids, ","+strconv.FormatInt(int64(id), 10)+",")
}

// IDs lists the ids of s in ascending order.
func (s Set[T]) IDs() []T {
	var ids []T
	for part := range strings.SplitSeq(s.String(), ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			ids = append(ids, T(id))
		}
	}
	return ids
}

// With returns s with id in it.
func (s Set[T]) With(id T) Set[T] { return SetOf(append(s.IDs(), id)...) }

// Without returns s without id.
func (s Set[T]) Without(id T) Set[T] {
	return SetOf(slices.DeleteFunc(s.IDs(), func(other T) bool { return other == id })...)
}
