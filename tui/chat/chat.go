package chat

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// Chat is the chat that is open: its header, its messages, and the panel about
// its visitor.
type Chat struct {
	s     *session.Session
	row   core.ChatRow // its id is 0 while no chat is open
	fresh bool         // the row and messages have been read since the chat was opened
	turns int          // counts Took; rows asked for before the last one are dropped
	shows func(core.ChatID)

	messages *Transcript
	panel    panel
	pictures *pictures
	spinner  session.Spinner
}

// New returns the area without a chat. shows is told which chat is open.
func New(s *session.Session, p PictureOptions, shows func(core.ChatID)) *Chat {
	return &Chat{s: s, shows: shows, messages: NewTranscript(), pictures: newPictures(s, p), spinner: session.NewSpinner()}
}

// ID is the open chat, 0 if none is.
func (c *Chat) ID() core.ChatID { return c.row.Chat.ID }

// Row is the open chat as it is known now.
func (c *Chat) Row() core.ChatRow { return c.row }

// Messages are the messages of the open chat.
func (c *Chat) Messages() *Transcript { return c.messages }

// Open shows a chat. The divider goes before what its owner has not seen.
func (c *Chat) Open(row core.ChatRow) tea.Cmd {
	if row.Chat.ID == c.ID() {
		return nil
	}
	c.row, c.fresh, c.turns = row, false, 0
	c.shows(row.Chat.ID)
	unread := core.MessageID(0)
	if row.Chat.State == core.Active && row.Chat.Unread > 0 {
		unread = row.Chat.ReadTo
	}
	c.messages.SetChat(row, unread)
	return tea.Batch(c.Fill(), c.openPanel())
}

// Learn takes what a list tells of the open chat.
func (c *Chat) Learn(row core.ChatRow) {
	if row.Chat.ID == c.ID() {
		c.row = row
	}
}

// Took shows at once that the open chat is this operator's: until its row is read
// again, keys must not find the composer off. A row that was asked for before
// tells the past.
func (c *Chat) Took(now core.Chat) {
	if c.ID() == now.ID {
		c.row.Chat, c.row.Owner = now, c.s.Operator.Name
		c.turns++
	}
}

// Refresh reads what is shown of the chat again.
func (c *Chat) Refresh() tea.Cmd {
	c.messages.Invalidate()
	return c.Fill()
}

// PageMsg is one read of the open chat: its row and a page of its messages.
type PageMsg struct {
	chat     core.ChatID
	turns    int // Chat.turns when it was asked for
	req      Request
	row      core.ChatRow
	messages []core.Message
	answered []core.Message // by them, but not among them
	err      error
}

// Fill makes the next read that the messages need, if there is one.
func (c *Chat) Fill() tea.Cmd {
	if c.ID() == 0 {
		return nil
	}
	req, need := c.messages.Need()
	if !need {
		return nil
	}
	desk, msg := c.s.Desk, PageMsg{chat: c.ID(), turns: c.turns, req: req}
	return c.s.Read(func(ctx context.Context) tea.Msg {
		if msg.row, msg.err = desk.Row(ctx, msg.chat); msg.err != nil {
			return msg
		}
		if msg.messages, msg.err = desk.Messages(ctx, req.Query); msg.err == nil {
			msg.answered, msg.err = desk.Answered(ctx, msg.messages)
		}
		return msg
	})
}

// Update takes the results of the area's commands.
func (c *Chat) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case PageMsg:
		return c.page(msg)
	case pastMsg:
		return c.past(msg)
	case pictureMsg:
		c.pictures.put(msg)
	case spinner.TickMsg:
		return c.spinner.Update(msg)
	}
	return nil
}

func (c *Chat) page(msg PageMsg) tea.Cmd {
	switch {
	case msg.chat != c.ID():
		return nil
	case msg.err != nil:
		c.messages.Fail(msg.req)
		return c.s.ReadFailed(msg.err)
	case !c.messages.Deliver(msg.req, msg.messages, msg.answered...):
		return nil
	}
	if msg.turns == c.turns {
		c.row, c.fresh = msg.row, true
		c.messages.SetChat(msg.row, 0)
	}
	return nil
}

