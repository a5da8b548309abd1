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

// Composer is what the operator writes: a reply, a note and the new text of a sent
// reply for each chat, saved as drafts on the desk until they are sent. A chat always
// opens with its reply, whatever was being written when it was left: enter is pressed
// by habit, and must not send a note's text.
type Composer struct {
	// Kept is called when a draft of a chat that has ended is saved: its row shows what the
	// desk has.
	Kept func() tea.Cmd

	s    *session.Session
	open func() core.ChatRow // the open chat as it is known now

	chat      core.ChatID // the present chat, whose texts are shown
	drafts    map[core.ChatID]*drafts
	kind      core.DraftKind // which of them is being written
	pickingUp core.ChatID    // the chat whose pick-up is under way
	sends     int            // how many texts were sent
	shut      error          // why nothing is written until the operator turns to a text; nil for no reason

	saving  bool      // what is unsaved will be saved soon
	unsaved time.Time // since when the desk does not have all of it
	changed time.Time // when a draft was changed last

	typing     core.ChatID // the chat of the last chat action
	lastTyping time.Time
}

// typingInterval is the least time between two chat actions for a chat; the desk
// limits their rate too.
const typingInterval = time.Second

// NewComposer returns a composer for the chat that open returns: the one in the
// transcript, its id 0 if there is none.
func NewComposer(s *session.Session, open func() core.ChatRow) *Composer {
	return &Composer{s: s, open: open, drafts: map[core.ChatID]*drafts{}, kind: core.DraftReply}
}

// Open saves the texts of the present chat and shows those of another one.
func (c *Composer) Open(id core.ChatID) tea.Cmd {
	if c.chat == id {
		return nil
	}
	if reply := c.reply(); reply.Empty() && reply.files == "" {
		reply.about = core.Message{}
	}
	c.TurnTo(core.DraftReply)
	saved := c.SaveDrafts()
	c.chat = id
	return tea.Batch(saved, c.Refresh())
}

// Sent takes the result of sending a reply or a note.
func (c *Composer) Sent(msg SentMsg) tea.Cmd {
	d := c.draftsOf(msg.Chat)
	d.saving--
	if msg.Err != nil {
		return tea.Batch(c.s.Failed(msg.Err), c.restore(msg), c.readChanged(msg.Chat, d))
	}
	return tea.Batch(c.endTyping(), c.readChanged(msg.Chat, d))
}

// Edited takes the result of an edit.
func (c *Composer) Edited(msg EditedMsg) tea.Cmd {
	d := c.draftsOf(msg.chat)
	d.saving--
	if msg.err != nil {
		return tea.Batch(c.s.Failed(msg.err), c.restoreEdit(msg), c.readChanged(msg.chat, d))
	}
	return tea.Batch(c.s.Good(c.s.Locale.Toast("revised")), c.readChanged(msg.chat, d))
}

// Editor is the text that is being written or, where nothing can be written, the one that
// is shown.
func (c *Composer) Editor() *Editor {
	all := c.draftsOf(c.chat)
	if !c.CanWrite() && c.kind == core.DraftReply && all.reply.Empty() && all.reply.files == "" && !c.open().Chat.Open() {
		for _, kind := range draftKinds {
			if d := all.of(kind); !d.Empty() {
				return d.Editor
			}
		}
	}
	return all.of(c.kind).Editor
}

// Draft is the text that is being written or, where nothing can be written, what
// was begun: the reply, or else the note or an edit.
func (c *Composer) Draft() string { return c.Editor().Text() }

// Noting reports whether a note is being written.
func (c *Composer) Noting() bool { return c.kind == core.DraftNote }

// Writing is what is being written: a reply, a note, or the edit of a reply.
func (c *Composer) Writing() core.DraftKind { return c.kind }

