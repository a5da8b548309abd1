package tui

import (
	"context"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
	"tgdesk/tui/layout"
)

// writing is what the operator writes: one reply and one note for each chat,
// kept as drafts on the desk until they are handed over. A chat opens with its
// reply, also where a note was being written when the program ended: enter is
// struck by habit, and what it sends must be a text that was begun as a reply.
type writing struct {
	reply, note *compose.Editor
	edit        *compose.Editor        // another text for a reply
	editing     core.Message           // the reply that is edited; zero for none
	failed      revised                // the edit that failed last: its text is offered again
	chat        core.ChatID            // whose texts they are
	noting      bool                   // the composer writes a note
	texts       map[core.ChatID]*texts // of every chat that was opened; see textsOf
	replyTo     core.Message           // the message that is answered; zero for none
	taking      core.ChatID            // the chat whose pick-up is under way
	saving      int                    // the number of the save that is awaited
	turns       int                    // how many texts were handed over
	typedAt     time.Time              // when the desk was last told that somebody types
	typedIn     core.ChatID
}

// draftRest is how long typing must pause before a draft is saved.
const draftRest = 300 * time.Millisecond

// typingRest is how long the desk is not told again; it keeps its own pace.
const typingRest = time.Second

func newWriting() writing {
	return writing{reply: compose.New(desk.MaxReply), note: compose.New(desk.MaxReply), edit: compose.New(desk.MaxReply), texts: map[core.ChatID]*texts{}}
}

// box is the composer that is being written in.
func (w *writing) box() *compose.Editor {
	switch {
	case w.noting:
		return w.note
	case w.editing.ID != 0:
		return w.edit
	}
	return w.reply
}

// boxOf is the composer in which texts of a kind are written.
func (w *writing) boxOf(kind core.DraftKind) *compose.Editor {
	if kind == core.DraftNote {
		return w.note
	}
	return w.reply
}

// textsOf are the texts of a chat as they stand now. Those of the present one
// are taken from the composers.
func (w *writing) textsOf(id core.ChatID) *texts {
	t := w.texts[id]
	if t == nil {
		t = &texts{}
		w.texts[id] = t
	}
	if id == w.chat {
		t.reply.now, t.reply.to, t.note.now = w.reply.Text(), w.replyTo, w.note.Text()
	}
	return t
}

// turnTo puts the texts of one chat away and takes out those of another.
func (m *Model) turnTo(id core.ChatID) {
	w := &m.write
	if w.chat == id {
		return
	}
	if w.reply.Empty() {
		w.replyTo = core.Message{} // chosen, and nothing written
	}
	m.saveDrafts() // and so takes the texts from the composers
	t := w.textsOf(id)
	w.chat, w.noting, w.replyTo, w.editing = id, false, t.reply.to, core.Message{}
	w.reply.SetText(t.reply.now)
	w.note.SetText(t.note.now)
}

// changed schedules saving the drafts.
func (m *Model) changed() {
	m.write.saving++
	m.after(draftRest, saveNow{number: m.write.saving})
}

type saveNow struct{ number int }

func (s saveNow) apply(m *Model) {
	if s.number == m.write.saving {
		m.saveDrafts()
	}
}

// startWriting focuses the composer for a reply.
func (m *Model) startWriting() {
	m.write.noting, m.write.editing = false, core.Message{}
	m.enterComposer()
}

func (m *Model) enterComposer() {
	if m.focus != layout.Composer {
		m.backTo = m.focus
	}
	m.setFocus(layout.Composer)
}

// reply focuses the composer; from the transcript it answers the message that
// is selected there.
func (m *Model) reply() {
	row, _ := m.subject()
	msg, chosen := m.selectedMessage()
	chosen = chosen && m.focus == layout.Transcript && msg.TelegramID != 0
	m.open(row)
	m.startWriting()
	if chosen {
		m.answer(msg)
	}
}

// answer makes the reply to the present chat one to msg; zero for none.
func (m *Model) answer(msg core.Message) {
	m.write.replyTo = msg
	m.changed()
}

func (m *Model) note() {
	row, _ := m.subject()
	m.open(row)
	m.write.noting = true
	m.enterComposer()
}

// quoteTitle names what enter does on the selected message.
func (m *Model) quoteTitle() string {
	if msg, ok := m.selectedMessage(); ok && !msg.EditedAt.IsZero() {
		return "history"
	}
	return "quote"
}

// quote answers the selected message, or shows the history of an edited one.
func (m *Model) quote() {
	msg, _ := m.selectedMessage()
	if !msg.EditedAt.IsZero() {
		m.openHistory(msg)
		return
	}
	m.reply()
}

