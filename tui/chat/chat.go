package chat

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/picture"
	"tgdesk/tui/session"
)

// Chat is the chat that is open: its header, its messages, and the panel about
// its visitor.
type Chat struct {
	Messages *Transcript
	Panel    Panel

	s     *session.Session
	row   core.ChatRow // its id is 0 while no chat is open
	fresh bool         // the row and messages have been read since the chat was opened
	shows func(core.ChatID)

	past    session.Repeated // of the visitor's chats
	marked  time.Time        // when a chat was marked as read last
	markDue bool             // the next mark waits for markPause

	pictures *pictures
	spinner  *session.Spinner
}

// New returns the area without a chat. It calls shows with each chat that it
// opens.
func New(s *session.Session, p PictureOptions, shows func(core.ChatID)) *Chat {
	c := &Chat{s: s, shows: shows, Messages: NewTranscript(), spinner: s.NewSpinner(), pictures: &pictures{s: s, mode: p.Mode}}
	if p.Mode != picture.None {
		limit := picture.SharedLimit
		if s.Local() {
			limit = picture.DefaultLimit
		}
		c.pictures.cache, c.pictures.on = picture.NewCache(p.Decoder, s.Terminal, limit), !p.Off
	}
	return c
}

// ID is the open chat, 0 if none is.
func (c *Chat) ID() core.ChatID { return c.row.Chat.ID }

// Shows reports whether messages of a chat are shown: it is the open one, or read
// beside that.
func (c *Chat) Shows(id core.ChatID) bool {
	return id == c.ID() || c.Panel.beside != nil && id == c.Panel.beside.row.Chat.ID
}

// Chat is the open chat as it is known now, which must not be changed.
func (c *Chat) Chat() *core.Chat { return &c.row.Chat }

// Row is Chat with what was read with it.
func (c *Chat) Row() core.ChatRow { return c.row }

// Open shows a chat, with a divider before what this operator has not read.
func (c *Chat) Open(row core.ChatRow) tea.Cmd {
	if row.Chat.ID == c.ID() {
		return nil
	}
	c.show(row)
	return tea.Batch(c.Fill(), c.openPanel())
}

func (c *Chat) show(row core.ChatRow) {
	c.row, c.fresh = row, false
	c.shows(row.Chat.ID)
	unread := core.MessageID(0)
	if c.s.Unread(row.Chat) > 0 {
		unread = c.s.ReadMark(row.Chat.ID).To
	}
	c.Messages.SetChat(row, unread)
}

// Kept is a chat that was open, as it was looked at.
type Kept struct {
	Row      core.ChatRow
	messages *Transcript
	panel    Panel
}

// Keep leaves the open chat, so that it can be returned to. The panel is closed.
func (c *Chat) Keep() Kept {
	k := Kept{Row: c.row, messages: c.Messages, panel: c.Panel}
	k.messages.CancelRead()
	c.past.Cancel()
	next := NewTranscript()
	next.w, next.h, next.o = c.Messages.w, c.Messages.h, c.Messages.o
	c.row, c.Messages, c.Panel = core.ChatRow{}, next, Panel{}
	return k
}

// Erased lets go of the messages of a chat, which were removed.
func (k *Kept) Erased(id core.ChatID) { erase(id, k.Row, k.messages, &k.panel) }

// Return shows a chat as it was when it was left, and reads it again.
func (c *Chat) Return(k Kept) tea.Cmd {
	c.row, c.fresh, c.Messages, c.Panel = k.Row, false, k.messages, k.panel
	c.shows(c.ID())
	if b := c.Panel.beside; b != nil {
		b.messages.CancelRead()
	}
	return tea.Batch(c.Refresh(), c.RefreshPanel())
}

// OpenAt shows a message of a chat, its newest ones if the id is 0.
func (c *Chat) OpenAt(row core.ChatRow, id core.MessageID) tea.Cmd {
	var panel tea.Cmd
	if row.Chat.ID != c.ID() {
		c.show(row)
		panel = c.openPanel()
	}
	if id == 0 {
		c.Messages.Follow()
	} else {
		c.Messages.GoTo(id)
	}
	return tea.Batch(c.Fill(), panel)
}

// GoTo shows a message of the open chat.
func (c *Chat) GoTo(id core.MessageID) tea.Cmd {
	c.Messages.GoTo(id)
	return c.Fill()
}

