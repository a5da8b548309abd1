package compose

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// drafts are the unsent reply and note of a chat.
type drafts struct {
	reply, note draft
	loaded      bool // the desk's drafts were read; until then, text holds only what was typed since
	reading     bool
}

// draft is an unsent text, as it is on the screen and as the desk has it.
type draft struct {
	text     string
	replyTo  core.Message // what it answers; zero for none
	saved    core.Draft
	returned []SentMsg // texts that could not be sent; text begins with them
}

// unknown is the saved draft where saving failed; it equals no draft.
var unknown = core.Draft{Text: "\x00"}

// draftKinds are the kinds of drafts that a chat has.
var draftKinds = []core.DraftKind{core.DraftReply, core.DraftNote}

func (d *drafts) of(kind core.DraftKind) *draft {
	if kind == core.DraftNote {
		return &d.note
	}
	return &d.reply
}

// content is what the desk should have of it; nothing while there is no text.
func (d *draft) content() core.Draft {
	if d.text == "" {
		return core.Draft{}
	}
	return core.Draft{Text: d.text, ReplyTo: d.replyTo.ID}
}

// load takes the desk's drafts, of which the reply answers replyTo. What was
// typed before they came follows them; a message chosen to be answered stays
// chosen.
func (d *drafts) load(saved core.Drafts, replyTo core.Message) {
	d.loaded = true
	d.reply.text, d.reply.saved = saved.Reply.Text+d.reply.text, saved.Reply
	d.note.text, d.note.saved = saved.Note.Text+d.note.text, saved.Note
	if d.reply.replyTo.ID == 0 {
		d.reply.replyTo = replyTo
	}
}

// draftsOf returns the drafts of a chat. Those of the present chat are updated
// from the editors first.
func (c *Composer) draftsOf(id core.ChatID) *drafts {
	d := c.drafts[id]
	if d == nil {
		d = &drafts{}
		c.drafts[id] = d
	}
	if id == c.chat {
		d.reply.text, d.reply.replyTo, d.note.text = c.reply.Text(), c.replyTo, c.note.Text()
	}
	return d
}

// draftsReadMsg is the drafts of a chat on the desk.
type draftsReadMsg struct {
	chat    core.ChatID
	drafts  core.Drafts
	replyTo core.Message // what the reply among them answers
	err     error
}

// Refresh reads the drafts of the present chat, once.
func (c *Composer) Refresh() tea.Cmd {
	d := c.draftsOf(c.chat)
	if c.chat == 0 || d.loaded || d.reading {
		return nil
	}
	d.reading = true
	desk, op, id := c.s.Desk, c.s.Operator.ID, c.chat
	return c.s.Read(func(ctx context.Context) tea.Msg {
		msg := draftsReadMsg{chat: id}
		if msg.drafts, msg.err = desk.Drafts(ctx, op, id); msg.err == nil && msg.drafts.Reply.ReplyTo != 0 {
			msg.replyTo, msg.err = desk.Message(ctx, msg.drafts.Reply.ReplyTo)
		}
		return msg
	})
}

func (c *Composer) draftsRead(msg draftsReadMsg) tea.Cmd {
	all := c.draftsOf(msg.chat)
	all.reading = false
	if msg.err != nil {
		return c.s.ReadFailed(msg.err)
	}
	all.load(msg.drafts, msg.replyTo)
	if msg.chat != c.chat {
		return c.store(msg.chat, all)
	}
	c.replyTo = all.reply.replyTo
	var save tea.Cmd
	for _, kind := range draftKinds {
		d := all.of(kind)
		if e := c.editor(kind); e.Text() != d.text {
			e.SetText(d.text)
		}
		if d.content() != d.saved {
			save = tea.Batch(save, c.saveSoon())
		}
	}
	return save
}

// savePause is how long typing must pause before a draft is saved.
const savePause = 300 * time.Millisecond

// saveDraftsMsg says that savePause may be over.
type saveDraftsMsg struct{}

// saveSoon saves the drafts at the next pause in typing.
func (c *Composer) saveSoon() tea.Cmd {
	c.changed = time.Now()
	if c.saving {
		return nil
	}
	c.saving = true
	return c.s.After(savePause, saveDraftsMsg{})
}

// SaveDrafts saves what has changed of the present chat's drafts.
func (c *Composer) SaveDrafts() tea.Cmd {
	if c.chat == 0 {
		return nil
	}
	return c.store(c.chat, c.draftsOf(c.chat))
}

