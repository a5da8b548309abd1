package tui

import "tgdesk/core"

// The reasons why actions cannot work now, as ids of words.Why.

// subject is the chat that actions are about: the one under the cursor of
// the focused list, else the open one.
func (m *Model) subject() (core.ChatRow, bool) {
	if m.focus.IsList() && !m.chat.lost {
		if row, ok := m.lists[m.focus].Current(); ok {
			return row, true
		}
	}
	return m.chat.row, m.chat.id != 0
}

// gone reports whether the chat under the cursor has left its list by somebody
// else's hand: nothing is done to it, nor to the one in its place.
func (m *Model) gone() bool { return m.chat.lost && m.focus.IsList() }

func (m *Model) whyNoChat() string {
	if _, ok := m.subject(); !ok {
		return "no_chat"
	}
	return ""
}

// whyNot is why about the chat that actions are about, or why there is none.
func (m *Model) whyNot(why func(core.ChatRow) string) string {
	row, ok := m.subject()
	switch {
	case !ok:
		return "no_chat"
	case m.gone():
		return "gone"
	}
	return why(row)
}

// whyNotOpen guards enter; reading along is always possible.
func (m *Model) whyNotOpen() string {
	return m.whyNot(func(core.ChatRow) string { return "" })
}

// whyNotHeld guards end and put back: the owner may, and an admin.
func (m *Model) whyNotHeld() string {
	return m.whyNot(func(row core.ChatRow) string {
		switch {
		case row.Chat.State == core.Completed:
			return "completed"
		case row.Chat.State != core.Active:
			return "not_picked"
		case row.Chat.OwnerID != m.o.Operator.ID && !m.o.Operator.Admin():
			return "other"
		}
		return ""
	})
}

func (m *Model) whyNotReply() string { return m.whyNot(m.whyNotReplyTo) }

func (m *Model) whyNotReplyTo(row core.ChatRow) string {
	switch {
	case row.Chat.State == core.Completed:
		return "completed"
	case row.Chat.State != core.Active:
		return "not_picked"
	case row.Chat.OwnerID != m.o.Operator.ID:
		return "other"
	case row.Visitor.Blocked():
		return "blocked"
	}
	return ""
}

// whyNotSend says why the composer is off.
func (m *Model) whyNotSend() string {
	if m.canWrite() {
		return ""
	}
	if why := m.whyNotReply(); why != "" {
		return why
	}
	return "no_chat"
}

func (m *Model) whyNotNote() string {
	return m.whyNot(func(row core.ChatRow) string {
		if row.Chat.State == core.Completed {
			return "completed"
		}
		return ""
	})
}

func (m *Model) whyNotQuote() string {
	msg, ok := m.selectedMessage()
	switch {
	case !ok:
		return "no_message"
	case !msg.EditedAt.IsZero():
		return ""
	}
	return m.whyNotReply()
}

func (m *Model) whyNotResend() string {
	if m.whyNotReply() != "" {
		return m.whyNotReply()
	}
	if _, ok := m.undelivered(); !ok {
		return "nothing_failed"
	}
	return ""
}

func (m *Model) whyNotCopy() string {
	if _, ok := m.selectedMessage(); !ok {
		return "no_message"
	}
	return ""
}

func (m *Model) whyNobodyWaits() string {
	if m.counts[core.Pending]+m.counts[core.Unanswered] == 0 {
		return "nobody_waits"
	}
	return ""
}

func (m *Model) whyNotAdmin() string {
	if !m.o.Operator.Admin() {
		return "not_admin"
	}
	return ""
}
