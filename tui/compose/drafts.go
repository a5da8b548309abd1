package compose

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/session"
)

// drafts are the unsent reply and note of a chat, and an edit that is not saved.
type drafts struct {
	reply, note, edit draft
	loaded            bool // the desk's drafts were read; until then, the texts are only what was typed since
	reading           bool
	saving            int // saves and sends under way
	following
}

// draft is an unsent text.
type draft struct {
	*Editor
	caption  string           // of files that are being attached; the desk has it as the end of the text
	about    core.Message     // what a reply answers or an edit changes; zero for none
	files    core.StoredFiles // that a reply will have
	inserted []insertion      // that changed files, oldest first
	saved    core.Draft       // what the desk will have once the saves under way are done
	at       *onDesk
	returned []SentMsg // texts that could not be sent; the draft begins with them
}

func newDraft() draft { return draft{Editor: NewEditor(desk.MaxReply), at: &onDesk{}} }

// onDesk is what the writes of this screen, which run one after the other, know of a draft
// on the desk. Each begins from what the one before it came to, and not from what the
// screen expected: a text is never sent or saved over one that it was not made from.
type onDesk struct {
	mu    sync.Mutex
	draft core.Draft // from which the text here is made
	// overtaken is that the desk has another one: nothing is saved until that has been
	// taken over.
	overtaken bool
}

func (o *onDesk) now() (draft core.Draft, overtaken bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.draft, o.overtaken
}

func (o *onDesk) took(draft core.Draft) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.draft = draft
}

func (o *onDesk) overtake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.overtaken = true
}

// standsAt says what the desk has.
func (d *draft) standsAt(now core.Draft) { d.saved, d.at = now, &onDesk{draft: now} }

// stored reports whether the desk has all of it.
func (d *draft) stored() bool {
	now, overtaken := d.at.now()
	return !overtaken && now == d.content()
}

// unknown is the saved draft where saving failed; it equals no draft.
var unknown = core.Draft{Text: "\x00"}

// draftKinds are the kinds of drafts that a chat has.
var draftKinds = []core.DraftKind{core.DraftReply, core.DraftNote, core.DraftEdit}

func (d *drafts) of(kind core.DraftKind) *draft {
	switch kind {
	case core.DraftNote:
		return &d.note
	case core.DraftEdit:
		return &d.edit
	}
	return &d.reply
}

// edited reports whether there is an edit that changes something.
func (d *drafts) edited() bool { return !d.edit.Empty() && d.edit.Text() != sourceOf(d.edit.about) }

// written reports whether there is a reply or a note.
func (d *drafts) written() bool { return !d.reply.Empty() || d.reply.files != "" || !d.note.Empty() }

// saved reports whether the desk has all of them.
func (d *drafts) saved() bool {
	return d.loaded && d.saving == 0 &&
		!slices.ContainsFunc(draftKinds, func(kind core.DraftKind) bool { return !d.of(kind).stored() })
}

// drop empties a draft.
func (d *draft) drop() {
	d.SetText("")
	d.about, d.files, d.inserted = core.Message{}, "", nil
}

// writeBegins says that a draft is about to change on the desk.
func (d *drafts) writeBegins() {
	d.saving++
	d.writes++
}

// content is what the desk should have of it; nothing while there is neither text nor
// file.
func (d *draft) content() core.Draft {
	text := d.Text()
	if d.caption != "" {
		text = core.JoinDrafts(text, d.caption)
	}
	if text == "" && d.files == "" {
		return core.Draft{}
	}
	return core.Draft{Text: text, ReplyTo: d.about.ID, Files: d.files}
}

