package chat

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Panel is what is known of the visitor, with the chats that they had.
type Panel struct {
	scroll.Rows
	Open   bool
	past   []core.ChatRow
	fields []core.VisitorField // that a chatbot knows of the visitor
	chosen int                 // of past
	reveal bool                // the chosen one is to be made visible
	beside *beside             // the chat that is read in the panel's place; nil for none
}

// maxPast bounds the chats that the panel lists.
const maxPast = 50

// TogglePanel opens the panel, or closes it.
func (c *Chat) TogglePanel() tea.Cmd {
	c.Panel.Open = !c.Panel.Open
	return c.openPanel()
}

// RefreshPanel reads the visitor's chats again, if the panel is open.
func (c *Chat) RefreshPanel() tea.Cmd {
	if !c.Panel.Open || c.ID() == 0 {
		return nil
	}
	return c.past.Refresh(c.s, c.readPast)
}

// openPanel goes to the top of the panel and reads the visitor's chats, if the
// panel is open.
func (c *Chat) openPanel() tea.Cmd {
	c.past.Cancel()
	c.Panel = Panel{Open: c.Panel.Open}
	if !c.Panel.Open || c.ID() == 0 {
		return nil
	}
	return c.readPast()
}

func (c *Chat) readPast() tea.Cmd {
	var fields []core.VisitorField
	chat, visitor := c.ID(), c.row.Visitor.ID
	return session.Restart(c.s, &c.past, func(ctx context.Context) ([]core.ChatRow, error) {
		rows, err := c.s.Desk.ChatsOf(ctx, visitor, maxPast)
		if err == nil {
			fields, err = c.s.Desk.VisitorFields(ctx, visitor)
		}
		return rows, err
	}, func(rows []core.ChatRow, err error) tea.Cmd {
		switch {
		case chat != c.ID():
			return nil
		case err != nil:
			return c.s.ReadFailed(err)
		}
		c.Panel.fields = fields
		c.Panel.take(rows, c.ID())
		if len(rows) > 0 {
			c.row.Visitor = rows[0].Visitor
		}
		return nil
	})
}

func (c *Chat) drawPanel(cv *canvas.Canvas, r layout.Rect, focused bool) {
	if c.Panel.beside != nil {
		c.drawBeside(cv, r, focused)
		return
	}
	w, from, to := c.s.Locale, 0, 0
	rows := append([]term.Row{c.panelTitle(w.Panel("visitor"), r.W, focused)}, c.facts(r.W)...)
	rows = append(rows, nil, c.panelTitle(w.Panel("chats"), r.W, false))
	for i, row := range c.Panel.past {
		past := c.pastRows(row, r.W)
		if i == c.Panel.chosen && focused {
			from, to = len(rows), len(rows)+len(past)
			for j := range past {
				past[j] = append(term.Row{{W: 1, Text: c.s.Theme.Cursor.Paint(cursorMark)}}, past[j]...)
			}
		}
		rows = append(rows, past...)
	}
	c.Panel.Set(rows)
	if c.Panel.reveal {
		c.Panel.reveal = false
		c.Panel.Reveal(from, to, r.H)
	}
	rows, above, below := c.Panel.Show(r.H)
	cv.Put(r, rows)
	mark := func(there bool, y int, sign string) {
		if there {
			cv.Over(layout.Rect{X: r.X + r.W - 1, Y: y, W: 1, H: 1}, term.Row{{W: 1, Text: c.s.Theme.Dim.Paint(sign)}})
		}
	}
	mark(above, r.Y, "↑")
	mark(below, r.Y+r.H-1, "↓")
}

// panelTitle is a title with a rule behind it, which shows the focus.
func (c *Chat) panelTitle(title string, w int, focused bool) term.Row {
	style, dash := c.s.Theme.Line(c.s.Theme.Section, focused)
	title = " " + title + " "
	return term.Row{{W: w, Text: style.Paint(text.Clip(title+strings.Repeat(dash, max(w-text.Width(title), 0)), w))}}
}

// facts are what is known of the visitor.
func (c *Chat) facts(w int) []term.Row {
	row, v := c.row, c.row.Visitor
	var rows []term.Row
	labelled := func(label, value string) {
		for i, l := range text.Wrap(value, max(w-15, 8)) {
			if i > 0 {
				label = ""
			}
			rows = append(rows, term.Row{
				{W: min(13, w), Text: c.s.Theme.Label.Paint(text.Cut(" "+label, min(13, w)))},
				{X: 14, W: max(w-15, 0), Text: text.Cut(l, max(w-15, 0))},
			})
		}
	}
	fact := func(id, value string) {
		if value != "" {
			labelled(c.s.Locale.Panel(id), value)
		}
	}
	date := func(at time.Time) string { return at.In(c.s.Now().Location()).Format("2006-01-02 15:04") }
	fact("name", c.s.Name(row))
	if v.Username != "" {
		fact("username", "@"+clean.Line(v.Username).String())
	}
	if !v.Erased() {
		fact("telegram_id", strconv.FormatInt(v.TelegramID, 10))
	}
	fact("language", clean.Line(v.Language).String())
	fact("brand", clean.Line(row.Brand).String())
	fact("source", clean.Line(row.Chat.Source).String())
	fact("rating", c.s.Locale.Rating(row.Rating, clean.Line(c.s.Locale.Readable(row.Rating.Comment)).String()))
	fact("first_seen", date(v.FirstSeen))
	fact("last_seen", date(v.LastSeen))
	if v.HasBlockedBot() {
		fact("blocked", date(v.BlockedBotAt))
	}
	for _, f := range c.Panel.fields {
		labelled(clean.Line(f.Name).String(), clean.Message(f.Value).String())
	}
	return rows
}

// pastRows are one of the visitor's chats: when it began and how it stands. A line
// breaks between the two, if it must.
func (c *Chat) pastRows(row core.ChatRow, w int) []term.Row {
	style, parts := c.s.Theme.Text, c.pastParts(row)
	if row.Chat.ID == c.ID() {
		style = c.s.Theme.Strong
		parts = append(c.pastParts(c.row), c.s.Locale.Panel("this_chat"))
	}
	var rows []term.Row
	line := ""
	put := func() { rows = append(rows, canvas.Wrapped(line, 3, max(w-4, 1), style)...) }
	for _, part := range parts {
		switch next := line + separator + part; {
		case line == "":
			line = part
		case text.Width(next) <= w-4:
			line = next
		default:
			put()
			line = part
		}
	}
	put()
	rows[0][0].X = 1
	return rows
}

const separator = " · "

// pastTitle names a chat of the visitor in w cells; how it stands is left out where
// there is no room for it.
func (c *Chat) pastTitle(row core.ChatRow, w int) string {
	parts := c.pastParts(row)
	if whole := strings.Join(parts, separator); text.Width(whole) <= w {
		return whole
	}
	return text.Cut(parts[0], w)
}

// pastParts are "#12 2 Jan 15:04", "ended by mika" and "★ 4 of 5".
func (c *Chat) pastParts(row core.ChatRow) []string {
	at := row.Chat.CreatedAt.In(c.s.Now().Location())
	began := c.s.Locale.ShortDate(at) + at.Format(" 15:04")
	how := c.s.Locale.State(row.Chat.State)
	if row.Chat.State == core.Completed {
		how = c.s.Locale.Reason(row.Chat.Reason, clean.Line(row.EndedBy).String())
	}
	parts := []string{fmt.Sprintf("#%d %s", row.Chat.ID, began), how}
	if row.Rating.Given() {
		parts = append(parts, c.s.Locale.Rating(row.Rating, ""))
	}
	return parts
}
