package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/dialog"
	"tgdesk/tui/richtext"
	"tgdesk/tui/session"
)

// What is done with files and links of messages.

// links are where the selected message leads. Of one with a file, open means the
// file.
func links(m *Model) []richtext.Target {
	msg, err := selected(m)
	if err != nil || msg.Attachment != nil {
		return nil
	}
	return richtext.Targets(msg.Text, msg.Markup)
}

// openHere opens a link of the selected message, or a file.
func openHere(m *Model) tea.Cmd {
	if all := links(m); len(all) > 0 {
		return m.dialogs.OpenLinks(all)
	}
	return withFile(m, openFile)
}

// withFile does something with the file of the selected message, or else with the
// newest one.
func withFile(m *Model, then func(*Model, core.Message) tea.Cmd) tea.Cmd {
	if msg, err := selected(m); err == nil {
		return then(m, msg)
	}
	return useNewest(m, hasFile, "no_files", func(m *Model, msg core.Message) tea.Cmd {
		if err := mayUse(msg); err != nil {
			return m.s.Refuse(err)
		}
		return then(m, msg)
	})
}

func openFile(m *Model, msg core.Message) tea.Cmd {
	return m.s.Read(func(ctx context.Context) tea.Msg {
		path, err := m.s.Desk.FilePath(ctx, m.s.Me, msg.ID)
		if err == nil {
			err = m.s.Open(path)
		}
		return session.DoneMsg{Err: err}
	})
}

func saveFile(m *Model) tea.Cmd {
	return withFile(m, func(m *Model, msg core.Message) tea.Cmd { return m.dialogs.OpenSave(msg) })
}

// fetchTitle names what fetch does on the selected message.
func fetchTitle(m *Model) string {
	if msg, err := selected(m); err == nil && chat.Transferring(msg) {
		return "cancel"
	}
	return "fetch"
}

// fetch asks for the selected message's file, or stops it on its way.
func fetch(m *Model) tea.Cmd {
	msg, _ := selected(m)
	return m.s.Read(func(ctx context.Context) tea.Msg {
		switch {
		case !chat.Transferring(msg):
			return session.DoneMsg{Err: m.s.Desk.FetchFile(ctx, m.s.Me, msg.ID)}
		case msg.From == core.FromVisitor:
			return session.DoneMsg{Err: m.s.Desk.CancelFetch(ctx, m.s.Me, msg.ID)}
		}
		return session.DoneMsg{Err: m.s.Desk.CancelSend(ctx, m.s.Me, msg.ID)}
	})
}

func attach(m *Model) tea.Cmd {
	row, _ := m.subject()
	return tea.Batch(m.open(row), m.dialogs.OpenAttach(attachTo(m, row)))
}

// attachTo is what the dialog that attaches files does to the rest of the screen.
func attachTo(m *Model, row core.ChatRow) dialog.AttachTo {
	id := row.Chat.ID
	return dialog.AttachTo{
		Chat: id, Name: m.s.Name(row),
		ReplyTo: func() core.MessageID { return m.compose.ReplyTo(id) },
		Sending: func() tea.Cmd { m.chat.Sending(id); return nil },
		Sent: func() tea.Cmd {
			m.chat.Answered(id)
			done := m.compose.WriteCaption(id, "")
			if m.chat.ID() != id {
				return done
			}
			return tea.Batch(done, m.chat.Refresh(), m.compose.Answer(core.Message{}))
		},
		Writing:     func(text string) tea.Cmd { return m.compose.WriteCaption(id, text) },
		KeepCaption: func(text string) tea.Cmd { return m.compose.AppendToReply(id, text) },
	}
}
