package dialog

import (
	"strings"

	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
)

// OpenHelp shows every key, those of the scope first that the operator is in.
func (st *Stack) OpenHelp(here keymap.Scope) {
	st.OpenPage(st.s.Locale.Panel("help"), func(w int) []term.Row { return st.helpRows(here, w) })
}

// helpRows draws the keys in sections, by bubbles/help.
func (st *Stack) helpRows(here keymap.Scope, w int) []term.Row {
	th := &st.s.Theme
	view := help.New()
	view.Styles.FullKey, view.Styles.FullDesc = th.Lipgloss(th.Key), th.Lipgloss(th.Text)
	var rows []term.Row
	for _, section := range st.s.Keys.Sections(here) {
		rows = append(rows, term.Row{{W: w, Text: th.PanelTitle.Paint(st.s.Locale.Panel(section.Title))}})
		group := make([]key.Binding, 0, len(section.Bindings))
		for _, b := range section.Bindings {
			keys := strings.Join(st.s.Keys.Keys(b.Action, section.Scope), "  ")
			b.SetHelp(keys, st.s.Locale.Action(string(b.Action)))
			group = append(group, b.Binding)
		}
		for line := range strings.SplitSeq(view.FullHelpView([][]key.Binding{group}), "\n") {
			line = ansi.Truncate(line, w, "…")
			rows = append(rows, term.Row{{W: ansi.StringWidth(line), Text: line}})
		}
		rows = append(rows, nil)
	}
	return rows
}
