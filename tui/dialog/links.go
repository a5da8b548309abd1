package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/richtext"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// links is the list of a message's links. It shows each address whole, to be
// opened or copied.
type links struct {
	st    *Stack
	links []richtext.Target
	at    int
	top   int // the first one shown
}

// OpenLinks opens a link, or shows the links of a message: one that could be
// taken for another one, one that cannot be opened from here, or several.
func (st *Stack) OpenLinks(all []richtext.Target) tea.Cmd {
	if len(all) == 1 && !all[0].Misleading && st.mayOpen(all[0]) == nil {
		return st.openLink(all[0])
	}
	st.Open(&links{st: st, links: all})
	return nil
}

// mayOpen guards handing an address to the desktop.
func (st *Stack) mayOpen(to richtext.Target) error {
	switch {
	case to.Address == "":
		return session.Reason("link_kind")
	case !st.s.CanOpen():
		return session.Reason("no_screen_link")
	}
	return nil
}

func (st *Stack) openLink(to richtext.Target) tea.Cmd {
	open, done := st.s.Open, st.s.Locale.Toast("opening", to.Host)
	return st.s.Read(func(context.Context) tea.Msg { return session.DoneMsg{Err: open(to.Address), Toast: done} })
}

func (l *links) Scope() keymap.Scope { return keymap.Links }

func (l *links) Press(a keymap.Action, _ tea.KeyMsg) tea.Cmd {
	switch a {
	case keymap.NextLink:
		l.Scroll(1)
	case keymap.PreviousLink:
		l.Scroll(-1)
	case keymap.OpenLink:
		return l.open()
	case keymap.CopyLink:
		return l.copy()
	}
	return nil
}

func (l *links) Scroll(n int) { l.at = min(max(l.at+n, 0), len(l.links)-1) }

func (l *links) open() tea.Cmd {
	to := l.links[l.at]
	if err := l.st.mayOpen(to); err != nil {
		return l.st.s.Refuse(err)
	}
	l.st.close(l)
	return l.st.openLink(to)
}

func (l *links) copy() tea.Cmd {
	to, s := l.links[l.at], l.st.s
	if to.Address == "" {
		return s.Refuse(session.Reason("link_kind"))
	}
	if err := s.Copy(to.Address); err != nil {
		return s.Refuse(err)
	}
	l.st.close(l)
	return s.Good(s.Locale.Toast("copied_link", to.Host))
}

func (l *links) Click(_, y int) tea.Cmd {
	i := l.top + y/linkRows
	if i >= len(l.links) {
		return nil
	}
	if l.at == i {
		return l.open()
	}
	l.at = i
	return nil
}

// linkRows is how many rows a link takes: its host, its address, a gap.
const linkRows = 3

func (l *links) View(w, h int) View {
	th, words := &l.st.s.Theme, l.st.s.Locale
	shown := max((h-1)/linkRows, 1)
	l.top = min(max(l.top, l.at-shown+1), l.at)
	var rows []term.Row
	for i := l.top; i < min(l.top+shown, len(l.links)); i++ {
		to, address := l.links[i], l.links[i].Address
		style, mark := th.Choice(th.Row, i == l.at)
		if address == "" {
			address, style = words.Why("link_kind"), style.And(th.Dim)
		}
		rows = append(rows,
			term.Row{{W: w, Text: style.Paint(text.Fit(mark+to.Host, w))}},
			term.Row{{W: w, Text: style.And(th.Dim).Paint(text.Fit("  "+address, w))}}, nil)
	}
	return View{Title: words.Panel("links"), Rows: rows, Above: l.top > 0, Below: l.top+shown < len(l.links)}
}

func (l *links) Hints() []Hint {
	w := l.st.s.Locale
	out := []Hint{l.st.hint(keymap.CopyLink, w.Action("copy_link")), l.st.backHint()}
	if l.st.mayOpen(l.links[l.at]) == nil {
		out = append([]Hint{l.st.hint(keymap.OpenLink, w.Action("open_link"))}, out...)
	}
	return out
}
