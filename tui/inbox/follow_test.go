package inbox

import (
	"testing"

	"tgdesk/core"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// TestFollow: the transcript goes on to the next chat where this operator makes
// one leave, even when the list is read before the outcome arrives. Where somebody
// else does, or it did not leave after all, it stays.
func TestFollow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(*Inbox)
		want   Follow
		cursor core.ChatID
		gone   bool
	}{
		"left alone":           {func(*Inbox) {}, Recheck, 3, true},
		"leaves":               {func(b *Inbox) { b.Leave(rowOf(2, core.Active).Chat) }, Open, 3, false},
		"another one leaves":   {func(b *Inbox) { b.Leave(rowOf(3, core.Active).Chat) }, Recheck, 3, true},
		"stays":                {func(b *Inbox) { b.Leave(rowOf(2, core.Active).Chat); b.Stays(2) }, Recheck, 3, true},
		"left, and came again": {leftAndCameAgain, Recheck, 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			b, src := activeInbox(t)
			c.before(b)
			src.remove(2)
			if got := reread(b, src); got != c.want {
				t.Errorf("the transcript does %d, want %d", got, c.want)
			}
			if row, _ := b.Current(); row.Chat.ID != c.cursor || (b.Unchosen() == Gone) != c.gone {
				t.Errorf("the cursor is on %d, gone %v, want %d, %v", row.Chat.ID, b.Unchosen() == Gone, c.cursor, c.gone)
			}
		})
	}
}

// leftAndCameAgain makes chat 2 leave and be there again: what takes it out next is
// somebody else.
func leftAndCameAgain(b *Inbox) {
	src := newSource(core.Active, 5)
	b.Leave(rowOf(2, core.Active).Chat)
	src.remove(2)
	reread(b, src)
	reread(b, newSource(core.Active, 5))
	b.lists[layout.ListActive].choose(1)
	b.Opened(2)
}

// activeInbox has five active chats, with the cursor on the second, which is open.
func activeInbox(t *testing.T) (*Inbox, *source) {
	b := New(&session.Session{Operator: core.Operator{ID: 7}, Me: 7})
	src := newSource(core.Active, 5)
	b.SetFocus(layout.ListActive)
	l := b.lists[layout.ListActive]
	l.SetHeight(20)
	src.fill(t, l)
	l.choose(1)
	b.Opened(2)
	return b, src
}

// reread reads the active chats again.
func reread(b *Inbox, src *source) Follow {
	l := b.lists[layout.ListActive]
	l.Invalidate(true)
	req, _ := l.Need()
	what, _ := b.Pages(PagesMsg{pages: []page{{list: l, req: req, Page: src.read(req.Query)}}})
	return what
}
