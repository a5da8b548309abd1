package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/layout"
)

// enterTitle names what enter does on the row under the cursor.
func (m *Model) enterTitle() string {
	row, ok := m.subject()
	switch {
	case ok && row.Chat.State.Waiting():
		return "pickup"
	case ok && row.Chat.State == core.Active && row.Chat.OwnerID == m.o.Operator.ID:
		return "reply"
	}
	return "read"
}

// enterRow picks up, replies or reads, as the chat's state asks.
func (m *Model) enterRow() {
	row, ok := m.subject()
	if !ok {
		return
	}
	switch m.enterTitle() {
	case "pickup":
		m.pickUp(row)
	case "reply":
		m.open(row)
		m.startWriting()
	default:
		m.open(row)
		m.setFocus(layout.Transcript)
	}
}

// pickUp takes the chat. The composer opens at once, so that what is typed
// right after enter is text; the use cases run in the order they were asked.
func (m *Model) pickUp(row core.ChatRow) {
	m.open(row)
	m.write.taking = row.Chat.ID
	m.startWriting()
	desk, op, id := m.o.Desk, m.o.Operator.ID, row.Chat.ID
	m.do(func(ctx context.Context) any {
		c, err := desk.PickUp(ctx, op, id)
		return pickedUp{chat: id, now: c, err: err}
	})
}

type pickedUp struct {
	chat core.ChatID
	now  core.Chat
	err  error
}

func (r pickedUp) apply(m *Model) {
	if m.write.taking == r.chat {
		m.write.taking = 0
	}
	if r.err != nil {
		m.toastError(r.err) // the focus stays: a reply may be half typed
	} else {
		m.took(r.now)
		m.pane = layout.ListActive
		m.lists[m.pane].Seek(core.ChatRow{Chat: r.now})
	}
	m.readLists()
	m.readChat()
}

// took shows at once that the open chat is this operator's: until its row is
// read again, keys must not find the composer off. A row that was asked for
// before tells the past.
func (m *Model) took(now core.Chat) {
	if m.chat.id != now.ID {
		return
	}
	m.chat.row.Chat, m.chat.row.Owner = now, m.o.Operator.Name
	m.chat.turns++
}

func (m *Model) askEnd() {
	row, _ := m.subject()
	question := "end"
	if _, unsent := m.chat.view.Newest(unsent); unsent && row.Chat.ID == m.chat.id {
		question = "end_unsent"
	}
	m.ask(m.o.Words.Ask(question, m.nameOf(row)), func() {
		desk, op, id, name := m.o.Desk, m.o.Operator.ID, row.Chat.ID, m.nameOf(row)
		m.do(func(ctx context.Context) any {
			_, err := desk.End(ctx, op, id)
			return left{chat: id, err: err, toast: m.o.Words.Toast("ended", name)}
		})
	})
}

// unsent reports whether a message is still on its way.
func unsent(msg core.Message) bool {
	return msg.Delivery == core.DeliveryQueued || msg.Delivery == core.DeliverySending
}

func (m *Model) putBack() {
	row, _ := m.subject()
	desk, op, id, name := m.o.Desk, m.o.Operator.ID, row.Chat.ID, m.nameOf(row)
	m.do(func(ctx context.Context) any {
		_, err := desk.PutBack(ctx, op, id)
		return left{chat: id, err: err, toast: m.o.Words.Toast("put_back", name)}
	})
}

// left is the result of a use case after which the operator no longer holds
// the chat.
type left struct {
	chat  core.ChatID
	err   error
	toast string
}

func (r left) apply(m *Model) {
	if r.err != nil {
		m.toastError(r.err)
	} else {
		m.toastGood(r.toast)
		m.reads.expected = r.chat
	}
	if m.chat.id == r.chat && m.focus == layout.Composer {
		m.setFocus(layout.Transcript)
	}
	m.readLists()
	m.readChat()
}

func (m *Model) resend() {
	msg, _ := m.undelivered()
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		_, err := desk.Resend(ctx, op, msg.ID)
		return done{err: err, toast: m.o.Words.Toast("resent")}
	})
}

// done is the result of a use case that only needs telling.
type done struct {
	err   error
	toast string
}

func (r done) apply(m *Model) {
	switch {
	case r.err != nil:
		m.toastError(r.err)
	case r.toast != "":
		m.toastGood(r.toast)
	}
	m.readChat()
}

// undelivered is the message that send again is about: the selected one, or
// else the newest that failed or may not have arrived.
func (m *Model) undelivered() (core.Message, bool) {
	lost := func(msg core.Message) bool {
		return msg.Delivery == core.DeliveryFailed || msg.Delivery == core.DeliveryUnknown
	}
	if msg, ok := m.selectedMessage(); ok && lost(msg) {
		return msg, true
	}
	return m.chat.view.Newest(lost)
}

func (m *Model) selectedMessage() (core.Message, bool) {
	return m.chat.view.Selected()
}

func (m *Model) copyMessage() {
	msg, ok := m.selectedMessage()
	if !ok {
		return
	}
	if err := m.o.Terminal.Copy(string(clean.Message(msg.Text))); err != nil {
		m.toastInfo(m.o.Words.Why("no_clipboard"))
		return
	}
	m.toastGood(m.o.Words.Toast("copied"))
}

// nameOf is the visitor's name as it may be shown.
func (m *Model) nameOf(row core.ChatRow) string {
	return string(clean.Name(row.Visitor.Name(), row.Visitor.Handle()))
}
