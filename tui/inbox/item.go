package inbox

import (
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/countdown"
	"tgdesk/tui/richtext"
	"tgdesk/tui/theme"
)

// item is a chat of the window with its texts cleaned, once. All screens share its row,
// which must not be changed.
type item struct {
	row    *core.ChatRow
	name   clean.Text
	brand  clean.Text
	last   string // of the last message, spoilers hidden
	blank  bool   // nothing of the last message's text can be seen
	author clean.Text
	tags   clean.Text
}

func newItem(r *core.ChatRow) item {
	it := item{
		row:    r,
		name:   clean.Name(r.Visitor.Name(), r.Visitor.Handle()),
		brand:  clean.Line(r.Brand),
		last:   richtext.Plain(r.Last.Text, r.Last.Markup),
		blank:  r.Last.Text != "" && !clean.Visible(r.Last.Text),
		author: clean.Line(r.Last.Author),
		tags:   clean.Line(r.Tags.String()),
	}
	if r.Last.From == core.FromOperator { // a row names them before the text
		for _, name := range []string{r.Last.Author, r.LastAlias} {
			if name != "" {
				it.last = strings.TrimPrefix(it.last, clean.Line(name).String()+": ")
			}
		}
	}
	return it
}

// itemsOf are the items of rows, of which some were items before.
func itemsOf(before []item, rows []*core.ChatRow) []item {
	known := make(map[core.ChatID]*item, len(before))
	for i := range before {
		known[before[i].row.Chat.ID] = &before[i]
	}
	items := make([]item, len(rows))
	for i, r := range rows {
		if old := known[r.Chat.ID]; old != nil && *old.row == *r {
			items[i] = *old
			items[i].row = r
			continue
		}
		items[i] = newItem(r)
	}
	return items
}

// preview is the chat's last message on one line.
func (it *item) preview(o RenderOptions) string {
	m, content := &it.row.Last, it.last
	if it.blank {
		content = o.Locale.Readable(m.Text)
	}
	if m.ID != 0 && m.Kind != core.KindText {
		content = o.Locale.Placeholder(m.Kind, content)
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
		return o.Locale.SystemLine(*m, it.author.String())
	}
	return content
}

// After these percentages of its limit the clock of a chat changes colour.
const (
	soonPercent = 50
	latePercent = 80
)

// usedAt is when a chat will have used so many percent of its limit; zero if it has
// no limit. A pending chat whose limit waits for opening has more time than that: open says
// how much its brand gives it, 0 where the limit does not wait, and it is used up at the end.
func usedAt(c *core.Chat, percent time.Duration, open func(core.BrandID) time.Duration) time.Time {
	limit := c.DeadlineAt.Sub(c.CountsFrom)
	if c.DeadlineAt.IsZero() || limit <= 0 {
		return time.Time{}
	}
	from := c.CountsFrom
	if given := open(c.BrandID); c.State == core.Pending && given > 0 {
		limit = min(limit, given)
		from = c.DeadlineAt.Add(-limit)
	}
	return from.Add(percent * max(limit/100, 1))
}

// used reports whether a chat has used so many percent of its limit.
func used(c *core.Chat, percent time.Duration, o RenderOptions) bool {
	at := usedAt(c, percent, o.OpenLimit)
	return !at.IsZero() && !o.Now.Before(at)
}

// clockOf returns a chat's clock and its style: how long the visitor has waited for
// somebody or for an answer; of a completed chat when that was, of one that is set aside
// when it comes back.
func clockOf(c *core.Chat, o RenderOptions) (string, theme.Style) {
	now, th, w := o.Now, o.Theme, o.Locale
	switch {
	case c.State == core.Completed:
		return countdown.Stamp(w, c.CompletedAt, now), th.Clock
	case c.Snoozed():
		return snoozedSign + countdown.Stamp(w, c.SnoozedUntil, now), th.Dim
	case c.State == core.Active && (c.AwaitingSince.IsZero() || c.HeldByChatbot()):
		return "", th.Clock
	case c.State == core.Active:
		waited, limit := now.Sub(c.AwaitingSince), o.AnswerLimit(c.BrandID)
		return shade(countdown.Waited(w, c.AwaitingSince, now), th, waited >= limit/2, waited >= limit)
	}
	shown, late := countdown.Waited(w, c.WaitingSince, now), used(c, latePercent, o)
	if c.State == core.Unanswered && !late {
		return shown, th.ClockLate
	}
	return shade(shown, th, used(c, soonPercent, o), late)
}

// shade colours a clock; colour is not the only sign of a late one.
func shade(clock string, th *theme.Theme, soon, late bool) (string, theme.Style) {
	switch {
	case late:
		return lateSign + clock, th.ClockLate
	case soon:
		return clock, th.ClockWarn
	}
	return clock, th.Clock
}

// closing says when the desk will close a chat by itself, if that is known to come, and
// of a pending chat whose brand is closed when that opens.
func closing(c *core.Chat, o RenderOptions) (string, theme.Style) {
	style := o.Theme.Clock
	if opens := o.Opens(c.BrandID); c.State == core.Pending && !opens.IsZero() {
		return o.Locale.Screen("opens_in", countdown.Until(o.Locale, o.Now, opens)), o.Theme.Dim
	}
	switch {
	case countdown.ClosesSoon(c, o.Now), c.State == core.Unanswered && used(c, latePercent, o):
		style = o.Theme.ClockWarn
	case c.State != core.Unanswered || c.DeadlineAt.IsZero():
		return "", style
	}
	return o.Locale.Screen("closes", countdown.Left(o.Locale, o.Now, c.DeadlineAt)), style
}