// RetrySaves saves the drafts of all chats that could not be saved before.
func (c *Composer) RetrySaves() tea.Cmd {
	var cmds []tea.Cmd
	for chat := range c.drafts {
		cmds = append(cmds, c.store(chat, c.draftsOf(chat)))
	}
	return tea.Batch(cmds...)
}

// draftSavedMsg is the result of saving a draft.
type draftSavedMsg struct {
	chat core.ChatID
	kind core.DraftKind
	err  error
}

// store saves what the desk does not have yet.
func (c *Composer) store(chat core.ChatID, all *drafts) tea.Cmd {
	if !all.loaded {
		return nil
	}
	var cmds []tea.Cmd
	for _, kind := range draftKinds {
		d := all.of(kind)
		content := d.content()
		if content == d.saved {
			continue
		}
		d.saved = content
		desk, op := c.s.Desk, c.s.Operator.ID
		cmds = append(cmds, c.s.Write(func(ctx context.Context) tea.Msg {
			return draftSavedMsg{chat: chat, kind: kind, err: desk.SaveDraft(ctx, op, chat, kind, content)}
		}))
	}
	return tea.Batch(cmds...)
}

// SaveNow saves what is unsaved when the screen has ended, and no command runs
// any more.
func (c *Composer) SaveNow() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for chat := range c.drafts {
		if err := c.saveNow(ctx, chat, c.draftsOf(chat)); err != nil {
			c.s.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

func (c *Composer) saveNow(ctx context.Context, chat core.ChatID, all *drafts) error {
	desk, op := c.s.Desk, c.s.Operator.ID
	if !all.loaded {
		if all.reply.text == "" && all.note.text == "" {
			return nil
		}
		saved, err := desk.Drafts(ctx, op, chat)
		if err != nil {
			return err
		}
		all.load(saved, core.Message{ID: saved.Reply.ReplyTo})
	}
	var failed []error
	for _, kind := range draftKinds {
		d := all.of(kind)
		if content := d.content(); content != d.saved {
			failed = append(failed, desk.SaveDraft(ctx, op, chat, kind, content))
		}
	}
	return errors.Join(failed...)
}

// restore puts a text that could not be sent back where it was written, with the
// message that it answers, unless another one was chosen since.
func (c *Composer) restore(msg SentMsg) tea.Cmd {
	all := c.draftsOf(msg.Chat)
	d := all.of(msg.kind)
	d.restore(msg)
	d.saved = unknown
	if d.replyTo.ID == 0 {
		d.replyTo = msg.replyTo
	}
	if msg.Chat != c.chat {
		return c.store(msg.Chat, all)
	}
	c.replyTo = all.reply.replyTo
	return tea.Batch(c.tooLong(c.editor(msg.kind).SetText(d.text)), c.saveSoon())
}

// restore puts a text before what has been written since, on lines of its own.
// Several that come back stand in the order in which they were written.
func (d *draft) restore(msg SentMsg) {
	since, ok := strings.CutPrefix(d.text, d.returnedText())
	if !ok {
		d.returned, since = nil, d.text // those were sent or changed meanwhile
	}
	i, _ := slices.BinarySearchFunc(d.returned, msg.number, func(m SentMsg, number int) int { return cmp.Compare(m.number, number) })
	d.returned = slices.Insert(d.returned, i, msg)
	d.text = joinTexts(d.returnedText(), strings.TrimPrefix(since, "\n"))
}

func (d *draft) returnedText() (all string) {
	for _, m := range d.returned {
		all = joinTexts(all, m.text)
	}
	return all
}

// AppendToReply puts text at the end of a chat's reply. If there is no room for
// all of it, the reply stays as it is and the operator is told.
func (c *Composer) AppendToReply(chat core.ChatID, text string) tea.Cmd {
	all := c.draftsOf(chat)
	before := all.reply.text
	all.reply.text = joinTexts(before, text)
	if chat != c.chat {
		return c.store(chat, all)
	}
	if n := c.reply.SetText(all.reply.text); n > 0 {
		c.reply.SetText(before)
		return c.tooLong(n)
	}
	return c.saveSoon()
}

func joinTexts(a, b string) string {
	switch {
	case strings.TrimSpace(a) == "":
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}
