package inbox

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// own is what is read of this operator alone, with the lists.
type own struct {
	stale  bool // it may be out of date
	marks  bool // and so may be how far the operator has read
	failed bool // the last read failed; wait for news
}

// Concerns reports whether something happened in a chat in which this operator takes
// part, as far as is known, or by them, or for them.
func (b *Inbox) Concerns(e core.Event) bool {
	return e.Operator == b.s.Me || e.To == b.s.Me || e.Kind == core.EventTransfer || e.Chat != 0 && slices.Contains(b.Workload.Chats, e.Chat)
}

// RefreshOwn reads again what concerns this operator alone.
func (b *Inbox) RefreshOwn() tea.Cmd {
	b.own.stale, b.own.failed = true, false
	return b.Fill()
}

// Reload is Refresh, with how far this operator has read.
func (b *Inbox) Reload() tea.Cmd {
	b.own.marks = true
	return b.Refresh()
}

// readOwn reads what concerns the operator alone.
func (msg *PagesMsg) readOwn(ctx context.Context, d core.Reader, op core.OperatorID) (err error) {
	if msg.workload, err = d.Workload(ctx, op); err != nil {
		return err
	}
	if msg.drafted, err = d.Drafted(ctx, op); err != nil || !msg.own.marks {
		return err
	}
	msg.marks, err = d.ReadMarks(ctx, op)
	return err
}

// takeOwn takes what was read of this operator.
func (b *Inbox) takeOwn(msg PagesMsg) {
	if !msg.own.stale {
		return
	}
	b.Workload = msg.workload
	b.drafted = map[core.ChatID]bool{}
	for _, id := range msg.drafted {
		b.drafted[id] = true
	}
	if msg.own.marks {
		b.s.TakeMarks(msg.marks)
	}
}
