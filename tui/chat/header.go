package chat

import (
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// What is shown before a message (a day separator, the divider before new
// messages, the header) depends on the message above it and on the day, so it is
// not cached with the message.

// The columns of a header.
const (
	timeX   = 1
	authorX = 8
)

// headerGap is how long after its author's last message a message needs a
// header again.
const headerGap = 5 * time.Minute

// separatorCount is the number of separators before item i.
func (t *Transcript) separatorCount(i int) int {
	n := 0
	if t.startsDay(i) {
		n++
	}
	if t.items[i].m.ID == t.divider {
		n++
	}
	return n
}

// linesBefore is the number of lines before the body of item i.
func (t *Transcript) linesBefore(i int) int {
	n := t.separatorCount(i)
	if t.hasHeader(i, n) {
		n++
	}
	return n
}

func (t *Transcript) startsDay(i int) bool {
	zone := t.o.Now.Location()
	return i == 0 || !sameDay(t.items[i-1].when.In(zone), t.items[i].when.In(zone))
}

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

// hasHeader reports whether item i, with so many separators before it, has a
// header. Further parts of an album have none, nor have messages that continue
// what the same author wrote just above and need no mark.
func (t *Transcript) hasHeader(i, separators int) bool {
	m := &t.items[i].m
	if t.items[i].system() || t.follows(i) {
		return false
	}
	if separators > 0 || m.Delivery != core.DeliveryNone || !m.EditedAt.IsZero() || !m.DeletedAt.IsZero() || t.items[i].parts > 1 {
		return true
	}
	above := &t.items[i-1].m
	return t.items[i-1].system() || above.From != m.From || above.OperatorID != m.OperatorID || above.Author != m.Author ||
		m.SentAt.Sub(above.SentAt) >= headerGap
}

// separators draws the lines between item i and the one above.
func (t *Transcript) separators(i int) []term.Row {
	var rows []term.Row
	if t.startsDay(i) {
		rows = append(rows, centred(t.w, t.day(t.items[i].when), t.o.Theme.Day))
	}
	if t.items[i].m.ID == t.divider {
		p := newLines(t.w)
		label := text.Cut(" "+t.o.Locale.Screen("new_divider")+" ", p.inner())
		free := p.inner() - text.Width(label)
		p.add(strings.Repeat("─", free/2)+label+strings.Repeat("─", free-free/2), t.o.Theme.Divider)
		rows = append(rows, p.rows...)
	}
	return rows
}

func (t *Transcript) day(at time.Time) string {
	now := t.o.Now
	at = at.In(now.Location())
	switch {
	case sameDay(at, now):
		return t.o.Locale.Screen("today")
	case sameDay(at, now.AddDate(0, 0, -1)):
		return t.o.Locale.Screen("yesterday")
	}
	return t.o.Locale.Date(at)
}

// header draws time, author, "(edited)" and the delivery mark. Narrow screens
// leave out what does not fit.
func (t *Transcript) header(it *item) term.Row {
	th := t.o.Theme
	right := t.w - 1
	var marks term.Row
	add := func(s string, style theme.Style) {
		if w := text.Width(s); s != "" && right-w > authorX {
			right -= w + 1
			marks = append(marks, term.Span{X: right + 1, W: w, Text: style.Paint(s)})
		}
	}
	add(t.deliveryMark(it.m.Delivery))
	if it.m.Delivery == core.DeliveryQueued && t.w < wideFrom {
		add(t.o.WaitShort, th.Warn)
	} else if it.m.Delivery == core.DeliveryQueued {
		add(t.o.Wait, th.Warn)
	}
	add(t.editMark(it), th.Edited)
	if it.parts > 1 {
		add(t.o.Locale.Chat("album", it.parts), th.Edited)
	}
	name, style := it.author.String(), th.Visitor
	switch it.m.From {
	case core.FromOperator:
		style = th.Own
	case core.FromBot:
		name, style = t.o.Locale.Screen("bot"), th.Bot
	case core.FromNote:
		name, style = noteSign+t.o.Locale.Chat("note_by", name), th.Note
	}
	row := term.Row{{X: timeX, W: 5, Text: th.Time.Paint(t.clock(it.m.SentAt))}}
	if name = text.Cut(name, right-authorX); name != "" {
		row = append(row, term.Span{X: authorX, W: text.Width(name), Text: style.Paint(name)})
	}
	slices.Reverse(marks)
	row = append(row, marks...)
	return slices.DeleteFunc(row, func(s term.Span) bool { return s.X+s.W > t.w })
}

// editMark says in brackets that a message was edited or deleted.
func (t *Transcript) editMark(it *item) string {
	switch {
	case !it.m.DeletedAt.IsZero():
		return "(" + t.o.Locale.Screen("deleted") + ")"
	case !it.m.EditedAt.IsZero():
		return "(" + t.o.Locale.Screen("edited") + ")"
	}
	return ""
}

// deliveryMark is the sign of a message's delivery state, and a word for what has
// not begun.
func (t *Transcript) deliveryMark(d core.Delivery) (string, theme.Style) {
	th := t.o.Theme
	switch d {
	case core.DeliveryQueued:
		return t.o.Locale.Delivery(d), th.MarkQueued
	case core.DeliverySending:
		return "↑", th.MarkSending
	case core.DeliverySent:
		return "✓", th.MarkSent
	case core.DeliveryFailed:
		return "✗", th.MarkFailed
	case core.DeliveryUnknown:
		return "?", th.MarkUnknown
	}
	return "", theme.Style{}
}
