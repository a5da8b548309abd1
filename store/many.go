package store

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fewest is how many rows are worth a statement of their own.
const fewest = 8

// gathered are many rows as the parameters of one statement: a value that all rows have in
// common is a parameter, the others are in a list in JSON, which SQLite reads in less than
// half of the time that it takes to bind them.
type gathered struct {
	columns []string // SQL expressions in which k is one row of from
	from    string
	args    []any
}

// gather gathers rows, of which the values are one after the other. The last columns are
// their keys: they are in the list, so that SQLite has no reason to look rows up by less than
// all of a key. ok is false if JSON cannot hold the values.
func gather(rows []any, width, keys int) (g gathered, ok bool) {
	var varying []int
	for i, first := range rows[:width] {
		if i < width-keys && allAre(first, rows[i:], width) {
			g.args = append(g.args, first)
			g.columns = append(g.columns, "?"+strconv.Itoa(len(g.args)))
			continue
		}
		g.columns = append(g.columns, "k.value ->> "+strconv.Itoa(len(varying)))
		varying = append(varying, i)
	}
	list := make([]byte, 0, 16*len(rows)/width*(len(varying)+1))
	for ; len(rows) > 0; rows = rows[width:] {
		list = append(list, ",["...)
		for n, i := range varying {
			if n > 0 {
				list = append(list, ',')
			}
			if list, ok = appendJSON(list, rows[i]); !ok {
				return g, false
			}
		}
		list = append(list, ']')
	}
	list[0] = '['
	g.args = append(g.args, string(append(list, ']')))
	g.from = "jsonb_each(?" + strconv.Itoa(len(g.args)) + ") k"
	return g, true
}

// allAre reports whether a value is the same in all rows that begin with it.
func allAre(value any, rows []any, width int) bool {
	for i := width; i < len(rows); i += width {
		if rows[i] != value {
			return false
		}
	}
	return true
}

// appendJSON appends a value that SQLite reads from JSON as it would get it from the driver.
func appendJSON(list []byte, value any) (_ []byte, ok bool) {
	switch v := value.(type) {
	case nil:
		return append(list, "null"...), true
	case int64:
		return strconv.AppendInt(list, v, 10), true
	}
	switch v := reflect.ValueOf(value); {
	case v.CanInt():
		return strconv.AppendInt(list, v.Int(), 10), true
	case v.Kind() == reflect.Bool:
		return strconv.AppendBool(list, v.Bool()), true
	case v.Kind() == reflect.String:
		text := v.String()
		if !utf8.ValidString(text) {
			return list, false
		}
		quoted, err := json.Marshal(text)
		return append(list, quoted...), err == nil
	}
	return list, false
}

// updateRows updates rows of a table, of which no two may be the same. The last keys of the
// columns are the row's key.
func (t *tx) updateRows(ctx context.Context, table string, columns []string, keys int, rows []any) error {
	if len(rows) >= fewest*len(columns) {
		if g, ok := gather(rows, len(columns), keys); ok {
			return t.run(ctx, updateSQL(table, columns, keys, g.columns, " FROM "+g.from), g.args)
		}
	}
	query := updateSQL(table, columns, keys, slices.Repeat([]string{"?"}, len(columns)), "")
	for row := range slices.Chunk(rows, len(columns)) {
		if err := t.run(ctx, query, row); err != nil {
			return err
		}
	}
	return nil
}

// updateSQL is an UPDATE of columns, of which the last keys are those of the key.
func updateSQL(table string, columns []string, keys int, values []string, from string) string {
	pairs := make([]string, len(columns))
	for i, column := range columns {
		pairs[i] = column + " = " + values[i]
	}
	set := len(pairs) - keys
	for i := set; i < len(pairs); i++ {
		pairs[i] = table + "." + pairs[i]
	}
	return "UPDATE " + table + " SET " + strings.Join(pairs[:set], ", ") + from + " WHERE " + strings.Join(pairs[set:], " AND ")
}

// run runs a statement that changes rows. The driver binds all values of a query in one
// call of C, and those of Exec in one each.
func (t *tx) run(ctx context.Context, query string, args []any) error {
	done, err := t.read(ctx, query, args...)
	if err == nil {
		if err = done.Close(); err != nil {
			t.observe(err)
		}
	}
	return err
}
