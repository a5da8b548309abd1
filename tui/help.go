package tui

import (
	"context"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// pages is an overlay of lines that scroll: the help, a message's history.
type pages struct {
	title string
	lines func(m *Model, w int) []term.Row
	top   int
	last  int // the greatest top, known after drawing
}

func (p *pages) press(m *Model, k press) {
	switch k.command() {
	case "j", "down":
		p.top++
	case "k", "up":
		p.top--
	case "pgdown", "space":
		p.top += 10
	case "pgup":
		p.top -= 10
	case "g", "home":
		p.top = 0
	case "G", "end":
		p.top = p.last
	case "q", "?", "enter":
		m.closeOverlay()
	}
	p.top = min(max(p.top, 0), p.last)
}

func (p *pages) click(*Model, int) {}

func (p *pages) content(m *Model, w, h int) (string, []term.Row, *term.Point) {
	lines := p.lines(m, w)
	p.last = max(len(lines)-h, 0)
	p.top = min(p.top, p.last)
	return p.title, lines[p.top:min(p.top+h, len(lines))], nil
}

func (p *pages) hints(m *Model) []hint {
	return []hint{{key: "j k", title: m.o.Words.Action("move_down")}, {key: "esc", title: m.o.Words.Action("back")}}
}

// openHelp shows every key, those of the present area first.
func (m *Model) openHelp() {
	here := m.scope()
	m.overlay = &pages{title: m.o.Words.Panel("help"), lines: func(m *Model, w int) []term.Row {
		return m.helpLines(here, w)
	}}
}

func (m *Model) helpLines(here keymap.Scope, w int) []term.Row {
	var rows []term.Row
	sections := []struct {
		scope keymap.Scope
		title string
	}{{keymap.Lists, "lists"}, {keymap.Transcript, "transcript"}, {keymap.Composer, "composer"}}
	for _, first := range []bool{true, false} {
		for _, s := range sections {
			if (s.scope == here) == first {
				rows = append(rows, m.helpSection(s.scope, s.title, w)...)
			}
		}
	}
	return rows
}

func (m *Model) helpSection(s keymap.Scope, title string, w int) []term.Row {
	th := &m.o.Theme
	rows := []term.Row{{{W: w, Text: th.PanelTitle.Paint(text.Cut(m.o.Words.Panel(title), w))}}}
	for _, b := range m.keys.In(s) {
		if _, ok := m.find(b.Action); !ok {
			continue
		}
		keys := m.keys.Keys(b.Action, s)
		rows = append(rows, term.Row{
			{W: min(18, w), Text: th.Key.Paint(text.Cut(strings.Join(keys, "  "), min(18, w)))},
			{X: 20, W: max(w-20, 0), Text: text.Cut(m.o.Words.Action(string(b.Action)), max(w-20, 0))},
		})
	}
	return append(rows, nil)
}

// openHistory shows what an edited message said before.
func (m *Model) openHistory(msg core.Message) {
	desk := m.o.Desk
	m.queue(func(ctx context.Context) any {
		edits, err := desk.Edits(ctx, msg.ID)
		return history{msg: msg, edits: edits, err: err}
	})
}

type history struct {
	msg   core.Message
	edits []core.Edit
	err   error
}

func (h history) apply(m *Model) {
	if h.err != nil {
		m.toastError(h.err)
		return
	}
	m.overlay = &pages{title: m.o.Words.History, lines: func(m *Model, w int) []term.Row { return h.lines(m, w) }}
}

func (h history) lines(m *Model, w int) []term.Row {
	var rows []term.Row
	add := func(at time.Time, kind core.Kind, body, file string) {
		when := at.In(m.o.Desk.Now().Location()).Format("15:04:05")
		if kind != core.KindText && kind != "" {
			when += "  " + m.o.Words.Placeholder(kind, clean.Line(file).String())
		}
		rows = append(rows, term.Row{{W: w, Text: m.o.Theme.Dim.Paint(text.Cut(when, w))}})
		for _, l := range text.Wrap(string(clean.Message(body)), w) {
			rows = append(rows, term.Row{{W: w, Text: l}})
		}
		rows = append(rows, nil)
	}
	from := h.msg.SentAt
	for _, e := range h.edits {
		add(from, e.Kind, e.Text, e.FileName)
		from = e.Replaced
	}
	add(from, h.msg.Kind, h.msg.Text, h.msg.Attachment.Label())
	return rows
}
