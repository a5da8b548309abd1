package dialog

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"tgdesk/tui/compose"
	"tgdesk/tui/markdown"
	"tgdesk/tui/term"
)

// OpenManual lists the pages of the manual, to be found by name.
func (st *Stack) OpenManual() {
	w, shown := st.s.Locale, st.s.Manual
	p := &picker{st: st, title: w.Panel("manual"), hint: w.Panel("manual_hint"), none: w.Toast("no_match"), field: compose.NewField(queryLimit)}
	p.changed = func(query string) tea.Cmd {
		shown = pagesNamed(st.s.Manual, query)
		p.set(entriesOfPages(shown))
		return nil
	}
	p.choose = func(i int) tea.Cmd {
		page := shown[i]
		st.OpenPage(strings.ToUpper(page.Name), func(w int) []term.Row { return st.manualRows(page, w) })
		return nil
	}
	p.set(entriesOfPages(shown))
	st.Open(p)
}

// pagesNamed returns the pages whose names or titles fit the query, best first.
func pagesNamed(all []markdown.Page, query string) []markdown.Page {
	if query == "" {
		return all
	}
	names := make([]string, len(all))
	for i, page := range all {
		names[i] = page.Name + " " + page.Title
	}
	var out []markdown.Page
	for _, hit := range fuzzy.Find(query, names) {
		out = append(out, all[hit.Index])
	}
	return out
}

func entriesOfPages(pages []markdown.Page) []entry {
	out := make([]entry, len(pages))
	for i, page := range pages {
		out[i] = entry{text: page.Title, right: page.Name}
	}
	return out
}

// manualRows draws a page in the looks of the screen.
func (st *Stack) manualRows(page markdown.Page, w int) []term.Row {
	th := &st.s.Theme
	text := markdown.Render(page.Source, markdown.Options{
		Width: w,
		Styles: markdown.Styles{
			Text: th.Lipgloss(th.Text), Title: th.Lipgloss(th.PanelTitle), Heading: th.Lipgloss(th.Strong), Strong: th.Lipgloss(th.Bold),
			Emphasis: th.Lipgloss(th.Italic), Code: th.Lipgloss(th.Key), Link: th.Lipgloss(th.Quote), Rule: th.Lipgloss(th.Rule),
		},
		Link: func(target string) string {
			if strings.HasSuffix(target, ".md") {
				return "" // its words are the name of a page
			}
			return target
		},
	})
	var rows []term.Row
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		line = ansi.Truncate(line, w, "…")
		rows = append(rows, term.Row{{W: ansi.StringWidth(line), Text: line}})
	}
	return rows
}
