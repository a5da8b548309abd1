package tui

import (
	"strings"

	"github.com/sahilm/fuzzy"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
)

// openPalette lists every action that makes sense here, to be found by name.
func (m *Model) openPalette() {
	w := m.o.Words
	var all []action
	for _, b := range m.keys.All() {
		a, ok := m.find(b.Action)
		if ok && b.Scope&(m.scope()|keymap.Browsing) != 0 && a.id != keymap.Send && a.id != keymap.Newline && a.id != keymap.Back {
			all = append(all, a)
		}
	}
	shown := all
	f := &finder{title: w.Panel("commands"), hint: w.Panel("commands_hint"), none: w.Toast("no_match"), field: compose.NewField(queryLimit)}
	f.changed = func(m *Model, query string) {
		shown = m.match(all, query)
		f.set(m.entriesOf(shown))
	}
	f.choose = func(m *Model, i int) { m.perform(shown[i]) }
	f.set(m.entriesOf(all))
	m.overlay = f
}

// match returns the actions whose titles fit the query, best first.
func (m *Model) match(all []action, query string) []action {
	if query == "" {
		return all
	}
	titles := make([]string, len(all))
	for i, a := range all {
		titles[i] = m.titleOf(a)
	}
	var out []action
	for _, hit := range fuzzy.Find(query, titles) {
		out = append(out, all[hit.Index])
	}
	return out
}

func (m *Model) entriesOf(actions []action) []entry {
	out := make([]entry, len(actions))
	for i, a := range actions {
		why := m.blocked(a)
		right := strings.Join(m.keys.Keys(a.id, keymap.Screen), "  ")
		if why != "" {
			right = why
		}
		out[i] = entry{text: m.titleOf(a), right: right, why: why}
	}
	return out
}
