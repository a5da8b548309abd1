package dialog

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// picker is a line to type into with a list of what fits below it. The palette
// and the search are made of it.
type picker struct {
	st                *Stack
	title, hint, none string
	field             *compose.Field
	entries           []entry
	at                int // the chosen entry
	top               int // the first one shown
	shown             int // how many there was room for when it was drawn last
	queried           string
	changed           func(query string) tea.Cmd
	choose            func(i int) tea.Cmd
}

// queryLimit bounds what is typed into a picker, in characters.
const queryLimit = 200

// entry is one line of a picker. why says that it cannot be chosen now.
type entry struct{ text, right, why string }

func (p *picker) set(entries []entry) {
	p.entries = entries
	p.at = min(p.at, max(len(entries)-1, 0))
}

func (p *picker) Scope() keymap.Scope { return keymap.Picker }

func (p *picker) Field() *compose.Field { return p.field }

func (p *picker) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	switch a {
	case keymap.Choose:
		return p.take()
	case keymap.NextMatch:
		p.at = min(p.at+1, max(len(p.entries)-1, 0))
	case keymap.PreviousMatch:
		p.at = max(p.at-1, 0)
	default:
		p.field.Press(a, k)
	}
	if now := p.field.Text(); now != p.queried {
		p.queried, p.at, p.top = now, 0, 0
		return p.changed(now)
	}
	return nil
}

func (p *picker) Scroll(n int) { p.at = min(max(p.at+n, 0), max(len(p.entries)-1, 0)) }

func (p *picker) Click(row int) tea.Cmd {
	if i := p.top + row - 2; row >= 2 && row-2 < p.shown && i < len(p.entries) {
		p.at = i
		return p.take()
	}
	return nil
}

func (p *picker) take() tea.Cmd {
	if p.at >= len(p.entries) {
		return nil
	}
	if why := p.entries[p.at].why; why != "" {
		return p.st.s.Info(why)
	}
	p.st.close(p.st.Top()) // p, or the dialog that is made of it
	return p.choose(p.at)
}

func (p *picker) View(w, h int) View {
	th := &p.st.s.Theme
	line, x := p.field.Render(w)
	rows := []term.Row{{{W: w, Text: th.Input.Paint(text.Fit(line, w))}}, nil}
	if p.field.Text() == "" {
		rows[0] = term.Row{{W: w, Text: th.Input.And(th.Placeholder).Paint(text.Fit(p.hint, w))}}
	}
	reason := p.reason(w, h-3)
	p.shown = max(h-2-len(reason), 1)
	p.top = min(max(p.top, p.at-p.shown+1), p.at)
	for i := p.top; i < min(p.top+p.shown, len(p.entries)); i++ {
		rows = append(rows, p.row(i, w))
	}
	for _, l := range reason {
		rows = append(rows, term.Row{{W: w, Text: th.Warn.Paint(l)}})
	}
	if len(p.entries) == 0 {
		rows = append(rows, term.Row{{W: w, Text: th.Dim.Paint(text.Cut(p.none, w))}})
	}
	return View{p.title, rows, &term.Point{X: x}}
}

// reason is why the chosen entry cannot be chosen now, in lines, unless its row
// has room for all of it. It stands below the list, so that rows stay put.
func (p *picker) reason(w, most int) []string {
	if p.at >= len(p.entries) || !p.entries[p.at].cramped(w) {
		return nil
	}
	lines := text.Wrap(p.entries[p.at].why, w)
	return lines[:min(len(lines), max(most, 0))]
}

// cramped reports whether a row cannot hold all of the text and the reason.
func (e entry) cramped(w int) bool {
	return e.why != "" && (text.Width(e.why) > w/2 || text.Width(e.text)+text.Width(e.why)+3 > w)
}

func (p *picker) row(i, w int) term.Row {
	th, e := &p.st.s.Theme, p.entries[i]
	style, mark := th.Row, "  "
	if e.why != "" {
		style = th.KeyDisabled
	}
	if i == p.at && e.why != "" {
		style = th.Dim // nothing fainter can be read on the bar
	}
	if i == p.at {
		style, mark = style.And(th.RowSelected), "▌ "
	}
	if i == p.at && e.cramped(w) {
		e.right = "" // the reason stands below
	}
	rw := min(text.Width(e.right), w/2)
	return term.Row{
		{W: w, Text: style.Paint(text.Fit(mark+text.Cut(e.text, max(w-rw-3, 1)), w))},
		{X: w - rw, W: rw, Text: style.And(th.Dim).Paint(text.Cut(e.right, rw))},
	}
}

func (p *picker) Hints() []Hint {
	return []Hint{p.st.hint(keymap.Choose, p.st.s.Locale.Panel("choose")), p.st.backHint()}
}
