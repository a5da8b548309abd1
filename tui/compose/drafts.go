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

// drafts are the reply and the note that were begun in a chat.
type drafts struct {
	reply, note draft
	loaded      bool // what the desk has was read; until then, text is only what was typed before
	reading     bool
}

// draft is one of them: as it stands on the screen, and as the desk has it.
type draft struct {
	text     string
	replyTo  core.Message // what it answers; zero for none
	saved    core.Draft
	returned []SentMsg // those that could not be sent and are the head of text
}

// content is what the desk is to have of it. Without a text there is nothing to
// save.
func (d *draft) content() core.Draft {
	if d.text == "" {
		return core.Draft{}
	}
	return core.Draft{Text: d.text, ReplyTo: d.replyTo.ID}
}

// unsaved stands for what the desk has where nobody knows it.
var unsaved = core.Draft{Text: "\x00"}

// each calls fn for both.
func (d *drafts) each(fn func(core.DraftKind, *draft)) {
	fn(core.DraftReply, &d.reply)
	fn(core.DraftNote, &d.note)
}

func (d *drafts) of(kind core.DraftKind) *draft {
	if kind == core.DraftNote {
		return &d.note
	}
	return &d.reply
}

// load takes what the desk has; its reply answers the message to. What was typed
// before that came follows it, and what was chosen to be answered stays.
func (d *drafts) load(saved core.Drafts, to core.Message) {
	d.loaded = true
	d.reply.text, d.reply.saved = saved.Reply.Text+d.reply.text, saved.Reply
	d.note.text, d.note.saved = saved.Note.Text+d.note.text, saved.Note
	if d.reply.replyTo.ID == 0 {
		d.reply.replyTo = to
	}
}

// draftsOf are the drafts of a chat as they stand now. Those of the present one
// are taken from the editors.
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

// draftsReadMsg is what the desk has of a chat's drafts.
type draftsReadMsg struct {
	chat   core.ChatID
	drafts core.Drafts
	to     core.Message // what the reply among them answers
	err    error
}

// Refresh reads the drafts of the present chat, unless that was done.
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
			msg.to, msg.err = desk.Message(ctx, msg.drafts.Reply.ReplyTo)
		}
		return msg
	})
}

// draftsRead takes the drafts that the desk has. What was typed before they came
// is saved with them.
func (c *Composer) draftsRead(msg draftsReadMsg) tea.Cmd {
	d := c.draftsOf(msg.chat)
	d.reading = false
	if msg.err != nil {
		return c.s.ReadFailed(msg.err)
	}
	d.load(msg.drafts, msg.to)
	if msg.chat != c.chat {
		return c.put(msg.chat, d)
	}
	c.replyTo = d.reply.replyTo
	var cmds []tea.Cmd
	d.each(func(kind core.DraftKind, d *draft) {
		if e := c.editor(kind); e.Text() != d.text {
			e.SetText(d.text)
		}
		if d.content() != d.saved {
			cmds = append(cmds, c.changed())
		}
	})
	return tea.Batch(cmds...)
}

// saveTimer waits for a pause in typing.
type saveTimer struct {
	armed   bool
	changed time.Time
}

// saveRest is how long typing must pause before a draft is saved.
const saveRest = 300 * time.Millisecond

// saveDraftsMsg says that the timer has gone off.
type saveDraftsMsg struct{}

// changed schedules saving the drafts.
func (c *Composer) changed() tea.Cmd {
	c.save.changed = time.Now()
	if c.save.armed {
		return nil
	}
	c.save.armed = true
	return c.s.After(saveRest, saveDraftsMsg{})
}

func (c *Composer) saveDue() tea.Cmd {
	if rest := saveRest - time.Since(c.save.changed); rest > 0 {
		return c.s.After(rest, saveDraftsMsg{})
	}
	c.save.armed = false
	return c.SaveDrafts()
}

// SaveDrafts stores what has changed of the present chat's drafts.
func (c *Composer) SaveDrafts() tea.Cmd {
	if c.chat == 0 {
		return nil
	}
	return c.put(c.chat, c.draftsOf(c.chat))
}