// load takes the desk's drafts and the messages that they are about. What was typed
// before they came follows them; a message chosen to be answered stays chosen, and so
// does an edit that has begun.
func (d *drafts) load(saved core.Drafts, about map[core.DraftKind]core.Message) {
	d.loaded = true
	for _, kind := range draftKinds {
		d := d.of(kind)
		d.standsAt(saved.Of(kind))
		began := kind == core.DraftEdit && d.about.ID != 0 && (d.about.ID != d.saved.ReplyTo || d.Text() != sourceOf(d.about))
		if began || d.saved == (core.Draft{}) {
			continue
		}
		d.files = core.EncodeFiles(append(d.saved.Files.Files(), d.files.Files()...))
		typed := d.Text()
		if kind == core.DraftEdit {
			typed = ""
		}
		d.SetText(d.saved.Text + typed)
		if d.about.ID == 0 {
			d.about = about[kind]
		}
	}
}

// Loading reports whether the drafts of the present chat are still being read.
func (c *Composer) Loading() bool {
	d := c.draftsOf(c.chat)
	return d.reading || d.changed && !d.loaded
}

// draftsOf returns the drafts of a chat.
func (c *Composer) draftsOf(id core.ChatID) *drafts {
	d := c.drafts[id]
	if d == nil {
		d = &drafts{}
		for _, kind := range draftKinds {
			*d.of(kind) = newDraft()
		}
		c.drafts[id] = d
	}
	return d
}

// Forget lets go of the texts of a chat that has ended, once the desk has all of
// them: with the visitor's next chat they move there.
func (c *Composer) Forget(id core.ChatID) {
	if d := c.drafts[id]; d != nil && d.saved() {
		delete(c.drafts, id)
	}
}

// Erased lets go of all texts of a chat, which were removed with its messages.
func (c *Composer) Erased(id core.ChatID) {
	if d := c.drafts[id]; d != nil {
		for _, kind := range draftKinds {
			*d.of(kind) = newDraft()
		}
	}
}

// Unfinished reports whether a chat has a reply or a note that is not sent, and an
// edit that is not saved; known is false where only the desk knows. It moves the
// drafts of a chat that has ended to the visitor's next one.
func (c *Composer) Unfinished(chat core.Chat) (draft, edit, known bool) {
	d := c.drafts[chat.ID]
	if d == nil || !chat.Open() && d.saved() {
		return false, false, false
	}
	draft, edit = d.written(), d.edited()
	return draft, edit, draft || edit || d.loaded
}

// reply, note and edit are the drafts of the present chat.
func (c *Composer) reply() *draft { return &c.draftsOf(c.chat).reply }
func (c *Composer) note() *draft  { return &c.draftsOf(c.chat).note }
func (c *Composer) edit() *draft  { return &c.draftsOf(c.chat).edit }

const (
	// savePause is how long typing must pause before a draft is saved.
	savePause = 100 * time.Millisecond
	// savePeriod is how long a draft is not saved at most, while somebody types on.
	savePeriod = time.Second
)

// saveSoon saves the drafts at the next pause in typing, or after savePeriod.
func (c *Composer) saveSoon() tea.Cmd {
	c.changed = time.Now()
	if c.saving {
		return nil
	}
	c.saving, c.unsaved = true, c.changed
	return c.s.After(savePause, session.QuietMsg(c.paused))
}

// paused saves the drafts if savePause is over, or savePeriod.
func (c *Composer) paused() tea.Cmd {
	if rest := min(savePause-time.Since(c.changed), savePeriod-time.Since(c.unsaved)); rest > 0 {
		return c.s.After(rest, session.QuietMsg(c.paused))
	}
	c.saving = false
	return c.SaveDrafts()
}

// SaveDrafts saves what has changed of the present chat's drafts.
func (c *Composer) SaveDrafts() tea.Cmd {
	if c.chat == 0 {
		return nil
	}
	return c.store(c.chat, c.draftsOf(c.chat))
}

