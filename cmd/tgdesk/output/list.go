package output

import "io"

// List is how rows are printed one by one: as elements of a JSON document, or as a table.
type List[T any] struct {
	Name     string // of the array in the document
	Document func(T) (any, error)
	Empty    string // printed in place of a table without rows
	Columns  []Column
	Cells    func(T) []string // may be text from outside
}

// Printer begins a list. No row may follow end.
func (l List[T]) Printer(w io.Writer, asJSON bool) (row func(T) error, end func() error) {
	if !asJSON {
		t := NewTable(w, l.Empty, l.Columns...)
		return func(v T) error { return t.Row(l.Cells(v)...) }, t.End
	}
	a := NewArray(w, `{"`+l.Name+`":[`)
	return func(v T) error {
		d, err := l.Document(v)
		if err != nil {
			return err
		}
		return a.Add(d)
	}, a.End
}

// Print prints all rows.
func (l List[T]) Print(w io.Writer, asJSON bool, rows []T) error {
	row, end := l.Printer(w, asJSON)
	for _, v := range rows {
		if err := row(v); err != nil {
			return err
		}
	}
	return end()
}
