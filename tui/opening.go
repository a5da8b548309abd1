package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/layout"
)

// preview shows the chat under the cursor without taking it.
func (m *Model) preview() {
	m.fill()
	if row, ok := m.lists[m.pane].Current(); ok {
		m.open(row)
	}
	m.tick()
}

// open shows a chat in the transcript. The divider goes before what its owner
// has not seen.
func (m *Model) open(row core.ChatRow) {
	if row.Chat.ID == m.chat.id {
		return
	}
	m.turnTo(row.Chat.ID)
	m.chat = openChat{id: row.Chat.ID, row: row, view: m.chat.view}
	m.shows(row.Chat.ID)
	unread := core.MessageID(0)
	if row.Chat.State == core.Active && row.Chat.Unread > 0 {
		unread = row.Chat.ReadTo
	}
	m.chat.view.SetChat(row, unread)
	m.readMessages()
	m.readPast()
}

// readChat reads what is shown of the open chat again.
func (m *Model) readChat() {
	m.chat.view.Invalidate()
	m.readMessages()
}

// chatPage is one read of the open chat: its row and a page of its messages.
type chatPage struct {
	chat     core.ChatID
	turns    int // openChat.turns when it was asked for
	req      chat.Request
	row      core.ChatRow
	messages []core.Message
	answered []core.Message // by them, but not among them
	drafts   core.Drafts
	answers  core.Message // what the reply among them answers
	err      error
}

// readMessages makes the next read that the transcript needs.
func (m *Model) readMessages() {
	req, need := m.chat.view.Need()
	if m.chat.id == 0 || !need {
		return
	}
	desk, op, id, turns := m.o.Desk, m.o.Operator.ID, m.chat.id, m.chat.turns
	m.queue(func(ctx context.Context) any {
		r := chatPage{chat: id, turns: turns, req: req}
		if r.row, r.err = desk.Row(ctx, id); r.err != nil {
			return r
		}
		if r.messages, r.err = desk.Messages(ctx, req.Query); r.err != nil {
			return r
		}
		if r.answered, r.err = desk.Answered(ctx, r.messages); r.err != nil {
			return r
		}
		if r.drafts, r.err = desk.Drafts(ctx, op, id); r.err == nil && r.drafts.Reply.ReplyTo != 0 {
			r.answers, r.err = desk.Message(ctx, r.drafts.Reply.ReplyTo)
		}
		return r
	})
}

// apply takes the page. A composer that it turns off, because the chat ended or
// went to somebody else, keeps the focus: what is still being typed must not
// run as commands. The text stays as its draft.
func (r chatPage) apply(m *Model) {
	if r.chat != m.chat.id {
		if r.err == nil {
			m.loadDrafts(r.chat, r.drafts, r.answers)
		}
		return
	}
	if r.err != nil {
		m.chat.view.Fail(r.req)
		m.readFailed(r.err)
		return
	}
	if !m.chat.view.Deliver(r.req, r.messages, r.answered...) {
		return
	}
	could := m.canWrite()
	if r.turns == m.chat.turns {
		m.chat.row, m.chat.fresh = r.row, true
		m.chat.view.SetChat(r.row, 0)
	}
	m.loadDrafts(r.chat, r.drafts, r.answers)
	m.dropReason()
	if could && !m.canWrite() && m.focus == layout.Composer && m.overlay == nil {
		m.toastInfo(m.composerOff())
	}
	m.markRead()
	m.tick()
	m.readMessages()
}

// markRead notes that the chat's owner has seen its newest messages.
func (m *Model) markRead() {
	row := m.chat.row
	if !m.chat.fresh || m.lookedAway || m.settings != nil || m.plan.Transcript.Empty() ||
		row.Chat.State != core.Active || row.Chat.OwnerID != m.o.Operator.ID || row.Chat.Unread == 0 || !m.chat.view.AtBottom() {
		return
	}
	last := m.chat.view.Last()
	if last == 0 || last <= row.Chat.ReadTo {
		return
	}
	m.chat.row.Chat.Unread = 0
	desk, op, id := m.o.Desk, m.o.Operator.ID, row.Chat.ID
	m.do(func(ctx context.Context) any { return done{err: desk.MarkRead(ctx, op, id, last)} })
}
