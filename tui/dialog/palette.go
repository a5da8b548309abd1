package dialog

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"tgdesk/tui/compose"
)

// Command is one line of the palette. Why says that it cannot be run now.
type Command struct {
	Title, Keys, Why string
	Run              func() tea.Cmd
}

// OpenPalette lists commands, to be found by name.
func (st *Stack) OpenPalette(all []Command) {
	w, shown := st.s.Locale, all
	p := &picker{st: st, title: w.Panel("commands"), hint: w.Panel("commands_hint"), none: w.Toast("no_match"), field: compose.NewField(queryLimit)}
	p.changed = func(query string) tea.Cmd {
		shown = matches(all, query)
		p.set(entriesOf(shown))
		return nil
	}
	p.choose = func(i int) tea.Cmd { return shown[i].Run() }
	p.set(entriesOf(all))
	st.Open(p)
}

// matches returns the commands whose titles fit the query, best first.
func matches(all []Command, query string) []Command {
	if query == "" {
		return all
	}
	titles := make([]string, len(all))
	for i, c := range all {
		titles[i] = c.Title
	}
	var out []Command
	for _, hit := range fuzzy.Find(query, titles) {
		out = append(out, all[hit.Index])
	}
	return out
}

func entriesOf(commands []Command) []entry {
	out := make([]entry, len(commands))
	for i, c := range commands {
		out[i] = entry{text: c.Title, right: c.Keys, why: c.Why}
		if c.Why != "" {
			out[i].right = c.Why
		}
	}
	return out
}
