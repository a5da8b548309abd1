package dialog

import (
	"math"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tgdesk/tui/keymap"
	"tgdesk/tui/markdown"
	"tgdesk/tui/scroll"
	"tgdesk/tui/term"
)

// page is a text that scrolls: a page of the manual, what a message said before
// it was edited.
type page struct {
	st    *Stack
	title string
	draw  func(w int) []term.Row
	most  int                              // how wide it is drawn
	help  bool                             // it lists the keys: the key of the help closes it
	quote func() tea.Cmd                   // replies to the message that it shows; nil if it shows none
	over  func(tea.KeyMsg) (tea.Cmd, bool) // takes keys that lead away from it; nil for none
	width int                              // for which rows were drawn
	rows  scroll.Rows
}

// OpenMessage shows rows about a message; quote replies to it, and over takes keys that
// lead to another one.
func (st *Stack) OpenMessage(title string, quote func() tea.Cmd, over func(tea.KeyMsg) (tea.Cmd, bool), draw func(w int) []term.Row) {
	st.Open(&page{st: st, title: title, draw: draw, most: mostWidth, quote: quote, over: over})
}

func (p *page) Scope() keymap.Scope { return keymap.Page }

// Most implements sized: a page takes the height that there is.
func (p *page) Most() (w, h int) { return p.most, math.MaxInt }

func (p *page) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	if p.over != nil {
		if cmd, used := p.over(k); used {
			p.st.close(p)
			return cmd
		}
	}
	switch a {
	case keymap.ClosePage:
		p.st.close(p)
	case keymap.Manual:
		p.st.OpenManual()
	case keymap.QuoteShown:
		if p.quote != nil {
			p.st.close(p)
			return p.quote()
		}
	}
	scroll.Do(&p.rows, a)
	return nil
}

func (p *page) Scroll(n int) { p.rows.Scroll(n) }

func (p *page) Click(int, int) tea.Cmd { return nil }

func (p *page) View(w, h int) View {
	if w != p.width {
		p.width = w
		p.rows.Set(p.draw(w))
	}
	rows, above, below := p.rows.Show(h)
	return View{Title: p.title, Rows: rows, Above: above, Below: below}
}

func (p *page) Hints() []Hint {
	var out []Hint
	if p.quote != nil {
		out = append(out, p.st.hint(keymap.QuoteShown, p.st.s.Locale.Action(string(keymap.Quote))))
	}
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

// OpenManual lists the pages of the manual, to be found by name.
func (st *Stack) OpenManual() {
	var pages []Command
	for _, p := range st.s.Manual {
		pages = append(pages, Command{Title: p.Title, Right: p.Name, Find: p.Name + " " + p.Title, Run: func() tea.Cmd {
			st.Open(&page{st: st, title: strings.ToUpper(p.Name), most: mostWidth, draw: func(w int) []term.Row { return st.manualRows(p, w) }})
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
