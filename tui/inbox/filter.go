package inbox

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/session"
)

// Filter narrows what the lists show; the zero value shows all. Chats that wait are
// nobody's and new to everybody, so only a brand, a tag or a source narrows their lists.
type Filter struct {
	Title  string       // what it is called in the bars of the lists
	Name   string       // by which it is remembered, "" if it is not
	Brand  core.BrandID // chats of one brand
	Mine   bool         // active and completed chats of this operator
	Unread bool         // active chats in which this operator takes part, with something new
	Tag    string       // chats with this tag
	Source string       // chats that a link with this payload led to
	Apart  bool         // completed chats of the block list, which no other filter shows
}

// narrows reports whether the filter leaves chats in a state out.
func (f Filter) narrows(s core.State) bool {
	return f.Apart && s == core.Completed || f.Brand != 0 || f.Tag != "" || f.Source != "" || f.Mine && !s.Waiting() || f.Unread && s == core.Active
}

// shows reports whether the filter leaves a chat in.
func (f Filter) shows(row core.ChatRow, s *session.Session) bool {
	c := row.Chat
	switch {
	case c.Apart():
		return f.Apart
	case f.Apart:
		return c.State != core.Completed
	case !f.narrows(c.State):
		return true
	case f.Tag != "":
		return row.Tags.Has(f.Tag)
	case f.Source != "":
		return c.Source == f.Source
	case f.Brand != 0:
		return c.BrandID == f.Brand
	case row.Asks(s.Operator.ID):
		return true
	case f.Mine:
		return c.TakesPart(s.Operator.ID) || c.State == core.Completed && c.Owner.Is(s.Operator.ID)
	}
	return c.TakesPart(s.Operator.ID) && s.Unread(c) > 0
}

// Narrow shows what a filter leaves in. The cursor stays on the open chat. If that is
// hidden, or in another list, none is chosen: what nobody chose must not be shown,
// and so be marked as read.
func (b *Inbox) Narrow(f Filter, open core.ChatRow) {
	hidden := !f.Unread && !f.shows(open, b.s) // an open chat stays among the unread ones
	b.filter, b.unchosen = f, ""
	if open.Chat.ID != 0 && (hidden || b.pane != PaneOf(open.Chat.State)) {
		b.unchosen = "unchosen"
	}
	for _, l := range b.lists {
		l.query = core.RowQuery{State: l.state}
		if f.Brand != 0 {
			l.query.Brands = core.SetOf(f.Brand)
		}
		l.ownFirst(f, b.s.Operator.ID)
		if f.narrows(l.state) && f.Mine && l.me == 0 {
			l.query.Mine = b.s.Operator.ID
		}
		if f.narrows(l.state) && f.Unread {
			l.query.Unread = b.s.Operator.ID
		}
		l.query.Tag, l.query.Source, l.query.Apart = f.Tag, f.Source, f.narrows(l.state) && f.Apart
		var to place
		if open.Chat.ID != 0 && open.Chat.State == l.state && !hidden {
			at := l.keyOf(&open)
			to.at = &at
		}
		l.jump(to)
	}
}

// ownFirst puts the operator's chats first, or shows no others.
func (l *List) ownFirst(f Filter, op core.OperatorID) {
	if l.me, l.mine = 0, f.Mine || f.Unread; l.state == core.Active {
		l.me = op
	}
}

// Query is what the list with the focus shows, with the filter in force.
func (b *Inbox) Query() core.RowQuery {
	q, f := b.lists[b.pane].query, b.filter
	if f.narrows(q.State) && (f.Mine || f.Unread) {
		q.Mine = b.s.Operator.ID
	}
	return q
}

// Filtered reports whether a filter is in force.
func (b *Inbox) Filtered() bool { return b.filter != Filter{} }

// Reveal ends a filter that hides a chat.
func (b *Inbox) Reveal(row core.ChatRow) {
	if !b.filter.shows(row, b.s) {
		b.Narrow(Filter{}, row)
	}
}

// Count is how many chats a list has to show: with a filter those that it leaves in,
// once all of them are read.
func (b *Inbox) Count(s core.State) int {
	if l := b.lists[PaneOf(s)]; b.filter.narrows(s) && l.start && l.end {
		return len(l.items)
	}
	return b.Overview.Chats[s]
}

// Headings is how many rows a list needs beside those of its chats.
func (b *Inbox) Headings(s core.State) int {
	if l := b.lists[PaneOf(s)]; l.chatbots() < len(l.items) {
		return 1
	}
	return 0
}

// chatbots is how many chats chatbots hold; 0 while a filter leaves some of them out.
func (b *Inbox) chatbots() int {
	if b.filter.narrows(core.Active) {
		return 0
	}
	return b.Overview.Chatbot
}

// filtered stands in place of a list's numbers, which are those of the whole desk.
func (b *Inbox) filtered(s core.State) []canvas.Piece {
	th, l := &b.s.Theme, b.lists[PaneOf(s)]
	shown := strconv.Itoa(len(l.items))
	if !l.start || !l.end {
		shown += "+" // not all of them are read
	}
	return []canvas.Piece{
		{Text: b.filter.Title, Style: th.Warn},
		{Text: " · " + b.s.Locale.Screen("of", shown, b.Overview.Chats[s]), Style: th.SectionCount},
	}
}

// keepOpen leaves the open chat in a page of unread ones, though it has been read.
func keepOpen(ctx context.Context, d core.Reader, q core.RowQuery, rows []core.ChatRow, open core.ChatID) ([]core.ChatRow, error) {
	if open == 0 || slices.ContainsFunc(rows, func(r core.ChatRow) bool { return r.Chat.ID == open }) {
		return rows, nil
	}
	row, err := d.Row(ctx, open)
	if core.IsOutOfSight(err) || err == nil && (row.Chat.State != q.State || row.Asks(q.Mine)) {
		return rows, nil
	}
	at, _ := slices.BinarySearchFunc(rows, row.Cursor(), func(r core.ChatRow, c core.Cursor) int {
		return cmp.Or(r.Cursor().At.Compare(c.At), cmp.Compare(r.Chat.ID, c.ID))
	})
	full := len(rows) == q.Limit
	if at == 0 && (q.Before && full || !q.Before && q.Cursor != nil) || at == len(rows) && (!q.Before && full || q.Before && q.Cursor != nil) {
		return rows, err // it belongs to another page
	}
	return slices.Insert(slices.Clone(rows), at, row), err
}