// SaveAgain stores what trouble has kept from the desk, of all chats.
func (c *Composer) SaveAgain() tea.Cmd {
	var cmds []tea.Cmd
	for chat := range c.drafts {
		cmds = append(cmds, c.put(chat, c.draftsOf(chat)))
	}
	return tea.Batch(cmds...)
}

// draftSavedMsg is the result of saving a draft.
type draftSavedMsg struct {
	chat core.ChatID
	kind core.DraftKind
	err  error
}

// put stores what the desk does not have yet.
func (c *Composer) put(chat core.ChatID, all *drafts) tea.Cmd {
	if !all.loaded {
		return nil
	}
	var cmds []tea.Cmd
	all.each(func(kind core.DraftKind, d *draft) {
		content := d.content()
		if content == d.saved {
			return
		}
		d.saved = content
		desk, op := c.s.Desk, c.s.Operator.ID
		cmds = append(cmds, c.s.Write(func(ctx context.Context) tea.Msg {
			return draftSavedMsg{chat: chat, kind: kind, err: desk.SaveDraft(ctx, op, chat, kind, content)}
		}))
	})
	return tea.Batch(cmds...)
}

func (c *Composer) draftSaved(msg draftSavedMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	c.draftsOf(msg.chat).of(msg.kind).saved = unsaved
	return c.s.ReadFailed(msg.err)
}

// SaveNow stores what is still unsaved when the screen ends, when no command can
// run any more.
func (c *Composer) SaveNow() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for chat := range c.drafts {
		if err := c.saveNow(ctx, chat, c.draftsOf(chat)); err != nil {
			c.s.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

// saveNow stores texts behind drafts that were never read.
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
	all.each(func(kind core.DraftKind, d *draft) {
		if content := d.content(); content != d.saved {
			failed = append(failed, desk.SaveDraft(ctx, op, chat, kind, content))
		}
	})
	return errors.Join(failed...)
}

// giveBack puts a text that could not be sent back where it was written, with
// the message that it answers, unless another was chosen since.
func (c *Composer) giveBack(msg SentMsg) tea.Cmd {
	all := c.draftsOf(msg.Chat)
	d := all.of(msg.kind)
	d.restore(msg)
	d.saved = unsaved
	if d.replyTo.ID == 0 {
		d.replyTo = msg.replyTo
	}
	if msg.Chat != c.chat {
		return c.put(msg.Chat, all)
	}
	c.replyTo = all.reply.replyTo
	return tea.Batch(c.tooLong(c.editor(msg.kind).SetText(d.text)), c.changed())
}

// restore puts a text before what has been written since, on lines of its own.
// Several that come back stand in the order in which they were written.
func (d *draft) restore(msg SentMsg) {
	since, ok := strings.CutPrefix(d.text, d.head())
	if !ok {
		d.returned, since = nil, d.text // those were sent or changed meanwhile
	}
	i, _ := slices.BinarySearchFunc(d.returned, msg.number, func(m SentMsg, number int) int { return cmp.Compare(m.number, number) })
	d.returned = slices.Insert(d.returned, i, msg)
	d.text = joinTexts(d.head(), strings.TrimPrefix(since, "\n"))
}

// head is the texts that came back.
func (d *draft) head() (all string) {
	for _, m := range d.returned {
		all = joinTexts(all, m.text)
	}
	return all
}

// Keep puts text at the end of a chat's reply; where that has no room for it,
// the reply stays as it is and the operator is told.
func (c *Composer) Keep(chat core.ChatID, text string) tea.Cmd {
	all := c.draftsOf(chat)
	before := all.reply.text
	all.reply.text = joinTexts(before, text)
	if chat != c.chat {
		return c.put(chat, all)
	}
	if n := c.reply.SetText(all.reply.text); n > 0 {
		c.reply.SetText(before)
		return c.tooLong(n)
	}
	return c.changed()
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
