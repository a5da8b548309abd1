package compose

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/browse"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// Composer is what the operator writes: one reply and one note for each chat,
// kept as drafts on the desk until they are sent, and other texts for replies
// that were sent. A chat opens with its reply, also where a note was being
// written when the program ended: enter is struck by habit, and what it sends
// must be a text that was begun as a reply.
type Composer struct {
	s    *session.Session
	open func() core.ChatRow // the open chat as it is known now

	reply, note *Editor
	edit        *Editor      // another text for a sent reply
	editing     core.Message // the reply that is edited; zero for none
	failed      EditedMsg    // the edit that failed last: its text is offered again
	chat        core.ChatID  // whose texts the editors hold
	noting      bool         // a note is being written
	replyTo     core.Message // the message that the reply answers; zero for none
	drafts      map[core.ChatID]*drafts
	taking      core.ChatID // the chat whose pick-up is under way
	sends       int         // how many texts were handed over
	save        saveTimer
	typing      typingSent
}

// typingSent is when and where the desk was last told that somebody types.
type typingSent struct {
	at   time.Time
	chat core.ChatID
}

// typingRest is how long the desk is not told again; it has a pace of its own.
const typingRest = time.Second

// NewComposer returns a composer for the chat that open returns: the one in the
// transcript, its id 0 if there is none.
func NewComposer(s *session.Session, open func() core.ChatRow) *Composer {
	return &Composer{
		s: s, open: open, drafts: map[core.ChatID]*drafts{},
		reply: NewEditor(desk.MaxReply), note: NewEditor(desk.MaxReply), edit: NewEditor(desk.MaxReply),
	}
}

// Open puts the texts of one chat away and takes out those of another.
func (c *Composer) Open(id core.ChatID) tea.Cmd {
	if c.chat == id {
		return nil
	}
	if c.reply.Empty() {
		c.replyTo = core.Message{} // chosen, and nothing written
	}
	saved := c.SaveDrafts() // and so takes the texts from the editors
	d := c.draftsOf(id)
	c.chat, c.noting, c.replyTo, c.editing = id, false, d.reply.replyTo, core.Message{}
	c.reply.SetText(d.reply.text)
	c.note.SetText(d.note.text)
	return tea.Batch(saved, c.Refresh())
}

// Update takes the results of the composer's commands.
func (c *Composer) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case draftsReadMsg:
		return c.draftsRead(msg)
	case draftSavedMsg:
		return c.draftSaved(msg)
	case saveDraftsMsg:
		return c.saveDue()
	case SentMsg:
		return c.sent(msg)
	case EditedMsg:
		return c.edited(msg)
	}
	return nil
}

// Editor is the text that is being written.
func (c *Composer) Editor() *Editor {
	switch {
	case c.noting:
		return c.note
	case c.editing.ID != 0:
		return c.edit
	}
	return c.reply
}

// editor is where texts of a kind are written.
func (c *Composer) editor(kind core.DraftKind) *Editor {
	if kind == core.DraftNote {
		return c.note
	}
	return c.reply
}

// Lines is how many rows the composer would like, w cells wide.
func (c *Composer) Lines(w int) int {
	if c.chat == 0 || !c.CanWrite() {
		return 1
	}
	return c.Editor().Lines(max(w, 10))
}

// Noting reports whether a note is being written.
func (c *Composer) Noting() bool { return c.noting }

// Editing reports whether a sent reply is being edited.
func (c *Composer) Editing() bool { return c.editing.ID != 0 && !c.noting }

// ReplyTo is the message that the reply to a chat answers, 0 for none.
func (c *Composer) ReplyTo(chat core.ChatID) core.MessageID {
	if c.chat != chat {
		return 0
	}
	return c.replyTo.ID
}

// Taking notes that the operator picks a chat up, and Taken that this has ended,
// either way. In between the chat is written to as if it were the operator's.
func (c *Composer) Taking(id core.ChatID) { c.taking = id }

// Taken ends Taking.
func (c *Composer) Taken(id core.ChatID) {
	if c.taking == id {
		c.taking = 0
	}
}

// IsTaking reports whether a chat is being picked up.
func (c *Composer) IsTaking(id core.ChatID) bool { return c.taking != 0 && c.taking == id }

