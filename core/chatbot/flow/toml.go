package flow

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// place is where something begins in a file, from 1; columns are characters.
type place struct{ line, column int }

// kind is what a value of TOML is.
type kind string

const (
	kindText   kind = "text"
	kindBool   kind = "bool"
	kindNumber kind = "number"
	kindArray  kind = "array"
	kindTable  kind = "table"
	kindOther  kind = "other" // none that a flow has
)

// value is a value of TOML with its place, which the library's own decoding loses.
type value struct {
	place
	kind   kind
	text   string
	yes    bool
	number int
	items  []*value // of an array
	pairs  []pair   // of a table, in the order of the file
	keys   map[string]*value
	// header is that a table's own header was read, tables that an array's elements
	// have headers: neither may be defined again, or added to in another way.
	header, tables bool
}

// pair is a key of a table with its value.
type pair struct {
	key   string
	place // of the key
	value *value
}

func newTable(at place) *value { return &value{place: at, kind: kindTable, keys: map[string]*value{}} }

// get is the value of a key, nil if there is none.
func (v *value) get(key string) *value { return v.keys[key] }

func (v *value) put(key string, at place, child *value) {
	v.pairs = append(v.pairs, pair{key, at, child})
	v.keys[key] = child
}

// parser makes values of a file.
type parser struct {
	text   string
	lines  []int // where lines begin, in bytes
	last   int   // the byte that was asked for last, and its place
	there  place
	toml   unstable.Parser
	faults *faults
}

// parse reads a file of TOML. What stands before a fault of its syntax is there too.
func parse(text string, faults *faults) *value {
	p := parser{text: text, lines: []int{0}, faults: faults}
	for i := range len(text) {
		if text[i] == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	root := newTable(place{1, 1})
	table := root
	p.toml.Reset([]byte(text))
	for p.toml.NextExpression() {
		switch e := p.toml.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = p.header(root, e)
		case unstable.KeyValue:
			p.pair(table, e, 0)
		}
	}
	if e, ok := errors.AsType[*unstable.ParserError](p.toml.Error()); ok {
		faults.add(p.at(int(p.toml.Range(e.Highlight).Offset)), "flow_toml", e.Message)
	}
	return root
}

// at is the place of a byte. They are asked for mostly in their order, and many may be on
// one line: columns are counted on from the last one.
func (p *parser) at(offset int) place {
	line, found := slices.BinarySearch(p.lines, offset)
	if !found {
		line--
	}
	from, column := p.lines[line], 1
	if line+1 == p.there.line && offset >= p.last {
		from, column = p.last, p.there.column
	}
	p.last, p.there = offset, place{line + 1, column + utf8.RuneCountInString(p.text[from:offset])}
	return p.there
}

// header opens the table that a header names.
func (p *parser) header(root *value, e *unstable.Node) *value {
	table := root
	for key := e.Key(); key.Next(); {
		name, at := string(key.Node().Data), p.at(int(key.Node().Raw.Offset))
		old := table.get(name)
		switch {
		case old == nil:
			child := newTable(at)
			child.header = key.IsLast()
			if e.Kind == unstable.ArrayTable && key.IsLast() {
				table.put(name, at, &value{place: at, kind: kindArray, items: []*value{child}, tables: true})
			} else {
				table.put(name, at, child)
			}
			table = child
		case old.kind == kindArray && old.tables && !key.IsLast():
			table = old.items[len(old.items)-1]
		case old.kind == kindArray && old.tables && e.Kind == unstable.ArrayTable:
			child := newTable(at)
			child.header = true
			old.items = append(old.items, child)
			table = child
		case old.kind == kindTable && !key.IsLast():
			table = old
		case old.kind == kindTable && e.Kind == unstable.Table && !old.header:
			table = old
			table.header = true
		default:
			p.faults.add(at, "flow_key_twice", name, old.line)
			return newTable(at) // whose keys nobody asks for
		}
	}
	return table
}

// maxDepth is how deep values may be within others: buttons in a row in an array, and
// their labels in languages.
const maxDepth = 8

// pair puts a key with its value into a table.
func (p *parser) pair(table *value, e *unstable.Node, depth int) {
	for key := e.Key(); key.Next(); {
		name, at := string(key.Node().Data), p.at(int(key.Node().Raw.Offset))
		old := table.get(name)
		switch {
		case old == nil && key.IsLast():
			table.put(name, at, p.value(e.Value(), at, depth))
		case old == nil:
			child := newTable(at)
			table.put(name, at, child)
			table = child
		case old.kind == kindTable && !old.header && !key.IsLast():
			table = old
		default:
			p.faults.add(at, "flow_key_twice", name, old.line)
			return
		}
	}
}

// value makes a value of a node. Arrays have no place of their own, and get that of
// their key.
func (p *parser) value(n *unstable.Node, at place, depth int) *value {
	if n.Raw.Length > 0 {
		at = p.at(int(n.Raw.Offset))
	}
	v := &value{place: at, kind: kindOther}
	switch {
	case depth > maxDepth:
	case n.Kind == unstable.String:
		v.kind, v.text = kindText, string(n.Data)
	case n.Kind == unstable.Bool:
		v.kind, v.yes = kindBool, string(n.Data) == "true"
	case n.Kind == unstable.Integer:
		number, err := strconv.Atoi(strings.ReplaceAll(string(n.Data), "_", ""))
		if err == nil {
			v.kind, v.number = kindNumber, number
		}
	case n.Kind == unstable.Array:
		v.kind = kindArray
		for each := n.Children(); each.Next(); {
			v.items = append(v.items, p.value(each.Node(), at, depth+1))
		}
	case n.Kind == unstable.InlineTable:
		v = newTable(at)
		v.header = true
		for each := n.Children(); each.Next(); {
			p.pair(v, each.Node(), depth+1)
		}
	}
	return v
}
