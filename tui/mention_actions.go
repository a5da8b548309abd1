package tui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/countdown"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
)

// How names are completed in notes, and how operators find the notes that call them.

// followMention keeps the popup to the name at the cursor, and closes it where no note is
// being written.
func followMention(m *Model) tea.Cmd {
	if m.focus != layout.Composer || !m.compose.Noting() || !m.compose.CanWrite() || m.covered() {
		m.mention.Close()
		return nil
	}
	return m.mention.Follow(m.compose.Editor().LineBefore(), m.chat.Row().Chat.BrandID)
}

// pressMention gives a key to the popup of names, if it is shown and takes that key.
func pressMention(m *Model, k tea.KeyMsg) (cmd tea.Cmd, used bool) {
	if !m.mention.Shown() {
		return nil, false
	}
	name, used := m.mention.Press(m.s.Keys.Lookup(keymap.CannedPopup, k))
	return completeMention(m, name), used
}

// completeMention puts a name at the cursor, in the place of what is typed of it.
func completeMention(m *Model, name string) tea.Cmd {
	if name == "" {
		return nil
	}
	cmd := m.compose.Complete(m.mention.Over(), "@"+name+" ")
	m.mention.Close()
	return cmd
}

// mostMentions bounds the notes that the list shows.
const mostMentions = 200

// openMentions lists the notes that call this operator, the newest first.
func openMentions(m *Model) tea.Cmd {
	w := m.s.Locale
	return dialog.OpenLive(m.dialogs, "mentions", w.Panel("mentions_none"), func(ctx context.Context) ([]core.Mention, error) {
		return m.s.Desk.Mentions(ctx, m.s.Me, mostMentions)
	}, func(all []core.Mention) (commands []dialog.Command) {
		for _, n := range all {
			mark := "  "
			if n.SeenAt.IsZero() {
				mark = "● "
			}
			commands = append(commands, dialog.Command{
				Key:   int64(n.Note.ID),
				Title: mark + clean.Line(n.Note.Author).String() + ": " + clean.Line(n.Note.Text).String(),
				Right: strings.Join([]string{clean.Name(n.Visitor.Name(), n.Visitor.Handle()).String(), countdown.Stamp(w, n.Note.SentAt, m.s.Now())}, " · "),
				Run:   func() tea.Cmd { return readMention(m, n) },
			})
		}
		return commands
	})
}

// seeMentions marks the notes that call this operator in a chat as looked at once one of
// them is on the screen. Call it while somebody looks there.
func seeMentions(m *Model) tea.Cmd {
	w := &m.inbox.Workload
	chat, shown := m.chat.OnScreen(w.Mentions)
	if len(shown) == 0 {
		return nil
	}
	w.Mentions = slices.DeleteFunc(slices.Clone(w.Mentions), func(id core.MessageID) bool { return slices.Contains(shown, id) })
	return m.s.Do("", func(ctx context.Context) error { return m.s.Desk.SeeMentions(ctx, m.s.Me, chat) })
}

// readMention reads the chat of a note to show it there. With that it is looked at.
func readMention(m *Model, n core.Mention) tea.Cmd {
	return reach(m, func(ctx context.Context) (core.ChatRow, error) {
		row, err := m.s.Desk.Row(ctx, n.Chat)
		if err == nil {
			err = m.s.Desk.SeeMentions(ctx, m.s.Me, n.Chat)
		}
		return row, err
	}, func(row core.ChatRow) tea.Cmd {
		if row.Chat.Apart() {
			narrowApart(m, row)
		}
		cmd := m.goTo(row)
		m.setFocus(layout.Transcript)
		return tea.Batch(cmd, m.chat.GoTo(n.Note.ID))
	})
}
