package dialog

import (
	"strings"

	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tgdesk/tui/keymap"
	"tgdesk/tui/markdown"
	"tgdesk/tui/scroll"
	"tgdesk/tui/term"
)

// page is a text that scrolls: the keys, a page of the manual, what a message
// said before it was edited.
type page struct {
	st    *Stack
	title string
	draw  func(w int) []term.Row
	width int // for which rows were drawn
	rows  scroll.Rows
}

// OpenPage shows rows that draw makes for a width.
func (st *Stack) OpenPage(title string, draw func(w int) []term.Row) {
	st.Open(&page{st: st, title: title, draw: draw})
}

func (p *page) Scope() keymap.Scope { return keymap.Page }

func (p *page) Press(a keymap.Action, _ tea.KeyMsg) tea.Cmd {
	switch a {
	case keymap.ClosePage:
		p.st.close(p)
	case keymap.Manual:
		p.st.OpenManual()
	}
	p.rows.Do(a)
	return nil
}

func (p *page) Scroll(n int) { p.rows.Scroll(n) }

func (p *page) Click(int) tea.Cmd { return nil }

func (p *page) View(w, h int) View {
	if w != p.width {
		p.width = w
		p.rows.Set(p.draw(w))
	}
	return View{Title: p.title, Rows: p.rows.Show(h)}
}

func (p *page) Hints() []Hint {
	var out []Hint
	for _, a := range []keymap.Action{keymap.LineDown, keymap.LineUp, keymap.Manual} {
		out = append(out, p.st.hint(a, p.st.s.Locale.Action(string(a))))
	}
	return append(out, p.st.backHint())
}

// lineRows are the lines of a styled text as rows of at most w cells.
func lineRows(text string, w int) (rows []term.Row) {
	for line := range strings.SplitSeq(text, "\n") {
		line = ansi.Truncate(line, w, "…")
		rows = append(rows, term.Row{{W: ansi.StringWidth(line), Text: line}})
	}
	return rows
}

// OpenHelp shows every key, those of the scope first that the operator is in.
func (st *Stack) OpenHelp(here keymap.Scope) {
	th, words := &st.s.Theme, st.s.Locale
	view := help.New()
	view.Styles.FullKey, view.Styles.FullDesc = th.Lipgloss(th.Key), th.Lipgloss(th.Text)
	st.OpenPage(words.Panel("help"), func(w int) (rows []term.Row) {
		for _, section := range st.s.Keys.Sections(here) {
			group := make([]key.Binding, 0, len(section.Bindings))
			for _, b := range section.Bindings {
				b.SetHelp(strings.Join(st.s.Keys.Keys(b.Action, section.Scope), "  "), words.Action(string(b.Action)))
				group = append(group, b.Binding)
			}
			rows = append(rows, term.Row{{W: w, Text: th.PanelTitle.Paint(words.Panel(section.Title))}})
			rows = append(rows, lineRows(view.FullHelpView([][]key.Binding{group}), w)...)
			rows = append(rows, nil)
		}
		return rows
	})
}

// OpenManual lists the pages of the manual, to be found by name.
func (st *Stack) OpenManual() {
	var pages []Command
	for _, page := range st.s.Manual {
		pages = append(pages, Command{Title: page.Title, Right: page.Name, Find: page.Name + " " + page.Title, Run: func() tea.Cmd {
			st.OpenPage(strings.ToUpper(page.Name), func(w int) []term.Row { return st.manualRows(page, w) })
			return nil
		}})
	}
	st.openList("manual", pages)
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
	return lineRows(strings.TrimSuffix(text, "\n"), w)
}