// canWrite reports whether keys typed into the composer go anywhere.
func (m *Model) canWrite() bool {
	if m.write.taking != 0 && m.write.taking == m.write.chat {
		return true
	}
	if m.chat.id == 0 || m.chat.id != m.write.chat {
		return false
	}
	if m.write.noting {
		return m.chat.row.Chat.Open()
	}
	return m.whyNotReplyTo(m.chat.row) == ""
}

func (m *Model) newline() { m.compose(press{name: "ctrl+j"}) }

// compose gives a key to the composer.
func (m *Model) compose(k press) bool {
	if !m.canWrite() {
		return false
	}
	w := &m.write
	if !w.box().Key(k.name, k.runes, k.paste) {
		return false
	}
	if !k.paste {
		m.refused(w.box().Refused())
	}
	m.changed()
	m.typing()
	if k.paste {
		m.lookDropped(string(k.runes))
	}
	return true
}

// typing lets the visitor see that somebody answers. Notes and edits are
// nobody's business.
func (m *Model) typing() {
	w, now := &m.write, m.o.Desk.Now()
	if w.box() != w.reply || now.Sub(w.typedAt) < typingRest && w.typedIn == w.chat {
		return
	}
	w.typedAt, w.typedIn = now, w.chat
	desk, op, chat := m.o.Desk, m.o.Operator.ID, w.chat
	m.queue(func(ctx context.Context) any {
		desk.Typing(ctx, op, chat)
		return nil
	})
}

// sendTitle names what enter does in the composer.
func (m *Model) sendTitle() string {
	switch m.write.box() {
	case m.write.edit:
		return "save_edit"
	case m.write.note:
		return "save_note"
	}
	return "send"
}

// refused tells how much of what was typed did not fit.
func (m *Model) refused(n int) {
	if n > 0 {
		m.toastBad(m.o.Words.Toast("too_long", n, desk.MaxReply))
	}
}

// send hands the text over: as a reply to the outbox, or as a note.
func (m *Model) send() {
	w := &m.write
	if !m.canWrite() || strings.TrimSpace(w.box().Text()) == "" && w.box() != w.edit {
		return
	}
	if w.editing.ID != 0 && !w.noting {
		m.saveEdit()
		return
	}
	m.toEnd(w.chat)
	kind := core.DraftReply
	if w.noting {
		kind = core.DraftNote
	}
	w.turns++
	s := sent{turn: w.turns, chat: w.chat, kind: kind, text: w.box().Text()}
	w.box().SetText("")
	w.noting = false
	if kind == core.DraftReply {
		s.to, w.replyTo = w.replyTo, core.Message{}
	}
	t := w.textsOf(s.chat)
	t.of(kind).held = core.Draft{} // the desk drops the draft with what takes its place
	hand := m.handOver(s, t.loaded)
	m.do(func(ctx context.Context) any {
		s.err = hand(ctx)
		return s
	})
}

// handOver is the use case that makes a message of a text. Where the drafts that
// the desk holds have not come yet, they are no part of the text and stay.
func (m *Model) handOver(s sent, loaded bool) func(context.Context) error {
	desk, op := m.o.Desk, m.o.Operator.ID
	note, reply := desk.Note, desk.Reply
	if !loaded {
		note, reply = desk.NoteKeepingDraft, desk.ReplyKeepingDraft
	}
	return func(ctx context.Context) (err error) {
		if s.kind == core.DraftNote {
			_, err = note(ctx, op, s.chat, s.text)
		} else {
			_, err = reply(ctx, op, s.chat, s.text, s.to.ID)
		}
		return err
	}
}

// sent is the result of writing a reply or a note down. When that failed, the
// text goes back to where it was written.
type sent struct {
	turn int // when it was handed over, among all
	chat core.ChatID
	kind core.DraftKind
	text string
	to   core.Message // what it answers; zero for none
	err  error
}

func (r sent) apply(m *Model) {
	m.readChat()
	if r.err != nil {
		m.toastError(r.err)
		m.giveBack(r)
		return
	}
	m.answered(r.chat)
}

// answered takes the divider away before what was new in the chat, if it is
// still the open one.
func (m *Model) answered(chat core.ChatID) {
	if m.chat.id == chat {
		m.chat.view.Unread(0)
	}
}

// composerLines is how many rows the composer would like.
func (m *Model) composerLines() int {
	if m.write.chat == 0 || !m.canWrite() {
		return 1
	}
	return m.write.box().Lines(max(m.plan.Composer.W-3, 10))
}
