package tui

import (
	"context"
	"strings"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// revisable reports whether a message can be given another text.
func (m *Model) revisable(msg core.Message) bool {
	return msg.From == core.FromOperator && msg.DeletedAt.IsZero() &&
		(msg.Delivery == core.DeliverySent && msg.TelegramID != 0 || msg.Delivery == core.DeliveryQueued || msg.Delivery == core.DeliveryFailed)
}

// toEdit is the message that edit is about: the selected one, or else the
// newest of this operator's own.
func (m *Model) toEdit() (core.Message, bool) {
	if msg, ok := m.selectedMessage(); ok {
		return msg, m.revisable(msg)
	}
	return m.chat.view.Newest(func(msg core.Message) bool { return msg.OperatorID == m.o.Operator.ID && m.revisable(msg) })
}

func (m *Model) whyNotEdit() string {
	if why := m.whyNotReply(); why != "" {
		return why
	}
	return m.whyNotRevise(m.toEdit())
}

func (m *Model) whyNotRevise(_ core.Message, ok bool) string {
	if ok {
		return ""
	}
	return "not_own"
}

func (m *Model) whyNotDelete() string {
	msg, ok := m.selectedMessage()
	if !ok {
		return "no_message"
	}
	return m.whyNotRevise(msg, m.revisable(msg))
}

// edit opens the composer with the text of a reply, as it was typed.
func (m *Model) edit() {
	msg, _ := m.toEdit()
	source := msg.Text
	if msg.Markup != "" {
		source = markup.Write(msg.Text, msg.Markup)
	}
	if last := m.write.failed; last.msg.ID == msg.ID && last.text != "" {
		source = last.text
	}
	m.write.noting, m.write.editing = false, msg
	m.write.edit.SetText(source)
	m.enterComposer()
}

// saveEdit hands the new text over.
func (m *Model) saveEdit() {
	w := &m.write
	msg, now := w.editing, w.edit.Text()
	if strings.TrimSpace(now) == "" && msg.Attachment == nil {
		m.toastInfo(m.o.Words.Why("edit_empty"))
		return
	}
	w.editing = core.Message{}
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		_, err := desk.EditReply(ctx, op, msg.ID, now)
		return revised{msg: msg, text: now, err: err}
	})
	m.leaveComposer()
}

// revised is the result of an edit. When it failed, what was typed can be
// taken up again: E opens it.
type revised struct {
	msg  core.Message
	text string
	err  error
}

func (r revised) apply(m *Model) {
	m.readChat()
	if r.err == nil {
		m.write.failed = revised{}
		m.toastGood(m.o.Words.Toast("revised"))
		return
	}
	m.write.failed = r
	m.toastError(r.err)
}

func (m *Model) askDelete() {
	msg, _ := m.selectedMessage()
	m.ask(m.o.Words.Ask("delete"), func() {
		desk, op := m.o.Desk, m.o.Operator.ID
		m.do(func(ctx context.Context) any {
			return done{err: desk.DeleteReply(ctx, op, msg.ID), toast: m.o.Words.Toast("deleted")}
		})
	})
}
