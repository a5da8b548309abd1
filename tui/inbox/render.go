package inbox

import (
	"strconv"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// RenderOptions are what a pane's look depends on besides its chats.
type RenderOptions struct {
	Now      time.Time // in the time zone to show
	Theme    *theme.Theme
	Locale   *locale.Catalogue
	Focused  bool
	Open     core.ChatID // the chat in the transcript
	Me       core.OperatorID
	You      string // what the operator Me is called; "" for the name
	OneBrand bool   // there is only one: no column for it
}

// Render draws the pane in w columns as at most h rows. Its cost depends only
// on what is visible.
func (l *List) Render(w, h int, o RenderOptions) []term.Row {
	l.SetHeight(h)
	if current, ok := l.Current(); ok {
		l.pinned = o.Focused || current.Chat.ID == o.Open
	}
	if w <= 0 || h <= 0 {
		return nil
	}
	if len(l.items) == 0 {
		return l.renderEmpty(w, o)
	}
	rows := make([]term.Row, 0, h+1)
	cols := columnsOf(w, o.OneBrand)
	for i := l.top; i < len(l.items) && len(rows) < h; i++ {
		it := &l.items[i]
		p := rowWriter{w: w, background: o.Theme.Row, selected: l.selected(i, o)}
		if p.selected {
			p.background = o.Theme.RowSelectedBlurred
			if o.Focused {
				p.background = o.Theme.RowSelected
			}
		}
		rows = append(rows, it.nameLine(p, cols, o), it.previewLine(p, o))
	}
	return rows[:min(len(rows), h)]
}

// selected reports whether chat i is drawn as the chosen one: under the cursor
// in the focused pane, elsewhere the one that is open.
func (l *List) selected(i int, o RenderOptions) bool {
	if o.Focused {
		return i == l.cursor
	}
	return o.Open != 0 && l.items[i].row.Chat.ID == o.Open
}

func (l *List) renderEmpty(w int, o RenderOptions) []term.Row {
	s := o.Locale.Loading
	if l.start && l.end {
		s = o.Locale.EmptyPane(l.state)
	}
	p := rowWriter{w: w}
	return []term.Row{p.row(cell{x: 1, w: w - 2, text: s, style: o.Theme.Dim})}
}

// columns are the positions of the parts of a chat's first line.
type columns struct {
	nameW          int
	brandX, brandW int
	clockX, clockW int
}

// clockWidth fits the longest clock with its sign, "!1:04:33".
const clockWidth = 8

func columnsOf(w int, oneBrand bool) columns {
	c := columns{clockW: min(clockWidth, max(w-2, 0))}
	c.clockX = max(w-1-c.clockW, 0)
	c.nameW = max(c.clockX-2, 0)
	if brand := min(max(w*22/100, 6), 14); !oneBrand && w >= 30 {
		c.brandW = brand
		c.brandX = c.clockX - 1 - brand
		c.nameW = c.brandX - 2
	}
	return c
}

// nameLine draws name, brand and clock.
func (it *item) nameLine(p rowWriter, cols columns, o RenderOptions) term.Row {
	name, style := it.name.String(), o.Theme.Name
	if it.row.Chat.Unread > 0 {
		style = o.Theme.Strong
	}
	if it.row.Visitor.Blocked() {
		name = blockedSign + name
	}
	if it.row.Chat.Flood.ActiveAt(o.Now) {
		name = floodSign + name
	}
	clock, how := clockOf(it.row.Chat, o.Now)
	if how == late {
		clock = lateSign + clock
	}
	return p.row(
		p.cursorCell(o),
		cell{x: 1, w: cols.nameW, text: name, style: style},
		cell{x: cols.brandX, w: cols.brandW, text: it.brand.String(), style: o.Theme.Brand.And(o.Theme.Accent(it.row.Accent))},
		cell{x: cols.clockX, w: cols.clockW, text: clock, style: clockStyle(how, o.Theme), right: true},
	)
}

func clockStyle(how urgency, t *theme.Theme) theme.Style {
	switch how {
	case late:
		return t.ClockLate
	case soon:
		return t.ClockWarn
	default:
		return t.Clock
	}
}

// previewLine draws the preview and the number of unread messages.
func (it *item) previewLine(p rowWriter, o RenderOptions) term.Row {
	unread := unreadText(it.row.Chat.Unread)
	countX := max(p.w-1-text.Width(unread), 1)
	return p.row(
		p.cursorCell(o),
		cell{x: 1, w: countX - 2, text: it.preview(o.Locale, o.Me, o.You), style: o.Theme.Preview},
		cell{x: countX, w: p.w - countX, text: unread, style: o.Theme.Unread},
	)
}

// unreadText is the number of unread messages, in the three digits there is
// room for.
func unreadText(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > 999:
		return "999+"
	}
	return strconv.Itoa(n)
}