// Resume turns to what was being written in the present chat when it was left, and reports
// whether it is still there: an edit that has changed nothing is not.
func (c *Composer) Resume(kind core.DraftKind) bool {
	if kind == core.DraftEdit && c.edit().Empty() {
		return false
	}
	c.TurnTo(kind)
	return true
}

// Lines is how many rows the composer would like in w cells.
func (c *Composer) Lines(w int) int {
	if c.chat == 0 || !c.CanWrite() && c.Editor().Empty() {
		return 1
	}
	return c.Editor().Lines(textWidth(w))
}

// Editing reports whether a sent reply is being edited.
func (c *Composer) Editing() bool { return c.kind == core.DraftEdit }

// ReplyTo is the message that the reply to a chat answers, 0 for none.
func (c *Composer) ReplyTo(chat core.ChatID) core.MessageID { return c.draftsOf(chat).reply.about.ID }

// PickUpBegan says that the operator picks a chat up. Until PickUpEnded, they may
// write in it as if it were theirs.
func (c *Composer) PickUpBegan(id core.ChatID) { c.pickingUp = id }

// PickUpEnded says that a pick-up succeeded or failed.
func (c *Composer) PickUpEnded(id core.ChatID) {
	if c.pickingUp == id {
		c.pickingUp = 0
	}
}

// PickingUp reports whether a chat is being picked up.
func (c *Composer) PickingUp(id core.ChatID) bool { return id != 0 && c.pickingUp == id }

// MayWrite says why nothing can be written; nil if something can.
func (c *Composer) MayWrite() error {
	if err := c.mayWrite(); err != nil && (c.shut == nil || !c.waits()) {
		return err
	}
	return c.shut
}

// waits reports whether the open chat is to be picked up.
func (c *Composer) waits() bool {
	chat := c.open().Chat
	return chat.State.Waiting() || chat.HeldByChatbot()
}

// MayPickUp reports whether picking the open chat up is all that writing waits for.
func (c *Composer) MayPickUp() bool { return !c.CanWrite() && c.shut == nil && c.waits() }

func (c *Composer) mayWrite() error {
	row := c.open()
	switch {
	case c.PickingUp(c.chat):
		return nil
	case row.Chat.ID == 0 || row.Chat.ID != c.chat:
		return session.Reason("no_chat")
	case c.Noting():
		return core.MayNote(c.s.Operator, row.Chat)
	}
	return core.MayReply(c.s.Operator, row.Chat, row.Visitor)
}

// CanWrite reports whether something can be written.
func (c *Composer) CanWrite() bool { return c.MayWrite() == nil }

// TurnTo turns to a text of the present chat. An edit that changes nothing is over.
func (c *Composer) TurnTo(kind core.DraftKind) {
	if kind != core.DraftEdit && !c.draftsOf(c.chat).edited() {
		c.edit().drop()
	}
	c.kind, c.shut = kind, nil
}

// Shut lets nothing be written, for a reason, until the operator turns to a text again: what
// is typed behind a key that opened none must not go into another one.
func (c *Composer) Shut(why error) {
	c.TurnTo(core.DraftReply)
	c.shut = why
}

// Unshut ends Shut.
func (c *Composer) Unshut() { c.shut = nil }

// Answer makes the reply to the present chat one to msg; zero for none.
func (c *Composer) Answer(msg core.Message) tea.Cmd {
	c.reply().about = msg
	return c.saveSoon()
}

// Leave saves the texts and turns to the reply.
func (c *Composer) Leave() tea.Cmd {
	c.TurnTo(core.DraftReply)
	return c.SaveDrafts()
}

// Back takes one step back: from editing to the reply, from a reply to a message
// to one to none, or else out of the composer, which leave tells the caller to
// do.
func (c *Composer) Back() (cmd tea.Cmd, leave bool) {
	if c.reply().about.ID != 0 && c.kind == core.DraftReply {
		return c.Answer(core.Message{}), false
	}
	if c.Editing() {
		c.edit().drop()
	}
	return nil, true
}