// MayWrite says why keys typed into the composer go nowhere; nil if they do not.
func (c *Composer) MayWrite() error {
	row := c.open()
	switch {
	case c.IsTaking(c.chat):
		return nil
	case row.Chat.ID == 0 || row.Chat.ID != c.chat:
		return session.Reason("no_chat")
	case c.noting:
		return core.MayNote(c.s.Operator, row.Chat)
	}
	return core.MayReply(c.s.Operator, row.Chat, row.Visitor)
}

// CanWrite reports whether keys typed into the composer go anywhere.
func (c *Composer) CanWrite() bool { return c.MayWrite() == nil }

// WriteReply turns to the reply of the present chat, and WriteNote to its note.
func (c *Composer) WriteReply() { c.noting, c.editing = false, core.Message{} }

// WriteNote turns to the note.
func (c *Composer) WriteNote() { c.noting = true }

// Answer makes the reply to the present chat one to msg; zero for none.
func (c *Composer) Answer(msg core.Message) tea.Cmd {
	c.replyTo = msg
	return c.changed()
}

// Leave ends writing: the texts are saved, and a note that was begun waits.
func (c *Composer) Leave() tea.Cmd {
	c.noting = false
	return c.SaveDrafts()
}

// Back takes one step back and reports whether there was one: from editing to
// the reply, or from a reply to a message to one to none. leave says that the
// composer is to be left.
func (c *Composer) Back() (cmd tea.Cmd, leave bool) {
	switch {
	case c.Editing():
		c.editing = core.Message{}
	case c.replyTo.ID != 0 && !c.noting:
		return c.Answer(core.Message{}), false
	}
	return c.Leave(), true
}

// Press takes a key with the action that it stands for; used is false when it
// means nothing here.
func (c *Composer) Press(a keymap.Action, k tea.KeyMsg) (cmd tea.Cmd, used bool) {
	if !c.CanWrite() || !c.Editor().Press(a, k) {
		return nil, false
	}
	return tea.Batch(c.tooLong(c.Editor().Refused()), c.changed(), c.tellTyping()), true
}

// Paste writes text. What finds no room is not written at all.
func (c *Composer) Paste(text string) tea.Cmd {
	if !c.CanWrite() {
		return nil
	}
	c.Editor().Paste(text)
	return tea.Batch(c.changed(), c.tellTyping(), c.findDropped(text))
}

// tooLong says how much of what was written did not fit.
func (c *Composer) tooLong(n int) tea.Cmd {
	if n <= 0 {
		return nil
	}
	return c.s.Bad(c.s.Locale.Toast("too_long", n, desk.MaxReply))
}

// tellTyping lets the visitor see that somebody answers. Notes and edits are
// nobody's business.
func (c *Composer) tellTyping() tea.Cmd {
	now := c.s.Now()
	if c.Editor() != c.reply || now.Sub(c.typing.at) < typingRest && c.typing.chat == c.chat {
		return nil
	}
	c.typing = typingSent{now, c.chat}
	d, op, chat := c.s.Desk, c.s.Operator.ID, c.chat
	return c.s.Read(func(ctx context.Context) tea.Msg {
		d.Typing(ctx, op, chat)
		return nil
	})
}

// DroppedMsg tells that a paste, which is in the composer already, names files:
// terminals paste the path of a file that is dropped on them.
type DroppedMsg struct {
	Paths   []string
	chat    core.ChatID
	editor  *Editor
	version uint64
}

// findDropped looks whether a paste into a reply names files.
func (c *Composer) findDropped(pasted string) tea.Cmd {
	paths := browse.Dropped(pasted, c.s.Home)
	if paths == nil || c.Editor() != c.reply {
		return nil
	}
	msg := DroppedMsg{Paths: paths, chat: c.chat, editor: c.reply, version: c.reply.Version()}
	return c.s.Read(func(context.Context) tea.Msg {
		if browse.Exist(paths) {
			return msg
		}
		return nil
	})
}

// Untouched reports whether nothing was written since the paste: no question may
// take the keys of somebody who goes on typing.
func (c *Composer) Untouched(msg DroppedMsg) bool {
	return c.chat == msg.chat && c.Editor() == msg.editor && msg.editor.Version() == msg.version
}

// UndoDropped takes the paste out again, if it is still the last change.
func (c *Composer) UndoDropped(msg DroppedMsg) tea.Cmd {
	if msg.editor.Version() != msg.version {
		return nil
	}
	msg.editor.Undo()
	return c.changed()
}
