package compose

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/markup"
	"tgdesk/tui/session"
)

// Sent is what Send has sent.
type Sent int

// What it can be.
const (
	SentNothing Sent = iota
	SentText         // a reply, into the outbox, or a note
	SentEdit         // the new text of a reply
)

// SentMsg is the result of sending a reply or a note. If that failed, the text
// goes back to where it was written.
type SentMsg struct {
	Chat    core.ChatID
	Err     error
	Then    tea.Msg // the result of what was to follow; nil after an error
	number  int     // of the text, in the order of sending
	kind    core.DraftKind
	text    string
	replyTo core.Message // what it answers; zero for none
	files   core.StoredFiles
	known   core.Draft // what the desk had, from which this is made, unless it was overtaken
	// overtaken is that another screen had changed it, returned that the desk has the text,
	// which was refused, as a draft again.
	overtaken, returned bool
}

// draft is what is sent, as a draft.
func (m *SentMsg) draft() core.Draft {
	return core.Draft{Text: m.text, ReplyTo: m.replyTo.ID, Files: m.files}
}

// EditedMsg is the result of an edit. If it failed, the text that was typed is a draft
// again.
type EditedMsg struct {
	chat core.ChatID
	msg  core.Message
	text string
	err  error
	// returned is that the desk has the text, which was refused, as a draft.
	returned bool
}

// Action is the id of what enter does, for its title.
func (c *Composer) Action() string {
	switch c.Editor() {
	case c.edit().Editor:
		return "save_edit"
	case c.note().Editor:
		return "save_note"
	}
	return "send"
}

// Send sends the text that is being written.
func (c *Composer) Send() (tea.Cmd, Sent) {
	return c.SendThen(func(context.Context) tea.Msg { return nil })
}

// SendThen is Send; then runs once a reply or a note is with the desk, and never if
// it was refused.
func (c *Composer) SendThen(then func(context.Context) tea.Msg) (tea.Cmd, Sent) {
	switch {
	case !c.CanWrite():
		return nil, SentNothing
	case c.Editing():
		return c.saveEdit()
	}
	all := c.draftsOf(c.chat)
	d := all.of(c.kind)
	text := d.Text()
	blank := strings.TrimSpace(text) == ""
	if blank && d.files == "" {
		return nil, SentNothing
	}
	if err := core.CheckVisible(text); !blank && err != nil {
		return c.s.Refuse(err), SentNothing
	}
	c.sends++
	msg := SentMsg{Chat: c.chat, number: c.sends, kind: c.kind, text: text, replyTo: d.about, files: d.files}
	at, next := d.at, &onDesk{}
	if !all.loaded {
		at = nil
	}
	c.kind = core.DraftReply
	d.drop()
	d.saved, d.at = core.Draft{}, next // the desk deletes the draft of what it sends
	all.writeBegins()
	return c.s.Write(func(ctx context.Context) tea.Msg {
		if msg.send(ctx, c.s.Desk, c.s.Me, at); msg.Err == nil {
			msg.Then = then(ctx)
		}
		if msg.Err != nil || msg.overtaken {
			next.overtake()
		}
		return msg
	}), SentText
}

// returnTime bounds how long a text that was refused, or a chat's texts at the end of the
// screen, take to become drafts, also where the time to send them has run out.
const returnTime = 10 * time.Second

// send sends the text, or makes it a draft again: the screen may have ended. at is nil
// where the desk's draft was not read.
func (m *SentMsg) send(ctx context.Context, d *desk.Desk, op core.OperatorID, at *onDesk) {
	var known *core.Draft
	if at != nil {
		m.known, m.overtaken = at.now()
		known = &m.known
	}
	if m.kind == core.DraftNote {
		_, m.Err = d.SendNote(ctx, op, m.Chat, m.text, known)
	} else {
		_, m.Err = d.SendDraft(ctx, op, m.Chat, m.draft(), known)
	}
	if m.Err != nil {
		m.returned = returnDraft(ctx, d, op, m.Chat, m.kind, m.known, m.draft())
	}
}

func returnDraft(ctx context.Context, d *desk.Desk, op core.OperatorID, chat core.ChatID, kind core.DraftKind, known, sent core.Draft) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), returnTime)
	defer cancel()
	return d.ReturnDraft(ctx, op, chat, kind, known, sent) == nil
}

// Unsaved is the reply whose edit is not saved; its id is 0 for none.
func (c *Composer) Unsaved() core.Message {
	if e := c.edit(); !e.Empty() {
		return e.about
	}
	return core.Message{}
}

// Edit turns to the text of a sent reply: as it was typed, or as it was changed
// already. It takes the place of an edit of another reply.
func (c *Composer) Edit(msg core.Message) {
	if c.Unsaved().ID != msg.ID {
		c.edit().about = msg
		c.edit().SetText(sourceOf(msg))
	}
	c.TurnTo(core.DraftEdit)
}

// sourceOf is the text of a message as it was typed.
func sourceOf(msg core.Message) string {
	if msg.Markup != "" {
		return markup.Write(msg.Text, msg.Markup)
	}
	return msg.Text
}

func (c *Composer) saveEdit() (tea.Cmd, Sent) {
	d := c.edit()
	msg, text := d.about, d.Text()
	if strings.TrimSpace(text) == "" && msg.Attachment == nil {
		return c.s.Refuse(session.Reason("edit_empty")), SentNothing
	}
	if err := core.CheckVisible(text); strings.TrimSpace(text) != "" && err != nil {
		return c.s.Refuse(err), SentNothing
	}
	edit, at := d.content(), d.at
	d.drop() // on the desk it stays until the edit, which comes first, is saved
	c.draftsOf(c.chat).writeBegins()
	c.kind = core.DraftReply
	chat := c.chat
	return c.s.Write(func(ctx context.Context) tea.Msg {
		_, err := c.s.Desk.EditReply(ctx, c.s.Me, msg.ID, text)
		edited := EditedMsg{chat: chat, msg: msg, text: text, err: err}
		if known, _ := at.now(); err != nil && returnDraft(ctx, c.s.Desk, c.s.Me, chat, core.DraftEdit, known, edit) {
			edited.returned = true
			at.overtake()
		}
		return edited
	}), SentEdit
}