// UpdateRow takes the row of the open chat as a list has read it.
func (c *Chat) UpdateRow(row core.ChatRow) {
	if row.Chat.ID == c.ID() {
		c.row = row
	}
}

// PickedUp shows the open chat as this operator's at once: the composer must not
// turn off until the chat's row is read again, nor because of a row that was asked
// for before.
func (c *Chat) PickedUp(now core.Chat) {
	if c.ID() == now.ID {
		c.row.Chat, c.row.Owner = now, c.s.Operator.Name
		c.Messages.CancelRead()
	}
}

// Refresh reads the visible messages again.
func (c *Chat) Refresh() tea.Cmd {
	c.Messages.SetChat(c.row, 0) // perhaps it is in sight again
	c.Messages.Invalidate()
	if b := c.Panel.beside; b != nil {
		b.messages.Invalidate()
	}
	return c.Fill()
}

// Erased lets go of the messages of a chat, which were removed.
func (c *Chat) Erased(id core.ChatID) { erase(id, c.row, c.Messages, &c.Panel) }

func erase(id core.ChatID, row core.ChatRow, messages *Transcript, panel *Panel) {
	if id == row.Chat.ID {
		messages.SetChat(core.ChatRow{}, 0)
		messages.SetChat(row, 0)
	}
	if b := panel.beside; b != nil && id == b.row.Chat.ID {
		b.messages.SetChat(core.ChatRow{}, 0)
		b.messages.SetChat(b.row, 0)
	}
}

// PageMsg is one read of the open chat: its row and a page of its messages.
type PageMsg struct {
	chat     core.ChatID
	req      Request
	row      core.ChatRow
	messages []core.Message
	answered []core.Message // messages that they answer, if not among them
	err      error
}

// Fill makes the next reads that the messages need, if there are any.
func (c *Chat) Fill() tea.Cmd {
	if b := c.Panel.beside; b != nil {
		return tea.Batch(c.read(c.Messages), c.read(b.messages))
	}
	return c.read(c.Messages)
}

func (c *Chat) read(t *Transcript) tea.Cmd {
	req, need := t.Need()
	if !need {
		return nil
	}
	msg := PageMsg{chat: req.Query.Chat, req: req}
	return c.s.Read(func(ctx context.Context) tea.Msg {
		if msg.row, msg.err = c.s.Desk.Row(ctx, msg.chat); msg.err != nil {
			return msg
		}
		if msg.messages, msg.err = msg.req.Read(ctx, c.s.Desk); msg.err == nil && req.kind != readCount { // which shows none
			msg.answered, msg.err = c.s.Desk.Answered(ctx, msg.messages)
		}
		return msg
	})
}

// Reading reports whether messages of the open chat are being read.
func (c *Chat) Reading() bool { return c.Messages.reads.inFlight }

// Take takes a read of the messages.
func (c *Chat) Take(msg PageMsg) tea.Cmd {
	switch b := c.Panel.beside; {
	case b != nil && msg.chat == b.row.Chat.ID && msg.err != nil:
		b.messages.Fail(msg.req)
		return c.s.ReadFailed(msg.err)
	case b != nil && msg.chat == b.row.Chat.ID:
		b.messages.Deliver(msg.req, msg.messages, msg.answered...)
	case msg.chat != c.ID():
	case msg.err != nil:
		c.Messages.Fail(msg.req)
		if core.IsOutOfSight(msg.err) {
			c.Messages.SetChat(core.ChatRow{}, 0) // nothing of it can be copied, either
		}
		return c.s.ReadFailed(msg.err)
	default:
		return c.deliver(msg)
	}
	return nil
}

// deliver takes a read of the open chat.
func (c *Chat) deliver(msg PageMsg) tea.Cmd {
	wanted := c.Messages.want
	if !c.Messages.Deliver(msg.req, msg.messages, msg.answered...) {
		return nil
	}
	c.row, c.fresh = msg.row, true
	c.Messages.SetChat(msg.row, 0)
	if msg.req.kind == readAt && wanted != 0 && c.Messages.want == 0 && c.Messages.selected != wanted {
		return c.s.Refuse(session.Reason("message_gone"))
	}
	return nil
}

