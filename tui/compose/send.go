package compose

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/tui/session"
)

// Sent is what Send handed over.
type Sent int

// What can have been handed over.
const (
	SentNothing Sent = iota
	SentText         // a reply to the outbox, or a note
	SentEdit         // another text for a reply
)

// SentMsg is the result of handing a reply or a note over. When that failed, the
// text goes back to where it was written.
type SentMsg struct {
	Chat    core.ChatID
	Err     error
	number  int // when it was handed over, among all
	kind    core.DraftKind
	text    string
	replyTo core.Message // what it answers; zero for none
}

// Action is the id of what enter does, for its title.
func (c *Composer) Action() string {
	switch c.Editor() {
	case c.edit:
		return "save_edit"
	case c.note:
		return "save_note"
	}
	return "send"
}

// Send hands the text over.
func (c *Composer) Send() (tea.Cmd, Sent) {
	text := c.Editor().Text()
	switch {
	case !c.CanWrite():
		return nil, SentNothing
	case c.Editing():
		return c.saveEdit()
	case strings.TrimSpace(text) == "":
		return nil, SentNothing
	}
	c.sends++
	msg := SentMsg{Chat: c.chat, number: c.sends, kind: core.DraftReply, text: text}
	if c.noting {
		msg.kind = core.DraftNote
	} else {
		msg.replyTo, c.replyTo = c.replyTo, core.Message{}
	}
	c.Editor().SetText("")
	c.noting = false
	d := c.draftsOf(c.chat)
	d.of(msg.kind).saved = core.Draft{} // the desk drops the draft with what takes its place
	hand := c.handOver(msg, d.loaded)
	return c.s.Write(func(ctx context.Context) tea.Msg {
		msg.Err = hand(ctx)
		return msg
	}), SentText
}

// handOver is the use case that makes a message of a text. Where the drafts that
// the desk has have not come yet, they are no part of the text and stay.
func (c *Composer) handOver(msg SentMsg, loaded bool) func(context.Context) error {
	desk, op := c.s.Desk, c.s.Operator.ID
	note, reply := desk.Note, desk.Reply
	if !loaded {
		note, reply = desk.NoteKeepingDraft, desk.ReplyKeepingDraft
	}
	return func(ctx context.Context) (err error) {
		if msg.kind == core.DraftNote {
			_, err = note(ctx, op, msg.Chat, msg.text)
		} else {
			_, err = reply(ctx, op, msg.Chat, msg.text, msg.replyTo.ID)
		}
		return err
	}
}

func (c *Composer) sent(msg SentMsg) tea.Cmd {
	if msg.Err == nil {
		return nil
	}
	return tea.Batch(c.s.Failed(msg.Err), c.giveBack(msg))
}

// EditedMsg is the result of an edit. When it failed, what was typed can be taken
// up again by editing the reply once more.
type EditedMsg struct {
	msg  core.Message
	text string
	err  error
}

// Edit turns to the text of a sent reply, as it was typed.
func (c *Composer) Edit(msg core.Message) {
	source := msg.Text
	if msg.Markup != "" {
		source = markup.Write(msg.Text, msg.Markup)
	}
	if c.failed.msg.ID == msg.ID && c.failed.text != "" {
		source = c.failed.text
	}
	c.noting, c.editing = false, msg
	c.edit.SetText(source)
}

func (c *Composer) saveEdit() (tea.Cmd, Sent) {
	msg, text := c.editing, c.edit.Text()
	if strings.TrimSpace(text) == "" && msg.Attachment == nil {
		return c.s.Refuse(session.Reason("edit_empty")), SentNothing
	}
	c.editing = core.Message{}
	desk, op := c.s.Desk, c.s.Operator.ID
	return c.s.Write(func(ctx context.Context) tea.Msg {
		_, err := desk.EditReply(ctx, op, msg.ID, text)
		return EditedMsg{msg: msg, text: text, err: err}
	}), SentEdit
}

func (c *Composer) edited(msg EditedMsg) tea.Cmd {
	if msg.err != nil {
		c.failed = msg
		return c.s.Failed(msg.err)
	}
	c.failed = EditedMsg{}
	return c.s.Good(c.s.Locale.Toast("revised"))
}
