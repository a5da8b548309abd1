package session

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// How far this operator has read the open chats, on whatever screen of theirs. Rows are
// the same for all operators and say only how much there is.

// ReadMark says how far the operator has read a chat.
func (s *Session) ReadMark(chat core.ChatID) core.ReadMark {
	m := s.marks[chat]
	m.Chat = chat
	return m
}

// Unread is how many of the visitor's messages in a chat the operator has not seen; 0
// while that is not known, and of a completed chat, in which nothing waits to be read.
func (s *Session) Unread(c core.Chat) int {
	if s.marks == nil || !c.Open() {
		return 0
	}
	return s.marks[c.ID].Unread(c)
}

// TakeMark takes how far the operator has read a chat. What was read stays read. How much
// was seen up to the same message is what the desk has counted: the screen's own count may
// be of a later row than its messages.
func (s *Session) TakeMark(m core.ReadMark) {
	if s.marks != nil && m.To >= s.marks[m.Chat].To {
		s.marks[m.Chat] = m
	}
}

// TakeMarks takes the marks of all open chats, in place of those that were known.
func (s *Session) TakeMarks(all []core.ReadMark) {
	known := s.marks
	s.marks = make(map[core.ChatID]core.ReadMark, len(all))
	for _, m := range all {
		s.marks[m.Chat] = known[m.Chat]
		s.TakeMark(m)
	}
}

// RefreshMark reads how far the operator has read a chat, perhaps on another screen.
func (s *Session) RefreshMark(chat core.ChatID) tea.Cmd {
	return s.Read(Then(func(ctx context.Context) (core.ReadMark, error) { return s.Desk.ReadMark(ctx, s.Me, chat) }, s.markTaken))
}

// MarkRead marks a chat, of which received messages of the visitor are known, as read
// up to a message.
func (s *Session) MarkRead(chat core.ChatID, upTo core.MessageID, received int) tea.Cmd {
	s.TakeMark(core.ReadMark{Chat: chat, To: upTo, Seen: received})
	return s.Write(Then(func(ctx context.Context) (core.ReadMark, error) { return s.Desk.MarkRead(ctx, s.Me, chat, upTo) }, s.markTaken))
}

// markTaken takes how far the operator has read a chat, as the desk has it.
func (s *Session) markTaken(m core.ReadMark, err error) tea.Cmd {
	if err != nil {
		return s.ReadFailed(err)
	}
	s.TakeMark(m)
	return nil
}