// Spin turns the spinner in the header while the chat is being picked up.
func (c *Chat) Spin(taking bool) tea.Cmd { return c.spinner.Spin(taking) }

// markPause is the least time between two marks in chats in which this operator takes no
// part: who only goes through a list must not write all the time.
const markPause = time.Second

// MarkRead marks the chat as read up to its newest message, if its end is visible. Call
// it while somebody looks at the screen.
func (c *Chat) MarkRead() tea.Cmd {
	chat, last := c.row.Chat, c.Messages.newest
	if !c.fresh || !c.Messages.follow || c.s.Unread(chat) == 0 || last <= c.s.ReadMark(chat.ID).To {
		return nil
	}
	if rest := markPause - time.Since(c.marked); rest > 0 && !chat.TakesPart(c.s.Operator.ID) {
		if c.markDue {
			return nil
		}
		c.markDue = true
		return c.s.After(rest, session.QuietMsg(func() tea.Cmd {
			c.markDue = false // and the screen marks what it shows after each message
			return nil
		}))
	}
	c.marked = time.Now()
	return c.s.MarkRead(chat.ID, last, chat.Received)
}

// OnScreen returns those of some messages that are on the screen, as it was drawn last,
// with their chat: the open one, or one of its visitor's that is read beside it.
func (c *Chat) OnScreen(ids []core.MessageID) (chat core.ChatID, shown []core.MessageID) {
	if len(ids) == 0 {
		return 0, nil
	}
	if b := c.Panel.beside; b != nil && c.Panel.Open {
		if shown = b.messages.onScreen(ids); len(shown) > 0 {
			return b.row.Chat.ID, shown
		}
	}
	return c.ID(), c.Messages.onScreen(ids)
}

func (t *Transcript) onScreen(ids []core.MessageID) (shown []core.MessageID) {
	if !t.ready() {
		return nil
	}
	for i := range t.visibleItems() {
		if id := t.items[i].m.ID; slices.Contains(ids, id) {
			shown = append(shown, id)
		}
	}
	return shown
}

// AtEnd reports whether the end of the open chat is on the screen, and what comes will be.
func (c *Chat) AtEnd() bool { return c.Messages.follow }

// Sending goes to the end of a chat's messages, where what is being sent appears.
func (c *Chat) Sending(id core.ChatID) {
	if c.ID() == id {
		c.Messages.Follow()
	}
}

// Answered removes the divider before new messages.
func (c *Chat) Answered(id core.ChatID) {
	if c.ID() == id {
		c.Messages.RemoveDivider()
	}
}

// Newest is the newest message of the open chat that ok accepts; its id is 0 if there
// is none. known is false where only the desk knows: it may lie below or above the
// messages that are held.
func (c *Chat) Newest(ok func(*core.Message) bool) (msg core.Message, known bool) {
	msg, found := c.Messages.Newest(ok)
	if c.Messages.gap {
		return core.Message{}, false
	}
	return msg, found || c.Messages.start
}

// ReadNewest reads the newest message of a chat that ok accepts; its id is 0 if there
// is none.
func ReadNewest(ctx context.Context, d core.Reader, chat core.ChatID, ok func(*core.Message) bool) (core.Message, error) {
	q := core.MessageQuery{Chat: chat, Limit: countPage}
	for {
		page, err := d.Messages(ctx, q)
		if err != nil {
			return core.Message{}, err
		}
		for i := range slices.Backward(page) {
			if ok(&page[i]) {
				return page[i], nil
			}
		}
		if len(page) < q.Limit {
			return core.Message{}, nil
		}
		q.Before = page[0].ID
	}
}

// Transferring reports whether a message's file is being fetched or sent, or
// waits for that.
func Transferring(m core.Message) bool {
	a, unsent := m.Attachment, m.Delivery == core.DeliveryQueued || m.Delivery == core.DeliverySending
	return a != nil && (a.File.Queued() || a.File.State == core.FileFetching || unsent)
}

// heldUntil is until when the open chat's queued messages wait, zero if they do
// not; asked is that Telegram asked for it.
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

// Countdown is the time that something in the area counts down to; zero if
// nothing does.
func (c *Chat) Countdown() time.Time {
	until, _ := c.heldUntil()
	if until.IsZero() || c.row.Unsent == 0 {
		return time.Time{}
	}
	return until
}