// Press takes a key with the action that it is bound to; used is false when it
// means nothing here.
func (c *Composer) Press(a keymap.Action, k tea.KeyMsg) (cmd tea.Cmd, used bool) {
	reads := a == keymap.RowUp || a == keymap.RowDown
	if c.takesFile(a) {
		c.dropLastFile()
		return c.saveSoon(), true
	}
	undone := c.Editor().LastChange()
	if !c.CanWrite() && !reads || !c.Editor().Press(a, k) {
		return nil, false
	}
	if !c.CanWrite() {
		return nil, true
	}
	if a == keymap.Undo {
		c.undoFiles(undone)
	}
	return tea.Batch(c.tooLong(c.Editor().Refused), c.saveSoon(), c.sendTyping()), true
}

// Paste writes text, if there is room for all of it.
func (c *Composer) Paste(text string) tea.Cmd {
	if !c.CanWrite() {
		return nil
	}
	c.Editor().Paste(text)
	return tea.Batch(c.saveSoon(), c.sendTyping(), c.findDropped(text))
}

// tooLong says how many characters did not fit.
func (c *Composer) tooLong(n int) tea.Cmd {
	if n <= 0 {
		return nil
	}
	return c.s.Bad(c.s.Locale.Toast("too_long", n, desk.MaxReply))
}

// sendTyping shows the visitor that somebody types a reply, and the other operators
// that somebody writes.
func (c *Composer) sendTyping() tea.Cmd {
	now := c.s.Now()
	if now.Sub(c.lastTyping) < typingInterval && c.typing == c.chat {
		return nil
	}
	c.typing, c.lastTyping = c.chat, now
	chat, replying := c.chat, c.Editor() == c.reply().Editor
	return c.s.Read(func(ctx context.Context) tea.Msg {
		if replying {
			c.s.Desk.Typing(ctx, c.s.Me, chat)
		}
		if c.s.Desk.View(ctx, c.s.Me, c.s.ID, chat) == nil { // who types looks at it, even if that is not told yet
			_ = c.s.Desk.Compose(ctx, c.s.Me, c.s.ID, chat, true)
		}
		return nil
	})
}

// endTyping tells the others that the text is finished.
func (c *Composer) endTyping() tea.Cmd {
	chat := c.chat
	c.typing = 0
	return c.s.Read(func(ctx context.Context) tea.Msg {
		_ = c.s.Desk.Compose(ctx, c.s.Me, c.s.ID, chat, false)
		return nil
	})
}

// DroppedMsg says that text pasted into the reply names files: terminals paste
// the path of a file that is dropped on them.
type DroppedMsg struct {
	Paths   []string
	chat    core.ChatID
	version uint64 // of the reply, right after the paste
}

// findDropped looks whether text pasted into the reply names files.
func (c *Composer) findDropped(pasted string) tea.Cmd {
	if c.s.Remote { // the path is one of another machine
		return nil
	}
	paths := browse.Dropped(pasted, c.s.Home)
	if paths == nil || c.Editor() != c.reply().Editor {
		return nil
	}
	msg := DroppedMsg{Paths: paths, chat: c.chat, version: c.reply().Version()}
	return c.s.Read(func(context.Context) tea.Msg {
		if browse.Exist(paths) {
			return msg
		}
		return nil
	})
}

// Untouched reports whether nothing was written since the paste: a question must
// not take the keys of somebody who goes on typing.
func (c *Composer) Untouched(msg DroppedMsg) bool {
	return c.chat == msg.chat && c.Editor() == c.reply().Editor && c.reply().Version() == msg.version
}

// UndoDropped takes the paste out again, if it is still the last change.
func (c *Composer) UndoDropped(msg DroppedMsg) tea.Cmd {
	if c.reply().Version() != msg.version {
		return nil
	}
	c.reply().Undo()
	return c.saveSoon()
}