// RetrySaves saves the drafts of all chats that could not be saved before, and reads those
// that could not be read.
func (c *Composer) RetrySaves() tea.Cmd {
	var cmds []tea.Cmd
	for chat, d := range c.drafts {
		cmds = append(cmds, c.store(chat, d), c.readChanged(chat, d))
	}
	return tea.Batch(cmds...)
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
		if _, overtaken := d.at.now(); overtaken || content == d.saved {
			continue
		}
		d.saved = content
		all.writeBegins()
		at := d.at
		cmds = append(cmds, c.s.Write(session.Then(func(ctx context.Context) (overtaken bool, err error) {
			known, overtaken := at.now()
			if overtaken {
				return true, nil
			}
			switch now, err := c.s.Desk.ReplaceDraft(ctx, c.s.Me, chat, kind, known, content); {
			case err != nil:
				return false, err
			case now != content:
				at.overtake()
				return true, nil
			}
			at.took(content)
			return false, nil
		}, func(overtaken bool, err error) tea.Cmd { return c.saved(chat, kind, overtaken, err) })))
	}
	return tea.Batch(cmds...)
}

// saved takes the result of saving a draft; overtaken is that nothing was saved, as another
// screen had changed it.
func (c *Composer) saved(chat core.ChatID, kind core.DraftKind, overtaken bool, err error) tea.Cmd {
	d := c.draftsOf(chat)
	d.saving--
	switch {
	case err != nil:
		d.of(kind).saved = unknown
		return c.s.ReadFailed(err)
	case overtaken:
		d.changed = true
	}
	if cmd := c.readChanged(chat, d); cmd != nil {
		return cmd
	}
	if chat == c.chat && !c.open().Chat.Open() {
		return c.Kept()
	}
	return nil
}

// SaveNow saves what is unsaved when the screen has ended, and no command runs
// any more.
func (c *Composer) SaveNow() {
	for chat := range c.drafts {
		ctx, cancel := context.WithTimeout(context.Background(), returnTime)
		if err := c.saveNow(ctx, chat, c.draftsOf(chat)); err != nil {
			c.s.Log.Error("draft not saved", "chat", chat, "error", err)
		}
		cancel()
	}
}

func (c *Composer) saveNow(ctx context.Context, chat core.ChatID, all *drafts) error {
	if !all.loaded {
		if !all.written() && !all.edited() {
			return nil
		}
		saved, err := c.s.Desk.Drafts(ctx, c.s.Me, chat)
		if err != nil {
			return err
		}
		all.load(saved, map[core.DraftKind]core.Message{core.DraftReply: {ID: saved.Reply.ReplyTo}, core.DraftEdit: {ID: saved.Edit.ReplyTo}})
	}
	var failed []error
	for _, kind := range draftKinds {
		d := all.of(kind)
		if known, _ := d.at.now(); d.content() != known {
			failed = append(failed, c.s.Desk.ReturnDraft(ctx, c.s.Me, chat, kind, known, d.content()))
		}
	}
	return errors.Join(failed...)
}

// WriteCaption says what is being written elsewhere as the caption of files. It is saved
// behind the reply, so that it is not lost should the program end.
func (c *Composer) WriteCaption(chat core.ChatID, text string) tea.Cmd {
	c.draftsOf(chat).reply.caption = strings.TrimSpace(text)
	return c.saveChanged(chat)
}

// AppendToReply puts a caption that is not sent at the end of a chat's reply. If there
// is no room for all of it, the reply stays as it is and the operator is told.
func (c *Composer) AppendToReply(chat core.ChatID, text string) tea.Cmd {
	reply := &c.draftsOf(chat).reply
	reply.caption = ""
	before := reply.Text()
	if n := reply.SetText(core.JoinDrafts(before, text)); n > 0 {
		reply.SetText(before)
		return c.tooLong(n)
	}
	return c.saveChanged(chat)
}

// saveChanged saves a chat's drafts; those of the present chat may change again
// soon.
func (c *Composer) saveChanged(chat core.ChatID) tea.Cmd {
	d := c.draftsOf(chat)
	if _, overtaken := d.reply.at.now(); overtaken { // which was not taken over beside a caption
		d.changed = true
	}
	if chat == c.chat {
		return tea.Batch(c.saveSoon(), c.readChanged(chat, d))
	}
	return tea.Batch(c.store(chat, d), c.readChanged(chat, d))
}
