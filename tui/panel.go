package tui

import (
	"context"
	"fmt"
	"strconv"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// pastChats bounds the chats that the visitor panel lists.
const pastChats = 50

func (m *Model) togglePanel() {
	m.panel = !m.panel
	if row, ok := m.subject(); ok && m.panel {
		m.open(row)
		m.readPast()
	}
	m.arrange()
	m.fill()
}

// readPast reads the visitor's chats for the panel.
func (m *Model) readPast() {
	if !m.panel || m.chat.id == 0 {
		return
	}
	desk, chat, visitor := m.o.Desk, m.chat.id, m.chat.row.Visitor.ID
	m.queue(func(ctx context.Context) any {
		rows, err := desk.ChatsOf(ctx, visitor, pastChats)
		return pastRead{chat: chat, rows: rows, err: err}
	})
}

type pastRead struct {
	chat core.ChatID
	rows []core.ChatRow
	err  error
}

func (r pastRead) apply(m *Model) {
	switch {
	case r.chat != m.chat.id:
	case r.err != nil:
		m.readFailed(r.err)
	default:
		m.chat.past = r.rows
	}
}

// drawPanel draws what is known of the visitor.
func (m *Model) drawPanel(c *canvas) {
	p, th := m.plan.Panel, &m.o.Theme
	if !m.plan.PanelRule.Empty() {
		m.drawRule(c, m.plan.PanelRule)
	}
	rows := m.panelFacts(p.W)
	rows = append(rows, nil, term.Row{{W: p.W, Text: th.PanelTitle.Paint(text.Fit(" "+m.o.Words.Panel("chats"), p.W))}})
	for _, r := range m.chat.past {
		rows = append(rows, m.pastRows(r, p.W)...)
	}
	c.put(p, rows)
}

func (m *Model) panelFacts(w int) []term.Row {
	th, words, row := &m.o.Theme, m.o.Words, m.chat.row
	v := row.Visitor
	rows := []term.Row{{{W: w, Text: th.PanelTitle.Paint(text.Fit(" "+words.Panel("visitor"), w))}}}
	fact := func(id, value string) {
		if value == "" {
			return
		}
		for i, l := range text.Wrap(value, max(w-15, 8)) {
			label := ""
			if i == 0 {
				label = words.Panel(id)
			}
			rows = append(rows, term.Row{
				{W: min(13, w), Text: th.Label.Paint(text.Cut(" "+label, min(13, w)))},
				{X: 14, W: max(w-15, 0), Text: text.Cut(l, max(w-15, 0))},
			})
		}
	}
	zone := m.o.Desk.Now().Location()
	fact("name", m.nameOf(row))
	if v.Username != "" {
		fact("username", "@"+string(clean.Line(v.Username)))
	}
	fact("telegram_id", strconv.FormatInt(v.TelegramID, 10))
	fact("language", string(clean.Line(v.Language)))
	fact("brand", string(clean.Line(row.Brand)))
	fact("source", string(clean.Line(row.Chat.Source)))
	fact("first_seen", v.FirstSeen.In(zone).Format("2006-01-02 15:04"))
	fact("last_seen", v.LastSeen.In(zone).Format("2006-01-02 15:04"))
	if v.Blocked() {
		fact("blocked", v.BlockedAt.In(zone).Format("2006-01-02 15:04"))
	}
	return rows
}

// pastRows are one of the visitor's chats: when it began and how it stands.
func (m *Model) pastRows(r core.ChatRow, w int) []term.Row {
	th, words := &m.o.Theme, m.o.Words
	began := r.Chat.CreatedAt.In(m.o.Desk.Now().Location()).Format("02 Jan 15:04")
	how := words.State(r.Chat.State)
	if r.Chat.State == core.Completed {
		how = words.Reason(r.Chat.Reason, string(clean.Line(r.EndedBy)))
	}
	line := fmt.Sprintf("#%d %s · %s", r.Chat.ID, began, how)
	style := th.Text
	if r.Chat.ID == m.chat.id {
		style, line = th.Strong, line+" · "+words.Panel("this_chat")
	}
	var rows []term.Row
	for _, l := range text.Wrap(line, max(w-2, 1)) {
		rows = append(rows, term.Row{{X: 1, W: max(w-1, 1), Text: style.Paint(l)}})
	}
	return rows
}
