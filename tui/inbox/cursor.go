package inbox

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
)

// What moves the cursor of the list that has the focus also forgets that the
// chat under it has left.

// Returned says that the operator has turned to the cursor's chat anew.
func (b *Inbox) Returned() { b.gone = false }

// Do runs an action that moves the cursor.
func (b *Inbox) Do(a keymap.Action) {
	l := b.lists[b.pane]
	b.gone = false
	switch a {
	case keymap.MoveDown:
		l.Down()
	case keymap.MoveUp:
		l.Up()
	case keymap.PageDown:
		l.PageDown()
	case keymap.PageUp:
		l.PageUp()
	case keymap.MoveFirst:
		l.Top()
		b.jumping = l.seek != nil
	case keymap.MoveLast:
		l.Bottom()
		b.jumping = l.seek != nil
	}
}

// Scroll moves what is shown of a list by n chats. In the one with the focus the
// cursor may have to move along.
func (b *Inbox) Scroll(pane layout.Area, n int) {
	b.lists[pane].Scroll(n)
	if b.focused && b.Pane() == pane {
		b.gone = false
	}
}

// Click chooses the chat on row dy of a list, and reports whether it is the one
// that was chosen before: a click on that opens it as enter does.
func (b *Inbox) Click(pane layout.Area, dy int) (again bool) {
	focused := b.focused && b.Pane() == pane
	before, _ := b.lists[pane].Current()
	b.gone = false
	hit := b.lists[pane].ClickAt(dy)
	now, ok := b.lists[pane].Current()
	return hit && ok && focused && now.Chat.ID == before.Chat.ID
}

// NextMsg is who waits behind the chat that is shown; its row's id is 0 when
// nobody does.
type NextMsg struct {
	Row core.ChatRow
	Err error
}

// Next finds the chat that waits longest, or the one that waits behind shown.
// Mostly the lists hold it, so that enter struck right behind finds the cursor
// there; only in a list longer than they hold a command reads it.
func (b *Inbox) Next(shown core.ChatRow) (next core.ChatRow, ok bool, cmd tea.Cmd) {
	waiting := append(b.lists[layout.ListPending].Rows(), b.lists[layout.ListUnanswered].Rows()...)
	if len(waiting) < b.counts[core.Pending]+b.counts[core.Unanswered] {
		d := b.s.Desk
		return next, false, b.s.Read(func(ctx context.Context) tea.Msg {
			row, err := nextWaiting(ctx, d, shown)
			return NextMsg{Row: row, Err: err}
		})
	}
	if len(waiting) == 0 {
		return next, false, nil
	}
	next = waiting[0]
	for i, row := range waiting {
		if row.Chat.ID == shown.Chat.ID {
			next = waiting[(i+1)%len(waiting)]
		}
	}
	return next, true, nil
}

// nextWaiting returns the first chat that waits behind shown, or the first of
// all; its id is 0 when nobody waits.
func nextWaiting(ctx context.Context, d *desk.Desk, shown core.ChatRow) (core.ChatRow, error) {
	queries := []core.RowQuery{{State: core.Pending, Limit: 1}, {State: core.Unanswered, Limit: 1}}
	if at := shown.Cursor(); shown.Chat.State.Waiting() {
		queries = append([]core.RowQuery{{State: shown.Chat.State, Cursor: &at, Limit: 1}}, queries...)
	}
	if shown.Chat.State == core.Pending { // behind the last pending one comes the first unanswered
		queries[1], queries[2] = queries[2], queries[1]
	}
	for _, q := range queries {
		rows, err := d.Rows(ctx, q)
		if err != nil || len(rows) > 0 {
			return append(rows, core.ChatRow{})[0], err
		}
	}
	return core.ChatRow{}, nil
}
