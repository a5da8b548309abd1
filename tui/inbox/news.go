package inbox

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/layout"
)

// What happens in chats that are not on the screen is told in one line.

// maxNews bounds the chats that are read at a time to tell what happened in them.
const maxNews = 16

// arrival is what happened in a chat since the lists were read before.
type arrival struct {
	chat            core.ChatID
	wrote           bool          // the visitor did
	row             *core.ChatRow // nil until it was read
	failed, unknown bool          // a reply of this operator is known to be so since then
}

// Happened notes that something happened in a chat, to be told once it is read;
// wrote is that its visitor wrote.
func (b *Inbox) Happened(id core.ChatID, wrote bool) {
	if i := slices.IndexFunc(b.happened, func(a arrival) bool { return a.chat == id }); i >= 0 {
		b.happened[i].wrote = b.happened[i].wrote || wrote
		return
	}
	if len(b.happened) < maxNews {
		b.happened = append(b.happened, arrival{chat: id, wrote: wrote})
	}
}

// readArrivals reads the rows of the chats in which something happened, as far as they
// are on none of the pages.
func (msg *PagesMsg) readArrivals(ctx context.Context, d core.Reader) error {
	for i := range msg.arrived {
		a := &msg.arrived[i]
		if a.row = msg.row(a.chat); a.row != nil {
			continue
		}
		row, err := d.Row(ctx, a.chat)
		if err != nil && !core.IsOutOfSight(err) {
			return err
		}
		a.row = &row
	}
	return nil
}

// row is a chat's row on one of the pages, nil if it is on none.
func (msg *PagesMsg) row(id core.ChatID) *core.ChatRow {
	for i := range msg.pages {
		rows := msg.pages[i].Rows
		if at := slices.IndexFunc(rows, func(r *core.ChatRow) bool { return r.Chat.ID == id }); at >= 0 {
			return rows[at]
		}
	}
	return nil
}

// failures are the numbers of a chat's replies that failed and that may not have
// arrived.
type failures struct{ failed, unknown int }

// compare finds replies that have failed, or may not have arrived, since this
// operator was told last.
func (b *Inbox) compare(all []arrival) {
	for i := range all {
		a := &all[i]
		if a.row.Chat.Owner.Is(b.s.Operator.ID) {
			before := b.told[a.chat]
			a.failed, a.unknown = a.row.Failed > before.failed, a.row.Unknown > before.unknown
			b.told[a.chat] = failures{a.row.Failed, a.row.Unknown}
		}
	}
}

// remember takes as told what the rows of active chats say when they are read first.
func (b *Inbox) remember() {
	for _, it := range b.lists[layout.ListActive].items {
		if _, ok := b.told[it.row.Chat.ID]; !ok && it.row.Chat.HeldBy(b.s.Operator.ID) {
			b.told[it.row.Chat.ID] = failures{it.row.Failed, it.row.Unknown}
		}
	}
}

// Announce tells in one line what happened in chats other than the one that is
// being read. What a visitor wrote is told of new chats and of those that this
// operator holds, unless their rows are on the screen; p is nil while no list is.
func (b *Inbox) Announce(reading core.ChatID, p *layout.Plan) tea.Cmd {
	var wrote []*core.ChatRow
	var failure tea.Cmd
	for _, a := range b.arrived {
		switch {
		case a.chat == reading:
		case a.failed:
			failure = b.s.Bad(b.s.Locale.Toast("reply_failed", b.s.Name(*a.row)))
		case a.unknown:
			failure = b.s.Bad(b.s.Locale.Toast("reply_unknown", b.s.Name(*a.row)))
		case a.wrote && (a.row.Chat.HeldBy(b.s.Operator.ID) || a.row.Chat.State == core.Pending) && !b.onScreen(a.row, p):
			wrote = append(wrote, a.row)
		}
	}
	b.arrived = nil
	if failure != nil || len(wrote) == 0 {
		return failure
	}
	if !b.s.NewsPending(b.telling) { // else who has been named lately still is
		b.named = map[core.ChatID]struct{}{}
	}
	for _, row := range wrote {
		b.named[row.Chat.ID] = struct{}{}
	}
	newest := itemsOf(nil, wrote[len(wrote)-1:])[0]
	if more := len(b.named) - 1; more > 0 {
		b.telling = b.s.Locale.Toast("wrote", b.s.Name(*newest.row), more)
	} else {
		b.telling = b.s.Name(*newest.row) + ": " + newest.preview(RenderOptions{Locale: b.s.Locale, Me: b.s.Operator.ID, You: b.s.Locale.Panel("you")})
	}
	return b.s.News(b.telling)
}

// onScreen reports whether a chat's row is visible.
func (b *Inbox) onScreen(row *core.ChatRow, p *layout.Plan) bool {
	return p != nil && b.shownIn(PaneOf(row.Chat.State), row.Chat.ID, p)
}

// Shows reports whether a chat's row is visible, in whatever list.
func (b *Inbox) Shows(id core.ChatID, p *layout.Plan) bool {
	for pane := range layout.Area(layout.PaneCount) {
		if b.shownIn(pane, id, p) {
			return true
		}
	}
	return false
}

func (b *Inbox) shownIn(pane layout.Area, id core.ChatID, p *layout.Plan) bool {
	return p.Panes[pane].Body.H > 0 && slices.ContainsFunc(b.lists[pane].shown(), func(c *core.Chat) bool { return c.ID == id })
}
