package inbox

import (
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/countdown"
	"tgdesk/tui/richtext"
	"tgdesk/tui/theme"
)

// item is a chat of the window with its texts cleaned, once.
type item struct {
	row    core.ChatRow
	name   clean.Text
	brand  clean.Text
	last   string // of the last message, spoilers hidden
	author clean.Text
}

func newItems(rows []core.ChatRow) []item {
	items := make([]item, len(rows))
	for i, r := range rows {
		items[i] = item{
			row:    r,
			name:   clean.Name(r.Visitor.Name(), r.Visitor.Handle()),
			brand:  clean.Line(r.Brand),
			last:   richtext.Plain(r.Last.Text, r.Last.Markup),
			author: clean.Line(r.Last.Author),
		}
	}
	return items
}

// preview is the chat's last message on one line.
func (it *item) preview(o RenderOptions) string {
	m, content := &it.row.Last, it.last
	if m.ID != 0 && m.Kind != core.KindText {
		content = o.Locale.Placeholder(m.Kind, it.last)
	}
	switch m.From {
	case core.FromNote:
		return noteSign + content
	case core.FromOperator:
		if m.OperatorID == o.Me {
			return o.You + ": " + content
		}
		return it.author.String() + ": " + content
	case core.FromDesk:
		return o.Locale.System(m.Kind, it.author.String())
	}
	return content
}

// After these percentages of its limit the clock of a chat changes colour. A
// waiting chat warns early; of an active one only the end matters.
const (
	soonPercent   = 50
	latePercent   = 80
	activePercent = 80
)

// clockOf returns a chat's clock and its style: waiting chats count up, active
// ones down to their deadline, completed ones show when they were completed.
func clockOf(c core.Chat, o RenderOptions) (string, theme.Style) {
	now, th, w := o.Now, o.Theme, o.Locale
	used := time.Duration(0) // percent of the limit
	if limit := c.DeadlineAt.Sub(c.CountsFrom); !c.DeadlineAt.IsZero() && limit > 0 {
		used = now.Sub(c.CountsFrom) / max(limit/100, 1)
	}
	switch {
	case c.State == core.Completed:
		return countdown.Stamp(w, c.CompletedAt, now), th.Clock
	case c.State == core.Active && c.DeadlineAt.IsZero():
		return "", th.Clock
	case c.State == core.Active && used >= activePercent:
		return countdown.Left(w, now, c.DeadlineAt), th.ClockWarn
	case c.State == core.Active:
		return countdown.Left(w, now, c.DeadlineAt), th.Clock
	}
	waited := countdown.Waited(w, c.WaitingSince, now)
	switch {
	case used >= latePercent:
		return lateSign + waited, th.ClockLate
	case used >= soonPercent:
		return waited, th.ClockWarn
	}
	return waited, th.Clock
}
