package dialog

import (
	"strings"

	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
)

// The columns of the help, in cells. bubbles/help sets groups of keys side by side,
// too, but leaves out those for which there is no room.
const (
	helpColumn  = 36 // a column takes at least
	helpKeys    = 13 // of that for the keys
	helpGap     = 2  // between columns, and behind the keys
	helpColumns = 4  // at most
)

// OpenHelp shows every key, those that work in the scope here first; now tells of
// these what they do in the present situation, and whether that can be done.
func (st *Stack) OpenHelp(here keymap.Scope, now func(keymap.Action) (title string, can bool)) {
	st.Open(&page{st: st, title: st.s.Locale.Panel("help"), help: true, most: helpColumns*(helpColumn+helpGap) - helpGap,
		draw: func(w int) []term.Row { return st.helpRows(here, now, w) }})
}

// Always is the now of OpenHelp where the keys always do the same.
func (st *Stack) Always(a keymap.Action) (title string, can bool) {
	return st.s.Locale.Action(string(a)), true
}

// helpRows lays the sections out in as many columns as fit into w cells. Each goes
// below the column that is the shortest so far, so that the first ones are at the
// top.
func (st *Stack) helpRows(here keymap.Scope, now func(keymap.Action) (title string, can bool), w int) []term.Row {
	n := max((w+helpGap)/(helpColumn+helpGap), 1)
	width := (w+helpGap)/n - helpGap
	columns := make([][]term.Row, n)
	for _, section := range st.s.Keys.Sections(here) {
		column := &columns[0]
		for i := range columns {
			if len(columns[i]) < len(*column) {
				column = &columns[i]
			}
		}
		if len(*column) > 0 {
			*column = append(*column, nil)
		}
		*column = append(*column, st.sectionRows(section, here, now, width)...)
	}
	var rows []term.Row
	for i, column := range columns {
		rows = beside(rows, column, i*(width+helpGap))
	}
	return rows
}

// sectionRows are a heading and, below it, the keys that do the same, and what that
// is.
func (st *Stack) sectionRows(section keymap.Section, here keymap.Scope, now func(keymap.Action) (title string, can bool), w int) []term.Row {
	th, words := &st.s.Theme, st.s.Locale
	rows := canvas.Wrapped(words.Panel(section.Title), 0, w, th.PanelTitle)
	for _, b := range section.Bindings {
		keyStyle, titleStyle, what := th.Key, th.Text, words.Action(string(b.Action))
		if section.Scope&here != 0 {
			var can bool
			if what, can = now(b.Action); !can {
				keyStyle, titleStyle = th.KeyDisabled, th.KeyDisabled
			}
		}
		keys := canvas.Wrapped(strings.Join(st.s.Keys.Keys(b.Action, section.Scope), "  "), 0, helpKeys, keyStyle)
		title := canvas.Wrapped(what, 0, w-helpKeys-helpGap, titleStyle)
		rows = append(rows, beside(keys, title, helpKeys+helpGap)...)
	}
	return rows
}

// beside sets rows beside others, from column x on.
func beside(left, right []term.Row, x int) []term.Row {
	rows := make([]term.Row, max(len(left), len(right)))
	copy(rows, left)
	for i, row := range right {
		for _, span := range row {
			span.X += x
			rows[i] = append(rows[i], span)
		}
	}
	return rows
}
