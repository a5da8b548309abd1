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

// endList counts what may be ended, and asks.
func endList(m *Model) tea.Cmd {
	q := m.inbox.Query()
	return m.s.Read(func(ctx context.Context) tea.Msg {
		ids, others, err := m.s.Desk.ChatsToEnd(ctx, m.s.Me, q)
		return askBulk(m, "end_list", ids, others.NotDone(), err, func(ctx context.Context) (core.Bulk, error) {
			return m.s.Desk.EndChats(ctx, m.s.Me, ids, func(core.Bulk) {})
		})
	})
}

// readList counts what is new, and asks.
func readList(m *Model) tea.Cmd {
	q := m.inbox.Query()
	return m.s.Read(func(ctx context.Context) tea.Msg {
		ids, err := m.s.Desk.ChatsToRead(ctx, m.s.Me, q)
		return askBulk(m, "read_list", ids, 0, err, func(ctx context.Context) (core.Bulk, error) {
			return m.s.Desk.ReadChats(ctx, m.s.Me, ids, func(core.Bulk) {})
		})
	})
}

// askBulk asks whether to do it with as many chats; it is refused for others of the list.
// question is the id of the question and of its toast. It is done beside the other use
// cases of the screen, one chat after the other, as far as it gets before the screen ends.
func askBulk(m *Model, question string, ids []core.ChatID, others int, err error, do func(context.Context) (core.Bulk, error)) session.ThenMsg {
	return func() tea.Cmd {
		switch {
		case err != nil:
			return m.s.Failed(err)
		case len(ids) == 0:
			return m.s.Refuse(session.Reason(question + "_none"))
		}
		m.dialogs.Ask(m.s.Locale.AskBulk(question, len(ids), others), func() tea.Cmd {
			return m.s.Read(session.Then(do, func(done core.Bulk, err error) tea.Cmd { return bulkDone(m, question, done, err) }))
		})
		return nil
	}
}

// bulkDone says what became of many chats.
func bulkDone(m *Model, question string, done core.Bulk, err error) tea.Cmd {
	cmds := []tea.Cmd{m.inbox.Reload(), m.chat.Refresh()}
	if err != nil {
		return tea.Batch(append(cmds, m.s.Failed(err))...)
	}
	toast := m.s.Locale.Toast(question, done.Done)
	if n := done.NotDone(); n > 0 {
		toast += " " + m.s.Locale.Toast("list_refused", n) + " " + m.s.Sentence(done.Refused[0].Why)
	}
	return tea.Batch(append(cmds, m.s.Good(toast))...)
}
