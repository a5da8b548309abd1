package tui

import (
	"tgdesk/tui/compose"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// finder is a line to type into with a list of what fits below it. The
// palette and the search are made of it.
type finder struct {
	title, hint, none string
	field             *compose.Field
	entries           []entry
	at                int // the chosen entry
	top               int // the first one shown
	shown             int // how many there was room for when it was drawn last
	changed           func(m *Model, query string)
	choose            func(m *Model, i int)
}

// queryLimit bounds what is typed into a finder, in characters.
const queryLimit = 200

// entry is one line of a finder. why says that it cannot be chosen now.
type entry struct{ text, right, why string }

func (f *finder) set(entries []entry) {
	f.entries = entries
	f.at = min(f.at, max(len(entries)-1, 0))
}

func (f *finder) press(m *Model, k press) {
	switch k.name {
	case "enter":
		f.take(m)
	case "down", "ctrl+n", "tab":
		f.at = min(f.at+1, max(len(f.entries)-1, 0))
	case "up", "ctrl+p", "shift+tab":
		f.at = max(f.at-1, 0)
	default:
		before := f.field.Text()
		f.field.Key(k.name, k.runes, k.paste)
		if now := f.field.Text(); now != before {
			f.at, f.top = 0, 0
			f.changed(m, now)
		}
	}
}

func (f *finder) input() *compose.Field { return f.field }

func (f *finder) click(m *Model, line int) {
	if i := f.top + line - 2; line >= 2 && line-2 < f.shown && i < len(f.entries) {
		f.at = i
		f.take(m)
	}
}

func (f *finder) take(m *Model) {
	if f.at >= len(f.entries) {
		return
	}
	if why := f.entries[f.at].why; why != "" {
		m.toastInfo(why)
		return
	}
	m.closeOverlay()
	f.choose(m, f.at)
}

func (f *finder) content(m *Model, w, h int) (string, []term.Row, *term.Point) {
	th := &m.o.Theme
	line, x := f.field.Render(w)
	rows := []term.Row{{{W: w, Text: th.Input.Paint(text.Fit(line, w))}}, nil}
	if f.field.Text() == "" {
		rows[0] = term.Row{{W: w, Text: th.Input.And(th.Placeholder).Paint(text.Fit(f.hint, w))}}
	}
	reason := f.reason(w, h-3)
	f.shown = max(h-2-len(reason), 1)
	f.top = min(max(f.top, f.at-f.shown+1), f.at)
	for i := f.top; i < min(f.top+f.shown, len(f.entries)); i++ {
		rows = append(rows, f.row(m, i, w))
	}
	for _, l := range reason {
		rows = append(rows, term.Row{{W: w, Text: th.Warn.Paint(l)}})
	}
	if len(f.entries) == 0 {
		rows = append(rows, term.Row{{W: w, Text: th.Dim.Paint(text.Cut(f.none, w))}})
	}
	return f.title, rows, &term.Point{X: x}
}

// reason is why the chosen entry cannot be chosen now, in lines, unless its row
// has room for all of it. It stands below the list, so that rows stay put.
func (f *finder) reason(w, most int) []string {
	if f.at >= len(f.entries) || !f.entries[f.at].cramped(w) {
		return nil
	}
	lines := text.Wrap(f.entries[f.at].why, w)
	return lines[:min(len(lines), max(most, 0))]
}

// cramped reports whether a row cannot hold all of the text and the reason.
func (e entry) cramped(w int) bool {
	return e.why != "" && (text.Width(e.why) > w/2 || text.Width(e.text)+text.Width(e.why)+3 > w)
}

func (f *finder) row(m *Model, i, w int) term.Row {
	th, e := &m.o.Theme, f.entries[i]
	style, mark := th.Row, "  "
	if e.why != "" {
		style = th.KeyDisabled
	}
	if i == f.at && e.why != "" {
		style = th.Dim // nothing fainter can be read on the bar
	}
	if i == f.at {
		style, mark = style.And(th.RowSelected), "▌ "
	}
	if i == f.at && e.cramped(w) {
		e.right = "" // the reason stands below
	}
	rw := min(text.Width(e.right), w/2)
	return term.Row{
		{W: w, Text: style.Paint(text.Fit(mark+text.Cut(e.text, max(w-rw-3, 1)), w))},
		{X: w - rw, W: rw, Text: style.And(th.Dim).Paint(text.Cut(e.right, rw))},
	}
}

func (f *finder) hints(m *Model) []hint {
	return []hint{{key: "enter", title: m.o.Words.Panel("choose")}, {key: "esc", title: m.o.Words.Action("back")}}
}
