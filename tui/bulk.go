package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// bulkActions are what is done with all chats of the list with the focus, as its filter
// shows it.
func bulkActions() []action {
	return []action{
		{keymap.EndList, mayDoWithList, endList, nil},
		{keymap.ReadList, mayDoWithList, readList, nil},
	}
}

func mayDoWithList(m *Model) error {
	if m.inbox.Query().State == core.Completed {
		return session.Reason("list_completed")
	}
	return nil
}

// bulkMsg is what was counted before a question about many chats.
type bulkMsg struct {
	question string // its id, and that of its toast
	ids      []core.ChatID
	others   int // chats of the list for which it is refused
	err      error
	do       func(context.Context) (core.Bulk, error)
}

// endList counts what may be ended, and asks.
func endList(m *Model) tea.Cmd {
	desk, op, q := m.s.Desk, m.s.Operator.ID, m.inbox.Query()
	return m.s.Read(func(ctx context.Context) tea.Msg {
		ids, others, err := desk.ChatsToEnd(ctx, op, q)
		return bulkMsg{"end_list", ids, others.NotDone(), err, func(ctx context.Context) (core.Bulk, error) {
			return desk.EndChats(ctx, op, ids, func(core.Bulk) {})
		}}
	})
}

// readList counts what is new, and asks.
func readList(m *Model) tea.Cmd {
	desk, op, q := m.s.Desk, m.s.Operator.ID, m.inbox.Query()
	return m.s.Read(func(ctx context.Context) tea.Msg {
		ids, err := desk.ChatsToRead(ctx, op, q)
		return bulkMsg{"read_list", ids, 0, err, func(ctx context.Context) (core.Bulk, error) {
			return desk.ReadChats(ctx, op, ids, func(core.Bulk) {})
		}}
	})
}

// bulk takes the results of commands about many chats.
func bulk(m *Model, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case bulkMsg:
		return askBulk(m, msg)
	case bulkDoneMsg:
		return bulkDone(m, msg)
	}
	return nil
}

// askBulk asks whether to do it with as many chats. It is done beside the other use cases
// of the screen, one chat after the other, as far as it gets before the screen ends.
func askBulk(m *Model, msg bulkMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.s.Failed(msg.err)
	case len(msg.ids) == 0:
		return m.s.Refuse(session.Reason(msg.question + "_none"))
	}
	m.dialogs.Ask(m.s.Locale.AskBulk(msg.question, len(msg.ids), msg.others), func() tea.Cmd {
		return m.s.Read(func(ctx context.Context) tea.Msg {
			done, err := msg.do(ctx)
			return bulkDoneMsg{msg.question, done, err}
		})
	})
	return nil
}

// bulkDoneMsg is what became of many chats.
type bulkDoneMsg struct {
	question string
	done     core.Bulk
	err      error
}

func bulkDone(m *Model, msg bulkDoneMsg) tea.Cmd {
	cmds := []tea.Cmd{m.inbox.Reload(), m.chat.Refresh()}
	if msg.err != nil {
		return tea.Batch(append(cmds, m.s.Failed(msg.err))...)
	}
	toast := m.s.Locale.Toast(msg.question, msg.done.Done)
	if n := msg.done.NotDone(); n > 0 {
		toast += " " + m.s.Locale.Toast("list_refused", n) + " " + m.s.Sentence(msg.done.Refused[0].Why)
	}
	return tea.Batch(append(cmds, m.s.Good(toast))...)
}