// Spin turns the spinner in the header while the chat is being picked up.
func (c *Chat) Spin(taking bool) tea.Cmd { return c.spinner.Spin(taking) }

// MarkRead notes that the chat's owner has seen its newest messages. It is for
// when the messages are shown and somebody looks.
func (c *Chat) MarkRead() tea.Cmd {
	chat := c.row.Chat
	if !c.fresh || !chat.HeldBy(c.s.Operator.ID) || chat.Unread == 0 || !c.messages.AtBottom() {
		return nil
	}
	last := c.messages.Last()
	if last == 0 || last <= chat.ReadTo {
		return nil
	}
	c.row.Chat.Unread = 0
	desk, op := c.s.Desk, c.s.Operator.ID
	return c.s.Write(func(ctx context.Context) tea.Msg {
		return session.DoneMsg{Err: desk.MarkRead(ctx, op, chat.ID, last)}
	})
}

// Sending brings the messages to their end, where what the operator sends will
// stand.
func (c *Chat) Sending(id core.ChatID) {
	if c.ID() == id {
		c.messages.Follow()
	}
}

// Answered takes the divider away before what was new in the chat.
func (c *Chat) Answered(id core.ChatID) {
	if c.ID() == id {
		c.messages.Unread(0)
	}
}

// Undelivered is the message that sending again is about: the selected one, or
// else the newest that failed or may not have arrived.
func (c *Chat) Undelivered() (core.Message, bool) {
	if msg, ok := c.messages.Selected(); ok && msg.Resendable() {
		return msg, true
	}
	return c.messages.Newest(core.Message.Resendable)
}

// Unsent reports whether a message is still on its way.
func (c *Chat) Unsent() bool {
	_, ok := c.messages.Newest(onItsWay)
	return ok
}

func onItsWay(m core.Message) bool {
	return m.Delivery == core.DeliveryQueued || m.Delivery == core.DeliverySending
}

// Editable is the message that editing is about: the selected one, or else the
// newest of this operator's own that can be edited. Its error says why it
// cannot.
func (c *Chat) Editable() (core.Message, error) {
	if msg, ok := c.messages.Selected(); ok {
		return msg, core.MayEditReply(c.s.Operator, msg, c.row.Chat)
	}
	own := func(m core.Message) bool {
		return m.OperatorID == c.s.Operator.ID && core.MayEditReply(c.s.Operator, m, c.row.Chat) == nil
	}
	if msg, ok := c.messages.Newest(own); ok {
		return msg, nil
	}
	return core.Message{}, session.Reason("not_own")
}

// File is the message whose file is meant: the selected one, or else the newest
// that has a file.
func (c *Chat) File() (core.Message, bool) {
	has := func(m core.Message) bool { return m.Attachment != nil }
	if msg, ok := c.messages.Selected(); ok {
		return msg, has(msg)
	}
	return c.messages.Newest(has)
}

// Transferring reports whether a message's file is on its way, or waits for it.
func Transferring(m core.Message) bool {
	if m.Attachment == nil {
		return false
	}
	s := m.Attachment.File.State
	return s == core.FileWanted || s == core.FileFetching || onItsWay(m)
}

// heldUntil is until when the open chat's messages wait, zero when they do not;
// asked is that Telegram asked for it.
func (c *Chat) heldUntil() (until time.Time, asked bool) {
	chat := c.row.Chat
	if chat.ID == 0 {
		return time.Time{}, false
	}
	if until = c.s.Desk.RetryAfter(chat.BrandID, chat.VisitorID); !until.IsZero() {
		return until, true
	}
	return c.s.Desk.NextTry(chat.BrandID), false
}

// Countdowns are the moments to which something in the area counts down.
func (c *Chat) Countdowns() []time.Time {
	if until, _ := c.heldUntil(); !until.IsZero() && c.Unsent() {
		return []time.Time{until}
	}
	return nil
}
