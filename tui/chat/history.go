package chat

import (
	"cmp"
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/fulltext"
	"tgdesk/tui/canvas"
	"tgdesk/tui/richtext"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// HistoryMsg is what an edited message said before, and the update of one of which
// not everything is shown.
type HistoryMsg struct {
	Err     error
	Message core.Message // that it is about
	edits   []core.Edit
	raw     []byte
	words   fulltext.Pattern // of a search, which are marked
}

// History reads what a message has beside what is shown of it.
func (c *Chat) History(msg core.Message) tea.Cmd {
	words := c.Messages.words
	return c.s.Read(func(ctx context.Context) tea.Msg {
		edits, err := c.s.Desk.Edits(ctx, msg.ID)
		raw, err2 := c.s.Desk.RawUpdate(ctx, msg.ID)
		return HistoryMsg{Err: cmp.Or(err, err2), Message: msg, edits: edits, raw: raw, words: words}
	})
}

// Title names what it is, for the catalogue.
func (h HistoryMsg) Title() string {
	if len(h.edits) == 0 {
		return "as_received"
	}
	return "history"
}

// Rows draws the history, w cells wide.
func (h HistoryMsg) Rows(s *session.Session, w int) []term.Row {
	var rows []term.Row
	add := func(at time.Time, version string, kind core.Kind, body, file string) {
		when := at.In(s.Now().Location()).Format("15:04:05") + version
		if kind != core.KindText && kind != "" {
			when += "  " + s.Locale.Placeholder(kind, clean.Line(file).String())
		}
		rows = append(rows, term.Row{{W: w, Text: s.Theme.Dim.Paint(text.Cut(when, w))}})
		p := &lines{w: w + 1} // its last column stays free
		for _, par := range markedIn(&s.Theme, richtext.Parse(s.Locale.Readable(body), ""), h.words) {
			p.paragraph(par, spanStyle{s.Theme.Text, &s.Theme, true})
		}
		rows = append(append(rows, p.rows...), nil)
	}
	from := h.Message.SentAt
	for _, e := range h.edits {
		add(from, "", e.Kind, e.Text, e.FileName)
		from = e.Replaced
	}
	now := ""
	if len(h.edits) > 0 {
		now = " · " + s.Locale.Screen("now")
	}
	add(from, now, h.Message.Kind, h.Message.Text, h.Message.Attachment.Label())
	if !h.Message.Partial {
		return rows
	}
	rows = append(rows, term.Row{{W: w, Text: s.Theme.Dim.Paint(text.Cut(s.Locale.Screen("as_received"), w))}})
	return append(rows, canvas.Wrapped(clean.Message(readable(h.raw)).String(), 0, w, s.Theme.Text)...)
}
