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

// The columns of a header, and of the sign that begins a message without one.
const (
	timeX   = 1
	signX   = 7
	authorX = 9
)

// headerGap is how long after its author's last message a message needs a
// header again.
const headerGap = 5 * time.Minute

// groupSign stands before a message that continues a group, so that it is not
// read as a part of the one above, nor its text as a header.
const groupSign = "·"

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

// linesBefore is the number of lines before the body of item i, the last of which
// may be its header.
func (t *Transcript) linesBefore(i int) (n int, headed bool) {
	n = t.separatorCount(i)
	if headed = t.hasHeader(i, n); headed {
		n++
	}
	return n, headed
}

func (t *Transcript) startsDay(i int) bool {
	zone := t.o.Now.Location()
	return i == 0 || core.DayOf(t.items[i-1].when.In(zone)) != core.DayOf(t.items[i].when.In(zone))
}

func minute(at time.Time) int64 { return at.Unix() / 60 }

// hasHeader reports whether item i, with so many separators before it, has a
// header. Messages of one author that follow each other closely form a group
// under the header of the first, and so do the parts of an album. Where a header
// stands does not depend on how far a reply has got: nothing moves when it is sent.
// Only the header has room for how long a reply waits.
func (t *Transcript) hasHeader(i, separators int) bool {
	switch m := &t.items[i].m; {
	case t.items[i].system():
		return false
	case separators > 0:
		return true
	case t.follows(i):
		return false
	case m.Delivery == core.DeliveryQueued && t.o.Wait != "":
		return true
	default:
		above := &t.items[i-1].m
		return t.items[i-1].system() || above.From != m.From || above.OperatorID != m.OperatorID || above.Author != m.Author ||
			m.SentAt.Sub(above.SentAt) >= headerGap
	}
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
	at = at.In(t.o.Now.Location())
	switch core.DayOf(t.o.Now) - core.DayOf(at) {
	case 0:
		return t.o.Locale.Screen("today")
	case 1:
		return t.o.Locale.Screen("yesterday")
	}
	return t.o.Locale.Date(at)
}

// header draws time, author and marks. Narrow screens leave out what does not fit,
// of the name first.
func (t *Transcript) header(i int) term.Row {
	it, th := t.items[i], t.o.Theme
	name, style := t.authorOf(it), th.Visitor
	switch it.m.From {
	case core.FromOperator:
		style = th.Own
	case core.FromBot:
		style = th.Bot
	case core.FromNote:
		name, style = noteSign+t.o.Locale.Chat("note_by", name), th.Note
	}
	marks := t.marks(i)
	if it.m.Delivery == core.DeliveryQueued && t.o.Wait != "" {
		wait := t.o.Wait
		if authorX+text.Width(name)+marks.width()+text.Width(wait)+2 > t.w {
			wait = t.o.WaitShort
		}
		marks = slices.Insert(marks, 1, mark{wait, th.Warn})
	}
	placed, right := marks.place(t.w-1, authorX)
	row := term.Row{{X: timeX, W: 5, Text: th.Time.Paint(t.clock(it.m.SentAt))}}
	if name = text.Cut(name, right-authorX); name != "" {
		row = append(row, term.Span{X: authorX, W: text.Width(name), Text: style.Paint(name)})
	}
	row = append(row, placed...)
	return slices.DeleteFunc(row, func(s term.Span) bool { return s.X+s.W > t.w })
}

// mark is a sign or a word at the right of a message's first line.
type mark struct {
	text  string
	style theme.Style
}

type marks []mark

// marks are the marks of item i, from the right: what became of it, whether it
// was changed, and how large its album is.
func (t *Transcript) marks(i int) (all marks) {
	it := t.items[i]
	add := func(s string, style theme.Style) {
		if s != "" {
			all = append(all, mark{s, style})
		}
	}
	add(t.deliveryMark(it.m.Delivery))
	add(t.editMark(it), t.o.Theme.Edited)
	if n := t.album(i); n > 0 {
		add(t.o.Locale.Chat("album", n), t.o.Theme.Edited)
	}
	return all
}

// width is how many cells the marks take, each with one before it.
func (m marks) width() (n int) {
	for _, mark := range m {
		n += text.Width(mark.text) + 1
	}
	return n
}

// place puts the marks, as far as there is room for them, between the columns left
// and right. It returns also where what stands before them ends at most.
func (m marks) place(right, left int) (term.Row, int) {
	var row term.Row
	for _, mark := range m {
		if w := text.Width(mark.text); right-w > left {
			right -= w + 1
			row = append(row, term.Span{X: right + 1, W: w, Text: mark.style.Paint(mark.text)})
		}
	}
	slices.Reverse(row)
	return row, right
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
