package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
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
	w := p.st.s.Locale
	down := p.st.hint(keymap.LineDown, w.Action(string(keymap.LineDown)))
	up := p.st.hint(keymap.LineUp, w.Action(string(keymap.LineUp)))
	manual := p.st.hint(keymap.Manual, w.Action(string(keymap.Manual)))
	return []Hint{down, up, manual, p.st.backHint()}
}
