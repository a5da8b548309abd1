package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/inbox"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// What follows from the results of commands where it concerns more than one area.

// pickedUp shows the chat as this operator's, unless they have turned to another
// one meanwhile. After an error the focus stays: a reply may be half typed.
func pickedUp(m *Model, id core.ChatID, now core.Chat, err error) tea.Cmd {
	m.compose.PickUpEnded(id)
	var failed tea.Cmd
	if err != nil {
		failed = m.s.Failed(err)
	} else {
		m.chat.PickedUp(now)
		if m.chat.ID() == id {
			m.inbox.Turn(layout.ListActive)
			m.inbox.Seek(core.ChatRow{Chat: now})
		}
	}
	return tea.Batch(failed, m.inbox.Refresh(), m.chat.Refresh())
}

// readOperator reads this screen's operator again, whose role and brands decide what
// the screen offers.
func readOperator(m *Model) tea.Cmd {
	return m.s.Read(session.Then(func(ctx context.Context) (core.Operator, error) { return m.s.Desk.Operator(ctx, m.s.Me) }, func(op core.Operator, err error) tea.Cmd {
		return operatorRead(m, op, err)
	}))
}

// operatorRead takes the operator as they stand now. Other brands change all lists; who
// may not use the desk any more has no screen.
func operatorRead(m *Model, now core.Operator, err error) tea.Cmd {
	before := m.s.Operator
	switch {
	case err != nil:
		return m.s.Failed(err)
	case core.MayUseDesk(now) != nil:
		m.state.refused = core.MayUseDesk(now)
		return nil
	}
	m.s.TakeOperator(now)
	told := tea.Batch(roleChanged(m, before), m.reports.OperatorChanged(before))
	if before.Scope() == now.Scope() {
		return told
	}
	return tea.Batch(told, readBrands(m), m.inbox.Refresh(), m.chat.Refresh(), m.canned.Refresh(), m.settings.refresh(), m.search.Refresh())
}

// roleChanged tells the operator of a new role. Settings that it may not offer any more
// close.
func roleChanged(m *Model, before core.Operator) tea.Cmd {
	now := m.s.Operator
	if before.Role == now.Role {
		return nil
	}
	says, cmd := "role_now", tea.Cmd(nil)
	if m.settings.isOpen() && (before.Admin() && !now.Admin() || before.Supervises() && !now.Supervises()) {
		says, cmd = "role_now_closed", m.settings.close()
	}
	return tea.Batch(cmd, m.s.Info(m.s.Locale.Toast(says, m.s.Locale.Settings("role_"+string(now.Role)))))
}

// left takes the outcome of a use case after which the operator no longer holds the chat.
// The last chat of a list takes the cursor with it to the one where it is now: there is
// nothing to choose where it was. The focus stays where text is written: that has begun
// since.
func left(m *Model, before, now core.Chat, err error, toast string) tea.Cmd {
	shown := m.chat.ID() == before.ID
	switch {
	case err != nil:
		m.inbox.Stays(before.ID)
	case shown && m.inbox.Emptied(before):
		row := m.chat.Row()
		row.Chat = now
		m.inbox.Follow(row)
		if m.focus.IsList() {
			m.setFocus(m.inbox.Pane())
		}
	}
	return tea.Batch(m.s.Done(session.DoneMsg{Err: err, Toast: toast}), m.inbox.Refresh(), m.chat.Refresh())
}

// followed keeps the transcript on the chat under the cursor after the lists were
// read.
func followed(m *Model, msg inbox.PagesMsg) tea.Cmd {
	what, cmd := m.inbox.Pages(msg)
	row, _ := m.inbox.Current()
	switch {
	case what == inbox.Recheck:
		cmd = tea.Batch(cmd, m.chat.Refresh())
	case what == inbox.Open, what == inbox.Learn && m.chat.ID() == 0:
		cmd = tea.Batch(cmd, m.open(row))
	case what == inbox.Learn:
		m.chat.UpdateRow(row)
	}
	return cmd
}

// chatPage takes a page of the open chat. A composer that it turns off, because
// the chat ended or went to somebody else, keeps the focus: what is still being
// typed must not run as commands. The text stays as its draft.
func chatPage(m *Model, msg chat.PageMsg) tea.Cmd {
	could := m.compose.CanWrite()
	cmd := m.chat.Take(msg)
	if m.focus != layout.Composer {
		return cmd
	}
	switch can := m.compose.CanWrite(); {
	case can && m.s.Toast.Kind == session.ToastInfo:
		m.s.ClearToast() // it said why nothing could be written
	case could && !can && m.dialogs.Empty():
		return tea.Batch(cmd, m.s.Info(m.compose.Off()))
	}
	return cmd
}

// showHistory shows what a message said before it was edited.
func showHistory(m *Model, msg chat.HistoryMsg) tea.Cmd {
	switch {
	case msg.Err != nil:
		return m.s.Failed(msg.Err)
	case m.focus == layout.Composer || !m.dialogs.Empty() || m.covered():
		return nil // the operator has gone on, and writes
	}
	quote := func() tea.Cmd {
		if err := mayQuoteMessage(m, msg.Message); err != nil {
			return m.s.Refuse(err)
		}
		return tea.Batch(startReply(m), m.compose.Answer(msg.Message))
	}
	m.dialogs.OpenMessage(m.s.Locale.Screen(msg.Title()), quote, func(k tea.KeyMsg) (tea.Cmd, bool) { return walkOver(m, k) }, func(w int) []term.Row { return msg.Rows(m.s, w) })
	return nil
}

// askDropped asks what to do with files that were dropped on the composer.
func askDropped(m *Model, msg compose.DroppedMsg) tea.Cmd {
	if !m.dialogs.Empty() || m.covered() || !m.compose.Untouched(msg) || mayReply(m) != nil {
		return nil
	}
	row := m.chat.Row()
	m.dialogs.Ask(m.s.Locale.AskAttach(len(msg.Paths), m.s.Name(row)), func() tea.Cmd {
		return tea.Batch(m.compose.UndoDropped(msg), m.dialogs.OpenAttach(attachTo(m, row), msg.Paths...))
	})
	return nil
}

// readBrands reads the brands again.
func readBrands(m *Model) tea.Cmd {
	return m.channels.Refresh(func(brands []core.BrandView, err error) tea.Cmd { return brandsRead(m, brands, err) })
}

// brandsRead opens the wizard of the first run on a new desk.
func brandsRead(m *Model, brands []core.BrandView, err error) tea.Cmd {
	first := len(m.channels.Brands()) == 0
	cmd, none := m.channels.Take(brands, err)
	if f, ok := remembered(m); first && ok && f.Brand != 0 { // before, its name was not known
		m.inbox.Narrow(f, m.chat.Row())
	}
	if none && m.s.Operator.Admin() {
		return tea.Batch(cmd, m.settings.show(true, 0))
	}
	return cmd
}

// holderFound takes a bot over, after asking where a webhook would go: to host, "" for
// another program that polls.
func holderFound(m *Model, b core.BrandView, host string, err error) tea.Cmd {
	switch {
	case err != nil:
		return m.s.Failed(err)
	case host == "":
		return m.channels.TakeOver(b)
	case m.dialogs.Empty() && !m.covered() && m.focus != layout.Composer:
		question := m.s.Locale.Ask("takeover", clean.Line(b.Name), clean.Line(host))
		m.dialogs.Ask(question, func() tea.Cmd { return m.channels.TakeOver(b) })
	}
	return nil
}
