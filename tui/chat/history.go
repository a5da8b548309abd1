package chat

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// HistoryMsg is what an edited message said before.
type HistoryMsg struct {
	Err   error
	msg   core.Message
	edits []core.Edit
}

// History reads what an edited message said before.
func (c *Chat) History(msg core.Message) tea.Cmd {
	desk := c.s.Desk
	return c.s.Read(func(ctx context.Context) tea.Msg {
		edits, err := desk.Edits(ctx, msg.ID)
		return HistoryMsg{Err: err, msg: msg, edits: edits}
	})
}

// Rows draws the history, w cells wide.
func (h HistoryMsg) Rows(s *session.Session, w int) []term.Row {
	var rows []term.Row
	add := func(at time.Time, kind core.Kind, body, file string) {
		when := at.In(s.Now().Location()).Format("15:04:05")
		if kind != core.KindText && kind != "" {
			when += "  " + s.Locale.Placeholder(kind, clean.Line(file).String())
		}
		rows = append(rows, term.Row{{W: w, Text: s.Theme.Dim.Paint(text.Cut(when, w))}})
		for _, l := range text.Wrap(clean.Message(body).String(), w) {
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
