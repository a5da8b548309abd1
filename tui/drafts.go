package tui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

// texts are the reply and the note that were begun in a chat.
type texts struct {
	reply, note begun
	loaded      bool // what the desk holds has been read; until then, now is only what was typed before
}

// begun is one of them: as it stands on the screen, and as the desk holds it.
type begun struct {
	now  string
	to   core.Message // what it answers; zero for none
	held core.Draft
	back []sent // those whose texts were given back and are the head of now
}

// draft is what the desk is to hold of it.
func (t *begun) draft() core.Draft {
	if t.now == "" {
		return core.Draft{}
	}
	return core.Draft{Text: t.now, ReplyTo: t.to.ID}
}

// unsaved stands for what the desk holds where nobody knows it.
var unsaved = core.Draft{Text: "\x00"}

// each calls fn for both.
func (t *texts) each(fn func(core.DraftKind, *begun)) {
	fn(core.DraftReply, &t.reply)
	fn(core.DraftNote, &t.note)
}

func (t *texts) of(kind core.DraftKind) *begun {
	if kind == core.DraftNote {
		return &t.note
	}
	return &t.reply
}

// load takes what the desk holds; its reply answers the message to. What was
// typed before that came follows it, and what was chosen to be answered stays.
func (t *texts) load(held core.Drafts, to core.Message) {
	t.loaded = true
	t.reply.now, t.reply.held = held.Reply.Text+t.reply.now, held.Reply
	t.note.now, t.note.held = held.Note.Text+t.note.now, held.Note
	if t.reply.to.ID == 0 {
		t.reply.to = to
	}
}

// loadDrafts takes the drafts that the desk holds, once for each chat. What was
// typed before they came is saved with them.
func (m *Model) loadDrafts(id core.ChatID, held core.Drafts, to core.Message) {
	w := &m.write
	if t := w.texts[id]; t != nil && t.loaded {
		return
	}
	t := w.textsOf(id)
	t.load(held, to)
	if id != w.chat {
		m.putDrafts(id, t)
		return
	}
	w.replyTo = t.reply.to
	t.each(func(kind core.DraftKind, t *begun) {
		if box := w.boxOf(kind); box.Text() != t.now {
			box.SetText(t.now)
		}
		if t.draft() != t.held {
			m.changed()
		}
	})
}

// saveDrafts stores what has changed of the present chat's texts.
func (m *Model) saveDrafts() {
	if w := &m.write; w.chat != 0 {
		m.putDrafts(w.chat, w.textsOf(w.chat))
	}
}

// putDrafts stores what the desk does not hold yet.
func (m *Model) putDrafts(chat core.ChatID, all *texts) {
	if !all.loaded {
		return
	}
	all.each(func(kind core.DraftKind, t *begun) {
		if d := t.draft(); d != t.held {
			t.held = d
			m.putDraft(chat, kind, d)
		}
	})
}

func (m *Model) putDraft(chat core.ChatID, kind core.DraftKind, d core.Draft) {
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		return draftSaved{chat: chat, kind: kind, err: desk.SaveDraft(ctx, op, chat, kind, d)}
	})
}

type draftSaved struct {
	chat core.ChatID
	kind core.DraftKind
	err  error
}

func (r draftSaved) apply(m *Model) {
	if r.err != nil {
		m.write.textsOf(r.chat).of(r.kind).held = unsaved
		m.readFailed(r.err)
	}
}

// saveDraftsAgain stores what trouble has kept from the desk.
func (m *Model) saveDraftsAgain() {
	for chat := range m.write.texts {
		m.putDrafts(chat, m.write.textsOf(chat))
	}
}

// saveDraftsNow stores what is still unsaved when the screen ends, when no
// effect can run any more.
func (m *Model) saveDraftsNow() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for chat := range m.write.texts {
		if err := m.saveDraftsOf(ctx, chat, m.write.textsOf(chat)); err != nil {
			m.o.Log.Error("draft not saved", "chat", chat, "error", err)
		}
	}
}

// saveDraftsOf stores texts behind drafts that were never read.
func (m *Model) saveDraftsOf(ctx context.Context, chat core.ChatID, all *texts) error {
	desk, op := m.o.Desk, m.o.Operator.ID
	if !all.loaded {
		if all.reply.now == "" && all.note.now == "" {
			return nil
		}
		held, err := desk.Drafts(ctx, op, chat)
		if err != nil {
			return err
		}
		all.load(held, core.Message{ID: held.Reply.ReplyTo})
	}
	var failed []error
	all.each(func(kind core.DraftKind, t *begun) {
		if d := t.draft(); d != t.held {
			failed = append(failed, desk.SaveDraft(ctx, op, chat, kind, d))
		}
	})
	return errors.Join(failed...)
}

// giveBack puts a text that was not handed over back where it was written, with
// the message that it answers, unless another was chosen since.
func (m *Model) giveBack(s sent) {
	w := &m.write
	all := w.textsOf(s.chat)
	t := all.of(s.kind)
	t.takeBack(s)
	t.held = unsaved
	if t.to.ID == 0 {
		t.to = s.to
	}
	if s.chat != w.chat {
		m.putDrafts(s.chat, all)
		return
	}
	w.replyTo = all.reply.to
	m.refused(w.boxOf(s.kind).SetText(t.now))
	m.changed()
}

// takeBack puts a text before what has been written since, on lines of its own.
// Several that come back stand in the order in which they were written.
func (t *begun) takeBack(s sent) {
	since, ok := strings.CutPrefix(t.now, t.givenBack())
	if !ok {
		t.back, since = nil, t.now // those were sent or changed meanwhile
	}
	i, _ := slices.BinarySearchFunc(t.back, s.turn, func(b sent, turn int) int { return cmp.Compare(b.turn, turn) })
	t.back = slices.Insert(t.back, i, s)
	t.now = joinedLines(t.givenBack(), strings.TrimPrefix(since, "\n"))
}

func (t *begun) givenBack() (all string) {
	for _, s := range t.back {
		all = joinedLines(all, s.text)
	}
	return all
}

// keepText puts text at the end of a chat's reply; where that has no room for
// it, the reply stays as it is and the operator is told.
func (m *Model) keepText(chat core.ChatID, s string) {
	w := &m.write
	all := w.textsOf(chat)
	before := all.reply.now
	all.reply.now = joinedLines(before, s)
	if chat != w.chat {
		m.putDrafts(chat, all)
		return
	}
	if n := w.reply.SetText(all.reply.now); n > 0 {
		w.reply.SetText(before)
		m.refused(n)
		return
	}
	m.changed()
}

func joinedLines(a, b string) string {
	switch {
	case strings.TrimSpace(a) == "":
		return b
	case b == "":
		return a
	}
	return a + "\n" + b
}
